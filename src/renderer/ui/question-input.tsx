/** The input of a question by its kind, with the JSON value that its answer is. Knows nothing of where it is saved. */
import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LabelSchemaInput } from '../../shared/model/labeling.ts'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'
import type { QuestionInputProps } from './answer.ts'
import { type Choice, ChoiceButtons } from './choice-buttons.tsx'
import { HighlightInput } from './highlight-input.tsx'
import { PairwiseInput } from './pairwise-input.tsx'
import css from './question.module.css'
import { RankingInput } from './ranking-input.tsx'
import { TextListInput } from './text-list-input.tsx'

export function QuestionInput({ input, ...rest }: QuestionInputProps) {
  switch (input.type) {
    case 'passFail':
      return <PassFail input={input} {...rest} />
    case 'categorical':
      return <Choices input={input} {...rest} />
    case 'rating':
      return <RatingChoice input={input} {...rest} />
    case 'numeric':
      return <Numeric input={input} {...rest} />
    case 'text':
      return <FreeText input={input} {...rest} />
    case 'textList':
      return <TextListInput input={input} {...rest} />
    case 'ranking':
      return <RankingInput input={input} {...rest} />
    case 'pairwise':
      return <PairwiseInput input={input} {...rest} />
    case 'highlight':
      return <HighlightInput input={input} {...rest} />
  }
}

function PassFail({ input, value, onChange, ...rest }: QuestionInputProps<'passFail'>) {
  const choices: Choice[] = [
    { value: 'true', label: input.positiveLabel, verdict: 'pass' },
    { value: 'false', label: input.negativeLabel, verdict: 'fail' },
  ]
  return (
    <ChoiceButtons
      choices={choices}
      chosen={typeof value === 'boolean' ? [String(value)] : []}
      isMultiple={false}
      onChange={([chosen]) => onChange(chosen === undefined ? undefined : chosen === 'true')}
      {...rest}
    />
  )
}

function Choices({ input, value, onChange, ...rest }: QuestionInputProps<'categorical'>) {
  const known: unknown[] = Array.isArray(value) ? value : [value]
  return (
    <ChoiceButtons
      choices={input.options.map((option) => ({ value: option, label: option, help: input.optionHelp?.[option] }))}
      chosen={input.options.filter((option) => known.includes(option))}
      isMultiple={input.isMultiple}
      onChange={(chosen) => {
        // In the order of the options, so that equal answers are equal values.
        const inOrder = input.options.filter((option) => chosen.includes(option))
        onChange(inOrder.length === 0 ? undefined : input.isMultiple ? inOrder : inOrder[0])
      }}
      {...rest}
    />
  )
}

/** Its numbers as buttons, between what the ends mean. */
function RatingChoice({ input, value, onChange, ...rest }: QuestionInputProps<'rating'>) {
  const { max, lowLabel, highLabel } = input
  const choices = Array.from({ length: max }, (_, at): Choice => ({ value: String(at + 1), label: String(at + 1) }))
  return (
    <div className={css.rating}>
      {lowLabel !== undefined && <span className={css.ratingEnd}>{lowLabel}</span>}
      <ChoiceButtons
        choices={choices}
        chosen={typeof value === 'number' ? [String(value)] : []}
        isMultiple={false}
        onChange={([chosen]) => onChange(chosen === undefined ? undefined : Number(chosen))}
        {...rest}
      />
      {highLabel !== undefined && <span className={css.ratingEnd}>{highLabel}</span>}
    </div>
  )
}

function Numeric({ input, value, labelId, descriptionId, isReadOnly, onChange }: QuestionInputProps<'numeric'>) {
  const t = useT()
  const format = useFormat()
  const [text, setText] = useState(typeof value === 'number' ? String(value) : '')
  const { min, max, unit } = input
  const problem = findNumberProblem(text, input)
  const range =
    min !== undefined && max !== undefined
      ? t('ui.question.between', { min: format.number(min), max: format.number(max) })
      : min !== undefined
        ? t('ui.question.atLeast', { min: format.number(min) })
        : max !== undefined
          ? t('ui.question.atMost', { max: format.number(max) })
          : undefined
  return (
    <TextInput
      aria-labelledby={labelId}
      {...(descriptionId === undefined ? {} : { 'aria-describedby': descriptionId })}
      description={problem === 'range' ? undefined : range}
      inputMode="decimal"
      autoComplete="off"
      maw="12em"
      value={text}
      readOnly={isReadOnly === true}
      error={problem === undefined ? undefined : problem === 'range' ? range : t('ui.question.notANumber')}
      {...(unit === undefined
        ? {}
        : { rightSection: <span className={css.unit}>{unit}</span>, rightSectionWidth: 'auto' })}
      onChange={(event) => {
        const next = event.currentTarget.value
        setText(next)
        onChange(next.trim() === '' || findNumberProblem(next, input) !== undefined ? undefined : parseNumber(next))
      }}
    />
  )
}

/** Digits as people type them, also full-width ones. */
function parseNumber(text: string): number {
  return Number(text.trim().normalize('NFKC'))
}

function findNumberProblem(
  text: string,
  { min, max }: Extract<LabelSchemaInput, { type: 'numeric' }>,
): 'notANumber' | 'range' | undefined {
  if (text.trim() === '') return undefined
  const number = parseNumber(text)
  if (!Number.isFinite(number)) return 'notANumber'
  return (min !== undefined && number < min) || (max !== undefined && number > max) ? 'range' : undefined
}

function FreeText({ input, value, labelId, descriptionId, isReadOnly, onChange }: QuestionInputProps<'text'>) {
  const t = useT()
  const format = useFormat()
  const text = typeof value === 'string' ? value : ''
  const { maxLength } = input
  return (
    <Textarea
      aria-labelledby={labelId}
      {...(descriptionId === undefined ? {} : { 'aria-describedby': descriptionId })}
      description={
        maxLength === undefined
          ? undefined
          : t('ui.question.length', { used: format.number(text.length), most: format.number(maxLength) })
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={text}
      readOnly={isReadOnly === true}
      {...(maxLength === undefined ? {} : { maxLength })}
      autosize
      minRows={2}
      maxRows={12}
      onChange={(event) => {
        const next = event.currentTarget.value
        onChange(next === '' ? undefined : next)
      }}
    />
  )
}
