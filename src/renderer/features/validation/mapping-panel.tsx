import { Button, NumberInput, SegmentedControl, Select } from '@mantine/core'
import { useId } from 'react'
import type {
  ComparableQuestion,
  PassRule,
  ScalarValue,
  ValidationSetup,
  ValidationSubject,
  ValueCount,
  ValueMapping,
} from '../../../shared/model/validation.ts'
import { judgeValue, suggestMapping } from '../../../shared/model/value-mapping.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { valueText } from './compared.ts'
import { changeMapping } from './use-validation.ts'
import css from './validation.module.css'
import { changeView, useValidationView } from './validation-view.ts'

interface PanelProps {
  subject: ValidationSubject
  setup: ValidationSetup
  question: ComparableQuestion
}

/** What counts as passed on either side: a sentence, and the way to change it. */
export function MappingPanel({ subject, setup, question }: PanelProps) {
  const t = useT()
  const { isMappingOpen } = useValidationView(subject)
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const sentence = useMappingText()(question.mapping)
  return (
    <section className={css.mapping} aria-label={t('validation.mapping.title')}>
      <div className={css.mappingHead}>
        <h2 className={css.blockTitle}>{t('validation.mapping.title')}</h2>
        <span>{sentence}</span>
        <Button
          aria-expanded={isMappingOpen}
          disabled={isReadOnly}
          onClick={() => changeView(subject, { isMappingOpen: !isMappingOpen })}
        >
          {t(isMappingOpen ? 'validation.mapping.done' : 'validation.mapping.change')}
        </Button>
        {question.isKept && <span className={css.dim}>{t('validation.mapping.kept')}</span>}
      </div>
      {isMappingOpen && <MappingForm subject={subject} setup={setup} question={question} />}
    </section>
  )
}

function useMappingText(): (mapping: ValueMapping) => string {
  const t = useT()
  const format = useFormat()
  const ruleText = (rule: PassRule) => {
    if (rule.kind === 'threshold') {
      const value = format.shortNumber(rule.passFrom, 6)
      return t(rule.isHighGood ? 'validation.mapping.from' : 'validation.mapping.upTo', { value })
    }
    const values = rule.pass.map((value) => t('validation.mapping.quoted', { value: valueText(value, format) }))
    return values.length === 0 ? t('validation.mapping.nothing') : format.list(values)
  }
  return (mapping) =>
    mapping.kind === 'verdict'
      ? t('validation.mapping.verdict', { scorer: ruleText(mapping.scorer), human: ruleText(mapping.human) })
      : t(`validation.mapping.${mapping.kind}`)
}

const kinds = ['verdict', 'classes', 'numbers'] as const

function MappingForm({ subject, setup, question }: PanelProps) {
  const t = useT()
  const { mapping } = question
  const change = (next: ValueMapping) => changeMapping(subject, setup, question, next)
  const start = (kind: ValueMapping['kind']): ValueMapping => {
    if (kind === 'numbers') return { kind }
    if (kind === 'classes') return { kind, human: [] }
    const suggested = suggestMapping(setup.values, question.values, undefined)
    return suggested.kind === 'verdict'
      ? suggested
      : { kind, scorer: toRule(setup.values), human: toRule(question.values) }
  }
  return (
    <div className={css.mappingForm}>
      <div>
        <SegmentedControl
          aria-label={t('validation.mapping.kind')}
          data={kinds.map((kind) => ({ value: kind, label: t(`validation.mapping.kinds.${kind}`) }))}
          value={mapping.kind}
          onChange={(value) => change(start(value as ValueMapping['kind']))}
        />
      </div>
      {mapping.kind === 'verdict' && (
        <div className={css.sides}>
          <RuleForm
            title={t('validation.mapping.scorerSide', { name: setup.scorer })}
            values={setup.values}
            rule={mapping.scorer}
            onChange={(scorer) => change({ ...mapping, scorer })}
          />
          <RuleForm
            title={t('validation.mapping.humanSide')}
            values={question.values}
            rule={mapping.human}
            onChange={(human) => change({ ...mapping, human })}
          />
        </div>
      )}
      {mapping.kind === 'classes' && (
        <ClassForm setup={setup} question={question} mapping={mapping} onChange={change} />
      )}
    </div>
  )
}

function toRule(values: readonly ValueCount[]): PassRule {
  const [first] = values
  return { kind: 'values', pass: first === undefined ? [] : [first.value], ignored: [] }
}

type Meaning = 'pass' | 'fail' | 'out'

