import { Button, Textarea } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { closeDialog } from '../../app/dialogs.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { type HostFile, host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ImportItemRow } from './import-item-row.tsx'
import { canStart, type ImportContent, type ImportItem, startableItems } from './import-items.ts'
import css from './transfer.module.css'
import { useImportItems } from './use-import-items.ts'
import { useJobs } from './use-jobs.ts'

const extensions = ['json', 'jsonl', 'ndjson', 'csv', 'tsv', 'parquet', 'gz', 'zst', 'pb', '*']

export function ImportDialog({ files, text }: { files: HostFile[]; text: string | undefined }) {
  const t = useT()
  const workspace = useWorkspace()
  const { items, add, remove, map, start, clear } = useImportItems()
  const addGiven = useEffectEvent(() => {
    const given: ImportContent[] = files.map((file) => ({ kind: 'file', file }))
    if (text !== undefined) given.push({ kind: 'text', text })
    if (given.length > 0) add(given)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: files dropped on the open dialog come as new props
  useEffect(() => addGiven(), [files, text])

  const choose = async () => {
    const kinds = [{ name: t('transfer.import.kind'), extensions }]
    const chosen = await host.pickOpenFiles({ title: t('transfer.import.title'), kinds, isMultiple: true })
    add(chosen.map((file) => ({ kind: 'file', file })))
  }
  const started = items.filter((item) => item.state.step === 'started')
  const isStarted = started.length > 0
  return (
    <Dialog onClose={closeDialog} size="xl" title={t('transfer.import.title')}>
      <div className={css.dialog}>
        {items.length === 0 ? (
          <Choose onChoose={() => void choose()} onText={(pasted) => add([{ kind: 'text', text: pasted }])} />
        ) : (
          <ul className={css.items}>
            {items.map((item) => (
              <ImportItemRow
                key={item.id}
                item={item}
                onRemove={() => remove(item.id)}
                onMap={(mapping) => map(item.id, mapping)}
              />
            ))}
          </ul>
        )}
        <footer className={css.actions}>
          {workspace !== undefined && workspace !== null && (
            <span className={css.start}>{t('transfer.import.intoWorkspace', { name: workspace.name })}</span>
          )}
          {isStarted ? (
            <StartedActions items={started} onAgain={clear} />
          ) : (
            <>
              {items.length > 0 && <Button onClick={() => void choose()}>{t('transfer.import.addMore')}</Button>}
              <Button onClick={closeDialog}>{t('common.cancel')}</Button>
              {items.length > 0 && (
                <Button variant="filled" disabled={!canStart(items)} onClick={() => void start()}>
                  {t('transfer.import.start', { count: Math.max(1, startableItems(items).length) })}
                </Button>
              )}
            </>
          )}
        </footer>
      </div>
    </Dialog>
  )
}

function Choose({ onChoose, onText }: { onChoose: () => void; onText: (text: string) => void }) {
  const t = useT()
  const [text, setText] = useState('')
  return (
    <>
      <div className={css.drop}>
        <IconFileImport size={28} stroke={1.4} aria-hidden />
        <strong>{t('transfer.import.drop')}</strong>
        <span className={css.hint}>{t('transfer.import.hint')}</span>
        <Button data-autofocus onClick={onChoose}>
          {t('transfer.import.choose')}
        </Button>
      </div>
      <Textarea
        label={t('transfer.import.orPaste')}
        placeholder={t('transfer.import.pastePlaceholder')}
        classNames={{ input: css.pasteInput ?? '' }}
        rows={4}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text.trim() !== '' && (
        <div>
          <Button onClick={() => onText(text)}>{t('transfer.import.usePasted')}</Button>
        </div>
      )}
    </>
  )
}

/** While jobs run the dialog can go; when all are done the traces are what comes next. */
function StartedActions({ items, onAgain }: { items: ImportItem[]; onAgain: () => void }) {
  const t = useT()
  const jobIds = items.map((item) => (item.state.step === 'started' ? item.state.jobId : ''))
  const isRunning = useIsAnyRunning(jobIds)
  if (isRunning) return <Button onClick={closeDialog}>{t('transfer.import.background')}</Button>
  return (
    <>
      <Button onClick={onAgain}>{t('transfer.import.again')}</Button>
      <Button
        variant="filled"
        onClick={() => {
          closeDialog()
          navigate({ screen: 'traces' })
        }}
      >
        {t('transfer.import.showTraces')}
      </Button>
    </>
  )
}

function useIsAnyRunning(jobIds: string[]): boolean {
  const jobs = useJobs(jobIds)
  return jobs.some((job) => job === undefined || job.state === 'running')
}
