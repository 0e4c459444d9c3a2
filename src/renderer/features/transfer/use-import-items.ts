import { useCallback, useEffect, useRef, useState } from 'react'
import type { ColumnMapping } from '../../../shared/model/job.ts'
import { client } from '../../data/client.ts'
import { toFailure } from '../../data/errors.ts'
import { host } from '../../data/host.ts'
import { t } from '../../i18n/i18n.ts'
import {
  guessedMapping,
  type ImportContent,
  type ImportItem,
  type ImportItemState,
  startableItems,
  toItem,
} from './import-items.ts'

/** Hands files over, looks at them and starts them; what runs is given up when the dialog closes or an item goes. */
export function useImportItems() {
  const [items, setItems] = useState<ImportItem[]>([])
  const aborts = useRef(new Map<string, AbortController>())

  const setState = useCallback((id: string, state: ImportItemState) => {
    setItems((before) => before.map((item) => (item.id === id ? { ...item, state } : item)))
  }, [])

  const prepare = useCallback(
    async (item: ImportItem) => {
      const abort = new AbortController()
      aborts.current.set(item.id, abort)
      try {
        const source =
          item.content.kind === 'text'
            ? { text: item.content.text, modifiedAtMs: Date.now() }
            : await host.toImportSource(item.content.file, {
                onProgress: (fraction) => setState(item.id, { step: 'handing', fraction }),
                signal: abort.signal,
              })
        setState(item.id, { step: 'looking' })
        const preview = await client.imports.preview({ source }, { signal: abort.signal })
        setState(item.id, { step: 'ready', source, preview, mapping: guessedMapping(preview) })
      } catch (error) {
        if (!abort.signal.aborted) setState(item.id, { step: 'failed', error })
      } finally {
        aborts.current.delete(item.id)
      }
    },
    [setState],
  )

  const add = useCallback(
    (contents: ImportContent[]) => {
      const added = contents.map((content) => toItem(content, t('transfer.import.pasted')))
      setItems((before) => [...before, ...added])
      for (const item of added) void prepare(item)
    },
    [prepare],
  )

  const remove = useCallback((id: string) => {
    aborts.current.get(id)?.abort()
    setItems((before) => before.filter((item) => item.id !== id))
  }, [])

  const map = useCallback((id: string, mapping: ColumnMapping) => {
    setItems((before) =>
      before.map((item) =>
        item.id === id && item.state.step === 'ready' ? { ...item, state: { ...item.state, mapping } } : item,
      ),
    )
  }, [])

  const start = useCallback(async () => {
    for (const { id, state } of startableItems(items)) {
      if (state.step !== 'ready') continue
      try {
        const { jobId } = await client.imports.start({
          source: state.source,
          format: state.preview.format,
          ...(state.mapping === undefined ? {} : { mapping: state.mapping }),
        })
        setState(id, { step: 'started', jobId })
      } catch (error) {
        setState(id, { step: 'failed', error })
        // Nothing else will start either.
        if (toFailure(error).code === 'NO_WORKSPACE') return
      }
    }
  }, [items, setState])

  const clear = useCallback(() => setItems([]), [])

  useEffect(() => {
    const running = aborts.current
    return () => {
      for (const abort of running.values()) abort.abort()
    }
  }, [])

  return { items, add, remove, map, start, clear }
}
