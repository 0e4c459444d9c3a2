import { Autocomplete, Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '../../app/link.tsx'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { AnswerFields } from './answer-fields.tsx'
import { ExamplesField } from './examples-field.tsx'
import { InstructionsField } from './instructions-field.tsx'
import type { DraftProblems, JudgeDraft, Problem } from './judge-draft.ts'
import css from './judges.module.css'
import { useProviders } from './use-judges.ts'

/** The fields of a judge. */
export function JudgeForm({
  draft,
  problems,
  isTold,
  isNew,
  isReadOnly,
  onChange,
}: {
  draft: JudgeDraft
  problems: DraftProblems
  /** Whether fields that were left empty are complained of. */
  isTold: boolean
  isNew: boolean
  isReadOnly: boolean
  onChange: (change: Partial<JudgeDraft>) => void
}) {
  const t = useT()
  const providers = useProviders() ?? []
  const experiments = useQuery(orpc.experiments.list.queryOptions()).data ?? []
  const provider = providers.find(({ providerId }) => providerId === draft.providerId)
  const models = [...new Set([provider?.defaultModel ?? [], Object.keys(provider?.prices ?? {})].flat())]
  const told = (problem: Problem | undefined) =>
    isTold && problem !== undefined ? t(`judges.problem.${problem}`, { words: '' }) : undefined
  return (
    <fieldset className={css.fields} disabled={isReadOnly}>
      <div className={css.line}>
        <TextInput
          className={css.wide}
          label={t('judges.form.name')}
          description={t('judges.form.nameHint')}
          value={draft.name}
          maxLength={250}
          spellCheck={false}
          autoComplete="off"
          autoFocus={isNew}
          error={problems.name === 'nameDot' ? t('judges.problem.nameDot') : told(problems.name)}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        {isNew && experiments.length > 1 && (
          <Select
            className={css.setting}
            label={t('judges.form.experiment')}
            data={experiments.map(({ experimentId, name }) => ({ value: experimentId, label: name }))}
            value={draft.experimentId}
            allowDeselect={false}
            onChange={(experimentId) => experimentId !== null && onChange({ experimentId })}
          />
        )}
      </div>
      <InstructionsField draft={draft} problems={problems} isTold={isTold} onChange={onChange} />
      <Checkbox
        label={t('judges.form.isMultiTurn')}
        description={t('judges.form.isMultiTurnHint')}
        checked={draft.isMultiTurn}
        onChange={(event) => onChange({ isMultiTurn: event.currentTarget.checked })}
      />
      <AnswerFields draft={draft} problems={problems} isTold={isTold} onChange={onChange} />
      {providers.length === 0 && (
        <p className={css.hint}>
          {t('judges.form.noProvider')}{' '}
          <Link to={{ screen: 'settings', section: 'providers' }}>{t('judges.form.toProviders')}</Link>
        </p>
      )}
      <div className={css.line}>
        <Select
          className={css.setting}
          label={t('judges.form.provider')}
          data={providers.map(({ providerId, name }) => ({ value: providerId, label: name }))}
          value={provider === undefined ? null : draft.providerId}
          allowDeselect={false}
          error={told(problems.provider)}
          onChange={(providerId) => {
            const next = providers.find((each) => each.providerId === providerId)
            if (next !== undefined) onChange({ providerId: next.providerId, model: next.defaultModel ?? draft.model })
          }}
        />
        <Autocomplete
          className={css.setting}
          label={t('judges.form.model')}
          data={models}
          value={draft.model}
          spellCheck={false}
          error={told(problems.model)}
          onChange={(model) => onChange({ model })}
        />
        <NumberInput
          className={css.setting}
          label={t('judges.form.temperature')}
          description={t('judges.form.temperatureHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          max={2}
          step={0.1}
          decimalScale={2}
          value={draft.temperature}
          onChange={(temperature) => onChange({ temperature })}
        />
      </div>
      <ExamplesField draft={draft} problems={problems} onChange={onChange} />
      {!isNew && (
        <TextInput
          label={t('judges.form.note')}
          value={draft.note}
          maxLength={2_000}
          onChange={(event) => onChange({ note: event.currentTarget.value })}
        />
      )}
    </fieldset>
  )
}
