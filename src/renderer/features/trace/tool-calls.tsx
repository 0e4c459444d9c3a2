/** The tool calls made inside a span, a line each, as its own conversation often tells only question and answer. */
import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import css from './conversation.module.css'
import { listToolCalls } from './span-rows.ts'
import type { TreeState } from './tree-state.ts'

const shownCalls = 50

/** Nothing for spans that are no root or hold no tools. */
export function ToolCalls({ state, spanId }: { state: TreeState; spanId: string }) {
  const t = useT()
  const format = useFormat()
  const [isWhole, setIsWhole] = useState(false)
  const { tree, shape, select } = state
  const calls = useMemo(() => {
    const index = shape.indexById.get(spanId)
    return index === undefined || tree.parents[index] !== -1 ? [] : listToolCalls(tree, shape, index)
  }, [tree, shape, spanId])
  if (calls.length === 0) return null
  const title = t('trace.calls.title', { count: calls.length, formatted: format.number(calls.length) })
  return (
    <section className={css.calls} aria-label={title}>
      <h3 className={css.callsTitle}>{title}</h3>
      <ul className={css.callList}>
        {calls.slice(0, isWhole ? undefined : shownCalls).map((index) => (
          <li key={tree.spanIds[index]}>
            <button type="button" className={css.call} onClick={() => select(index)}>
              <span className={css.callName}>{tree.names[tree.nameIndexes[index] as number] || t('trace.noName')}</span>
              <StateBadge state={tree.statusCodes[index] === 2 ? 'ERROR' : 'OK'} />
              <span className={css.callDuration}>{format.duration(tree.durationsUs[index] ?? 0)}</span>
            </button>
          </li>
        ))}
      </ul>
      {!isWhole && calls.length > shownCalls && (
        <Button variant="subtle" onClick={() => setIsWhole(true)}>
          {t('trace.calls.all')}
        </Button>
      )}
    </section>
  )
}
