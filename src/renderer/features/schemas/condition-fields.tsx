/** When a question is asked: always, or after a certain answer to an earlier one. */
import { MultiSelect, Select, TextInput } from '@mantine/core'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { type ConditionDraft, choicesOf, noCondition, testsOf } from './condition-draft.ts'
import css from './schemas.module.css'

const titleOf = ({ title, name }: LabelSchema) => (title === undefined || title === '' ? name : title)

export function ConditionFields({
  condition,
  deciders,
  hasProblem,
  onChange,
}: {
  condition: ConditionDraft
  /** Questions to choose from. */
  deciders: readonly LabelSchema[]
  hasProblem: boolean
  onChange: (condition: ConditionDraft) => void
}) {
  const t = useT()
  const format = useFormat()
  const decider = deciders.find(({ schemaId }) => schemaId === condition.schemaId)
  const tests = decider === undefined ? [] : testsOf(decider.input)
  const choices = decider === undefined ? undefined : choicesOf(decider.input, format.number)
  const error = hasProblem ? t('schemas.problem.conditionEmpty') : undefined
  const change = (part: Partial<ConditionDraft>) => onChange({ ...condition, ...part })
  return (
    <div>
      <Select
        label={t('schemas.form.askIf')}
        description={t(deciders.length === 0 ? 'schemas.form.askIfNone' : 'schemas.form.askIfHint')}
        data={[
          { value: '', label: t('schemas.form.askAlways') },
          ...deciders.map((schema) => ({ value: schema.schemaId, label: titleOf(schema) })),
        ]}
        value={condition.schemaId}
        disabled={deciders.length === 0 && condition.schemaId === ''}
        allowDeselect={false}
        onChange={(schemaId) => {
          const next = deciders.find((schema) => schema.schemaId === schemaId)
          const [test = 'answered'] = next === undefined ? [] : testsOf(next.input)
          onChange(next === undefined ? noCondition : { ...noCondition, schemaId: next.schemaId, test })
        }}
      />
      {decider !== undefined && (
        <div className={css.condition}>
          <Select
            className={css.setting}
            aria-label={t('schemas.form.test')}
            data={tests.map((test) => ({ value: test, label: t(`schemas.test.${test}`) }))}
            value={condition.test}
            allowDeselect={false}
            onChange={(value) => {
              const test = tests.find((each) => each === value)
              if (test !== undefined) change({ test })
            }}
          />
          {(condition.test === 'is' || condition.test === 'isNot') && choices !== undefined && (
            <Select
              className={css.setting}
              aria-label={t('schemas.form.testValue')}
              data={choices}
              value={condition.values[0] ?? null}
              error={error}
              onChange={(value) => change({ values: value === null ? [] : [value] })}
            />
          )}
          {condition.test === 'oneOf' && choices !== undefined && (
            <MultiSelect
              className={css.setting}
              aria-label={t('schemas.form.testValue')}
              data={choices}
              value={condition.values}
              error={error}
              onChange={(values) => change({ values })}
            />
          )}
          {(condition.test === 'atLeast' || condition.test === 'atMost') && (
            <TextInput
              className={css.setting}
              aria-label={t('schemas.form.testValue')}
              inputMode="decimal"
              autoComplete="off"
              value={condition.number}
              error={error}
              onChange={(event) => change({ number: event.currentTarget.value })}
            />
          )}
        </div>
      )}
    </div>
  )
}
