import { Button, Checkbox, Loader, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Judge, JudgeExample } from '../../../shared/model/judge.ts'
import type { ExampleCandidate, ValidationQuery, ValidationSetup } from '../../../shared/model/validation.ts'
import { notifyDone } from '../../app/notify.tsx'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ValueMark } from '../assessments/index.tsx'
import { countByValue } from './compared.ts'
import css from './validation.module.css'
import { saveVersion, scoreAgain } from './version-actions.ts'
import own from './versions.module.css'

/** Candidates that are ticked to begin with. */
const suggested = 6
/** As many as a judge may have. */
const mostExamples = 50

/** The next version: its instructions, and rows that people labelled as examples. `fixTraceId`: a row that it got wrong. */
export function NewVersionDialog({
  newest,
  setup,
  query: { openingId: _, ...query },
  fixTraceId,
  onClose,
}: {
  newest: Judge
  setup: ValidationSetup
  query: ValidationQuery
  fixTraceId?: string | undefined
  onClose: () => void
}) {
  const t = useT()
  const candidates = useQuery(orpc.validations.examples.queryOptions({ input: { ...query, count: suggested } }))
  const { split: __, ...rowQuery } = query
  const fix = useQuery({
    ...orpc.validations.exampleOfRow.queryOptions({ input: { ...rowQuery, traceId: fixTraceId ?? '' } }),
    enabled: fixTraceId !== undefined,
  })
  const isReady = candidates.data !== undefined && (fixTraceId === undefined || fix.data !== undefined)
  const failure = candidates.error ?? fix.error
  return (
    <Dialog
      title={t('validation.version.title', { name: newest.name, version: newest.version + 1 })}
      size="xl"
      onClose={onClose}
    >
      {isReady ? (
        <Form
          newest={newest}
          setup={setup}
          query={query}
          candidates={candidates.data.candidates}
          held={candidates.data.held}
          fix={fix.data ?? undefined}
          onClose={onClose}
        />
      ) : failure !== null ? (
        <p role="alert">{failureText(failure)}</p>
      ) : (
        <Loader size="sm" role="status" aria-label={t('validation.loading')} />
      )}
    </Dialog>
  )
}

function Form({
  newest,
  setup,
  query,
  candidates,
  held,
  fix,
  onClose,
}: {
  newest: Judge
  setup: ValidationSetup
  query: ValidationQuery
  candidates: readonly ExampleCandidate[]
  held: number
  fix: JudgeExample | undefined
  onClose: () => void
}) {
  const t = useT()
  const format = useFormat()
  const createdBy = useReviewerName()
  const { definition } = newest
  const [instructions, setInstructions] = useState(definition.instructions)
  const [note, setNote] = useState('')
  const [hasFix, setHasFix] = useState(true)
  const [hasOld, setHasOld] = useState(true)
  const known = new Set(definition.examples.flatMap(({ assessmentId }) => assessmentId ?? []))
  const fresh = candidates.filter(({ example }) => !known.has(example.assessmentId ?? ''))
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(fix === undefined ? fresh.flatMap(({ traceId, isSuggested }) => (isSuggested ? [traceId] : [])) : []),
  )
  const [isSaving, setIsSaving] = useState(false)
  const examples = [
    ...(hasOld ? definition.examples : []),
    ...(fix !== undefined && hasFix ? [fix] : []),
    ...fresh.filter(({ traceId }) => chosen.has(traceId)).map(({ example }) => example),
  ]
  const isTooMany = examples.length > mostExamples
  const isSame = instructions === definition.instructions && examples.length === definition.examples.length
  const toggle = (traceId: string, isOn: boolean) =>
    setChosen((before) => {
      const next = new Set(before)
      if (isOn) next.add(traceId)
      else next.delete(traceId)
      return next
    })
  const save = async () => {
    if (isSaving || isTooMany) return
    setIsSaving(true)
    const made = await saveVersion(newest, { ...definition, instructions, examples }, note.trim(), createdBy)
    setIsSaving(false)
    if (made === undefined) return
    notifyDone(t('validation.version.made', { name: made.name, version: made.version }), {
      label: t('validation.versions.score', { version: made.version }),
      run: () => void scoreAgain(setup, query, made.version),
    })
    onClose()
  }
  return (
    <div className={own.form}>
      <Textarea
        label={t('validation.version.instructions')}
        autosize
        minRows={4}
        maxRows={12}
        value={instructions}
        onChange={(event) => setInstructions(event.currentTarget.value)}
      />
      <h3 className={css.blockTitle}>{t('validation.version.examples')}</h3>
      <p className={css.hint}>{t('validation.version.examplesHint')}</p>
      {definition.examples.length > 0 && (
        <Checkbox
          label={t('validation.version.keep', {
            count: definition.examples.length,
            formatted: format.number(definition.examples.length),
          })}
          checked={hasOld}
          onChange={(event) => setHasOld(event.currentTarget.checked)}
        />
      )}
      {fix !== undefined && (
        <ExampleLine
          label={t('validation.version.fix')}
          example={fix}
          isOn={hasFix}
          onChange={setHasFix}
          text={JSON.stringify(fix.outputs ?? fix.inputs ?? null)}
        />
      )}
      {fresh.length === 0 ? (
        <p className={css.warning}>{t('validation.version.noCandidates', { formatted: format.number(held) })}</p>
      ) : (
        <ul className={own.candidates} aria-label={t('validation.version.examples')}>
          {fresh.map(({ traceId, example, inputPreview, outputPreview }) => (
            <li key={traceId}>
              <ExampleLine
                label={inputPreview ?? traceId}
                example={example}
                isOn={chosen.has(traceId)}
                onChange={(isOn) => toggle(traceId, isOn)}
                text={outputPreview}
              />
            </li>
          ))}
        </ul>
      )}
      <p className={isTooMany ? css.warning : css.hint} role="status">
        {t(isTooMany ? 'validation.version.tooMany' : 'validation.version.chosen', {
          count: examples.length,
          formatted: format.number(examples.length),
          list: format.list(
            countByValue(examples).map(({ value, count }) => `${format.number(count)} × ${String(value)}`),
          ),
        })}
      </p>
      <TextInput
        label={t('validation.version.note')}
        value={note}
        maxLength={2_000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button variant="filled" loading={isSaving} disabled={isTooMany || isSame} onClick={() => void save()}>
          {t('validation.version.save', { version: newest.version + 1 })}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </div>
  )
}

function ExampleLine({
  label,
  example: { value, rationale },
  text,
  isOn,
  onChange,
}: {
  label: string
  example: JudgeExample
  text: string | undefined
  isOn: boolean
  onChange: (isOn: boolean) => void
}) {
  return (
    <div>
      <Checkbox label={label} checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <div className={own.candidateText}>
        {text !== undefined && <p className={css.dim}>{text}</p>}
        <p>
          <ValueMark value={value} /> {rationale}
        </p>
      </div>
    </div>
  )
}
