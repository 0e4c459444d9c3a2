import { Button, Group, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useT } from '../../i18n/i18n.ts'
import { EditorForm, type EditorProps } from './editor-form.tsx'
import { type RangeField, sinceHoursAgo, timePresetsHours, withField } from './filter-conditions.ts'

/** Units of the stored value in one unit of the field: durations are asked for in seconds. */
const scale = { durationUs: 1_000_000, totalTokens: 1, cost: 1 } as const

function toRange(min: number | undefined, max: number | undefined): { min?: number; max?: number } {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

export function RangeEditor({ filter, field, onApply }: EditorProps & { field: Exclude<RangeField, 'startUs'> }) {
  const t = useT()
  const unit = scale[field]
  const [min, setMin] = useState<number | string>(filter[field]?.min === undefined ? '' : filter[field].min / unit)
  const [max, setMax] = useState<number | string>(filter[field]?.max === undefined ? '' : filter[field].max / unit)
  const [problem, setProblem] = useState<string>()
  const suffix = field === 'durationUs' ? ` ${t('traces.filter.seconds')}` : ''
  const prefix = field === 'cost' ? `${t('traces.filter.dollars')} ` : ''
  const apply = () => {
    const toValue = (text: number | string) => (text === '' ? undefined : Number(text) * unit)
    const [from, to] = [toValue(min), toValue(max)]
    if (from !== undefined && to !== undefined && from > to) return setProblem(t('traces.filter.invalidRange'))
    onApply(withField(filter, field, toRange(from, to)))
  }
  return (
    <EditorForm onSubmit={apply} problem={problem}>
      <Group grow wrap="nowrap">
        <NumberInput
          label={t('traces.filter.min')}
          value={min}
          onChange={setMin}
          min={0}
          {...{ suffix, prefix }}
          data-autofocus
        />
        <NumberInput label={t('traces.filter.max')} value={max} onChange={setMax} min={0} {...{ suffix, prefix }} />
      </Group>
    </EditorForm>
  )
}

/** A `datetime-local` value in this machine's time zone. */
function toLocalText(us: number | undefined): string {
  if (us === undefined) return ''
  const date = new Date(us / 1000)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

function parseLocalText(text: string): number | undefined {
  const ms = new Date(text).getTime()
  return text === '' || Number.isNaN(ms) ? undefined : ms * 1000
}

export function TimeEditor({ filter, onApply }: EditorProps) {
  const t = useT()
  const [from, setFrom] = useState(toLocalText(filter.startUs?.min))
  const [to, setTo] = useState(toLocalText(filter.startUs?.max))
  const [problem, setProblem] = useState<string>()
  const apply = () => {
    const range = toRange(parseLocalText(from), parseLocalText(to))
    if (range.min !== undefined && range.max !== undefined && range.min > range.max) {
      return setProblem(t('traces.filter.invalidRange'))
    }
    onApply(withField(filter, 'startUs', range))
  }
  return (
    <EditorForm onSubmit={apply} problem={problem}>
      <Group gap="xs">
        {timePresetsHours.map((hours, at) => (
          <Button
            key={hours}
            data-autofocus={at === 0 || undefined}
            onClick={() => onApply(withField(filter, 'startUs', sinceHoursAgo(hours, Date.now())))}
          >
            {t(`traces.filter.preset.h${hours}`)}
          </Button>
        ))}
      </Group>
      <Group grow wrap="nowrap">
        <TextInput
          type="datetime-local"
          step={1}
          label={t('traces.filter.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          step={1}
          label={t('traces.filter.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </Group>
    </EditorForm>
  )
}
