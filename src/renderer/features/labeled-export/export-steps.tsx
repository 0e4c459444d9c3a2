/** Choose, look at what would leave, export. */
import { Button, Checkbox } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { noRedaction, type Redaction } from '../../../shared/model/handover.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { LabeledExport, LabeledSource } from '../../../shared/model/labeled-export.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { client } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useRemembered, useReviewerName } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RedactionFields } from '../handover/index.tsx'
import { ConditionFields } from './condition-fields.tsx'
import { type ExportDraft, isFormat, parseRedaction, toRequest } from './draft.ts'
import { FormatFields } from './format-fields.tsx'
import css from './labeled-export.module.css'
import { PreviewStep } from './preview-step.tsx'
import { ResultStep } from './result-step.tsx'
import { SourceFields, useSplits } from './source-fields.tsx'
import { useQuestions } from './use-questions.ts'

interface Opening {
  datasetId: string
  split: string
  openingId: number
}

const parseFlag = (stored: Json) => (typeof stored === 'boolean' ? stored : undefined)

export function ExportSteps({ source, count }: { source: LabeledSource; count: number | undefined }) {
  const t = useT()
  const [format, rememberFormat] = useRemembered<string>('labeledExport.format', 'jsonl', (stored) =>
    isFormat(stored) ? stored : undefined,
  )
  const [redaction, rememberRedaction] = useRemembered<Redaction>(
    'labeledExport.redaction',
    noRedaction,
    parseRedaction,
  )
  const [hidesReviewers, rememberHiding] = useRemembered('labeledExport.hidesReviewers', false, parseFlag)
  const [draft, setDraft] = useState<ExportDraft>({
    source,
    format: isFormat(format) ? format : 'jsonl',
    shape: 'trace',
    corrections: 'expected_response',
    conditions: [],
    redaction,
    hidesReviewers,
  })
  const [opening, setOpening] = useState<Opening>()
  const [request, setRequest] = useState<LabeledExport>()
  const [jobId, setJobId] = useState<string>()
  const [refusal, setRefusal] = useState<unknown>()
  const change = (next: Partial<ExportDraft>) => {
    if (next.format !== undefined) rememberFormat(next.format)
    if (next.redaction !== undefined) rememberRedaction({ ...next.redaction, names: [] })
    if (next.hidesReviewers !== undefined) rememberHiding(next.hidesReviewers)
    setDraft((before) => ({ ...before, ...next }))
    setRefusal(undefined)
  }
  const look = (opened: Opening | undefined) => {
    setOpening(opened)
    setRequest(toRequest(draft, opened?.openingId))
  }
  const back = (error?: unknown) => {
    setRefusal(error)
    setRequest(undefined)
  }
  const step = jobId !== undefined ? 'result' : request !== undefined ? 'preview' : 'choose'
  return (
    <Dialog title={t(`labeledExport.step.${step}`)} size="xl" onClose={closeDialog}>
      {jobId !== undefined ? (
        <ResultStep jobId={jobId} format={draft.format} />
      ) : request !== undefined ? (
        <PreviewStep request={request} onBack={back} onStarted={setJobId} />
      ) : (
        <Choose draft={draft} count={count} opening={opening} refusal={refusal} onChange={change} onLook={look} />
      )}
    </Dialog>
  )
}

function Choose({
  draft,
  count,
  opening,
  refusal,
  onChange,
  onLook,
}: {
  draft: ExportDraft
  count: number | undefined
  opening: Opening | undefined
  /** Why the last preview was refused. */
  refusal: unknown
  onChange: (change: Partial<ExportDraft>) => void
  onLook: (opening: Opening | undefined) => void
}) {
  const t = useT()
  const user = useReviewerName().trim()
  const { source, redaction, conditions, hidesReviewers } = draft
  const questions = useQuestions(source)
  const splits = useSplits(source)
  const [purpose, setPurpose] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const sealed =
    source.kind === 'dataset' && typeof source.split === 'string'
      ? splits.find(({ name, sealedAtMs }) => name === source.split && sealedAtMs !== undefined)?.name
      : undefined
  const known =
    source.kind === 'dataset' && opening?.split === sealed && opening?.datasetId === source.datasetId
      ? opening
      : undefined
  const needsPurpose = sealed !== undefined && known === undefined
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || (needsPurpose && purpose.trim() === '')) return
    if (source.kind !== 'dataset' || !needsPurpose) return onLook(known)
    setIsBusy(true)
    setError(undefined)
    try {
      const { datasetId } = source
      const by = user === '' ? {} : { user }
      const { openingId } = await client.datasets.openSeal({ datasetId, split: sealed, purpose: purpose.trim(), ...by })
      onLook({ datasetId, split: sealed, openingId })
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <form className={css.dialog} onSubmit={(event) => void submit(event)}>
      <SourceFields
        source={source}
        count={count}
        purpose={purpose}
        needsPurpose={needsPurpose}
        onChange={(next) => onChange({ source: next })}
        onPurpose={setPurpose}
      />
      <FormatFields draft={draft} questions={questions} onChange={onChange} />
      {source.kind !== 'dataset' && <p className={css.hint}>{t('labeledExport.rule')}</p>}
      <ConditionFields
        conditions={conditions}
        questions={questions}
        onChange={(next) => onChange({ conditions: next })}
      />
      <RedactionFields redaction={redaction} error={refusal} onChange={(next) => onChange({ redaction: next })} />
      <Checkbox
        label={t('labeledExport.hideReviewers')}
        description={t('labeledExport.hideReviewersHint')}
        checked={hidesReviewers}
        onChange={(event) => onChange({ hidesReviewers: event.currentTarget.checked })}
      />
      {error !== undefined && (
        <p role="alert" className={css.error}>
          {failureText(error)}
        </p>
      )}
      <footer className={css.actions}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button type="submit" variant="filled" loading={isBusy} disabled={needsPurpose && purpose.trim() === ''}>
          {t(needsPurpose ? 'labeledExport.openAndPreview' : 'labeledExport.preview')}
        </Button>
      </footer>
    </form>
  )
}
