/** What would leave, before anything is written. */
import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { RedactionKind } from '../../../shared/model/handover.ts'
import type { LabeledExport, LabeledPreview, RedactionExample } from '../../../shared/model/labeled-export.ts'
import { client, orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { host } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { chooseTarget } from './choose-target.ts'
import css from './labeled-export.module.css'

export function PreviewStep({
  request,
  onBack,
  onStarted,
}: {
  request: LabeledExport
  onBack: (refusal?: unknown) => void
  onStarted: (jobId: string) => void
}) {
  const t = useT()
  // Asked anew each time: what it looks at changes. It ends when the dialog or this step is left.
  const query = useQuery({
    ...orpc.labeledExports.preview.queryOptions({ input: request }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnMount: 'always',
  })
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const preview = query.data
  const isEmpty = preview !== undefined && preview.items === 0 && preview.read >= preview.selected
  const start = async () => {
    setIsBusy(true)
    setError(undefined)
    try {
      const target = await chooseTarget(request)
      if (target !== undefined) {
        const { jobId } = await client.labeledExports.start({ ...request, ...target.place })
        target.started(jobId)
        onStarted(jobId)
        return
      }
    } catch (reason) {
      setError(reason)
    }
    setIsBusy(false)
  }
  const refusal = error ?? query.error ?? undefined
  const isPattern = refusal !== undefined && toFailure(refusal).details.pattern !== undefined
  return (
    <div className={css.dialog}>
      {query.isFetching && (
        <p className={css.busy} role="status">
          <Loader size={14} aria-hidden /> {t('labeledExport.looking')}
        </p>
      )}
      {refusal !== undefined && (
        <p role="alert" className={css.error}>
          {isPattern ? t('labeledExport.patternRefused') : failureText(refusal)}
        </p>
      )}
      {preview !== undefined && <Found preview={preview} request={request} />}
      <footer className={css.actions}>
        <Button onClick={() => onBack(refusal)}>{t('labeledExport.back')}</Button>
        <Button
          data-autofocus
          variant="filled"
          loading={isBusy}
          disabled={preview === undefined || isEmpty}
          onClick={() => void start()}
        >
          {t(host.capabilities.hasFileDialogs ? 'transfer.export.choosePlace' : 'transfer.export.download')}
        </Button>
      </footer>
    </div>
  )
}

function Found({ preview, request }: { preview: LabeledPreview; request: LabeledExport }) {
  const t = useT()
  const format = useFormat()
  const { selected, read, items, rows, labels, left, lines } = preview
  const counted = (count: number) => ({ count, formatted: format.number(count) })
  const isDataset = request.source.kind === 'dataset'
  const { detectors, names, patterns } = request.redaction
  const isRedacting = detectors.length + names.length + patterns.length > 0
  return (
    <>
      <div>
        <p className={css.lead}>
          {items === 0
            ? t('labeledExport.nothing')
            : [
                t(isDataset ? 'labeledExport.records' : 'labeledExport.traces', counted(items)),
                t('labeledExport.labels', counted(labels)),
                t('labeledExport.rows', counted(rows)),
              ].join(' · ')}
        </p>
        {read < selected && (
          <p className={css.hint}>
            {t('labeledExport.readPart', { read: format.number(read), selected: format.number(selected) })}
          </p>
        )}
        {left > 0 && <p className={css.hint}>{t(`labeledExport.left.${leftBecause(request)}`, counted(left))}</p>}
      </div>
      {isRedacting && <Redactions preview={preview} />}
      {lines.length > 0 && (
        <section className={css.section} aria-label={t('labeledExport.firstRows')}>
          <h3 className={css.title}>{t('labeledExport.firstRows')}</h3>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows may be equal, and none moves
            <code key={at} className={css.line}>
              {line}
            </code>
          ))}
        </section>
      )}
    </>
  )
}

function leftBecause({ format, shape }: LabeledExport): 'pairs' | 'labels' | 'content' {
  if (format === 'preference' || format === 'openaiPreference') return 'pairs'
  return shape === 'label' ? 'labels' : 'content'
}

function Redactions({ preview: { redactions, examples } }: { preview: LabeledPreview }) {
  const t = useT()
  const format = useFormat()
  const kinds = RedactionKind.options.filter((kind) => (redactions[kind] ?? 0) > 0)
  if (kinds.length === 0) return <p className={css.warning}>{t('labeledExport.noRedactions')}</p>
  return (
    <section className={css.section} aria-label={t('labeledExport.replaced')}>
      <h3 className={css.title}>{t('labeledExport.replaced')}</h3>
      {kinds.map((kind) => (
        <div key={kind} className={css.kind}>
          <span className={css.kindName}>
            {t('labeledExport.replacedKind', {
              kind: t(`handover.redaction.${kind}`),
              formatted: format.number(redactions[kind] ?? 0),
            })}
          </span>
          <ul className={css.examples}>
            {examples
              .filter((example) => example.kind === kind)
              .map((example) => (
                <Example key={example.found} example={example} />
              ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function Example({ example: { before, found, replacement, after } }: { example: RedactionExample }) {
  return (
    <li className={css.example}>
      {before}
      <del className={css.found}>{found}</del> <ins className={css.replacement}>{replacement}</ins>
      {after}
    </li>
  )
}