function RuleForm({
  title,
  values,
  rule,
  onChange,
}: {
  title: string
  values: readonly ValueCount[]
  rule: PassRule
  onChange: (rule: PassRule) => void
}) {
  const t = useT()
  const format = useFormat()
  const id = useId()
  const numbers = values.flatMap(({ value }) => (typeof value === 'number' ? [value] : []))
  const setMeaning = (value: ScalarValue, meaning: Meaning) => {
    if (rule.kind !== 'values') return
    const without = (list: readonly ScalarValue[]) => list.filter((each) => each !== value)
    onChange({
      kind: 'values',
      pass: [...without(rule.pass), ...(meaning === 'pass' ? [value] : [])],
      ignored: [...without(rule.ignored), ...(meaning === 'out' ? [value] : [])],
    })
  }
  const setKind = (kind: string) => {
    if (kind === rule.kind) return
    if (kind === 'threshold') onChange({ kind, passFrom: numbers.toSorted((a, b) => b - a)[0] ?? 1, isHighGood: true })
    else {
      const passed = values.flatMap(({ value }) => (judgeValue(rule, value) === 'pass' ? [value] : []))
      onChange({ kind: 'values', pass: passed, ignored: [] })
    }
  }
  return (
    <fieldset className={css.side}>
      <legend id={id}>{title}</legend>
      {numbers.length > 0 && (
        <SegmentedControl
          aria-label={t('validation.mapping.by')}
          data={[
            { value: 'threshold', label: t('validation.mapping.threshold') },
            { value: 'values', label: t('validation.mapping.values') },
          ]}
          value={rule.kind}
          onChange={setKind}
        />
      )}
      {rule.kind === 'threshold' ? (
        <div className={css.threshold}>
          <NumberInput
            label={t('validation.mapping.passFrom')}
            value={rule.passFrom}
            onChange={(value) => typeof value === 'number' && onChange({ ...rule, passFrom: value })}
          />
          <Select
            label={t('validation.mapping.direction')}
            allowDeselect={false}
            data={[
              { value: 'high', label: t('validation.mapping.high') },
              { value: 'low', label: t('validation.mapping.low') },
            ]}
            value={rule.isHighGood ? 'high' : 'low'}
            onChange={(value) => onChange({ ...rule, isHighGood: value === 'high' })}
          />
        </div>
      ) : (
        <table className={css.values} aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{t('validation.mapping.value')}</th>
              <th scope="col" data-number>
                {t('validation.mapping.count')}
              </th>
              <th scope="col">{t('validation.mapping.means')}</th>
            </tr>
          </thead>
          <tbody>
            {values.map(({ value, count }) => {
              const text = valueText(value, format)
              return (
                <tr key={`${typeof value} ${value}`}>
                  <th scope="row">{text}</th>
                  <td data-number>{format.number(count)}</td>
                  <td>
                    <SegmentedControl
                      aria-label={text}
                      data={(['pass', 'fail', 'out'] as const).map((meaning) => ({
                        value: meaning,
                        label: t(`validation.mapping.meanings.${meaning}`),
                      }))}
                      value={judgeValue(rule, value) ?? 'out'}
                      onChange={(meaning) => setMeaning(value, meaning as Meaning)}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </fieldset>
  )
}

const leftOut = 'out'

function ClassForm({
  setup,
  question,
  mapping,
  onChange,
}: {
  setup: ValidationSetup
  question: ComparableQuestion
  mapping: Extract<ValueMapping, { kind: 'classes' }>
  onChange: (mapping: ValueMapping) => void
}) {
  const t = useT()
  const format = useFormat()
  const classes = setup.values.map(({ value }) => value)
  const all = [...new Set([...classes, ...question.values.map(({ value }) => value)])]
  const options = [
    ...all.map((value, at) => ({ value: String(at), label: valueText(value, format) })),
    { value: leftOut, label: t('validation.mapping.meanings.out') },
  ]
  return (
    <table className={css.values} aria-label={t('validation.mapping.humanSide')}>
      <thead>
        <tr>
          <th scope="col">{t('validation.mapping.humanSide')}</th>
          <th scope="col" data-number>
            {t('validation.mapping.count')}
          </th>
          <th scope="col">{t('validation.mapping.sameAs')}</th>
        </tr>
      </thead>
      <tbody>
        {question.values.map(({ value, count }) => {
          const rule = mapping.human.find(({ from }) => from === value)
          const to = rule === undefined ? value : rule.to
          const text = valueText(value, format)
          const others = mapping.human.filter(({ from }) => from !== value)
          return (
            <tr key={`${typeof value} ${value}`}>
              <th scope="row">{text}</th>
              <td data-number>{format.number(count)}</td>
              <td>
                <Select
                  aria-label={text}
                  allowDeselect={false}
                  data={options}
                  value={to === undefined ? leftOut : String(all.indexOf(to))}
                  onChange={(chosen) => {
                    const next = chosen === leftOut || chosen === null ? undefined : all[Number(chosen)]
                    const own = next === undefined ? { from: value } : { from: value, to: next }
                    onChange({ ...mapping, human: next === value ? others : [...others, own] })
                  }}
                />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
