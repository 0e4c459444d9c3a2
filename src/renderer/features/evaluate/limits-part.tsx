import { NumberInput } from '@mantine/core'
import { useT } from '../../i18n/i18n.ts'
import type { Draft } from './draft.ts'
import css from './evaluate.module.css'
import { Part } from './part.tsx'
import { useProblem } from './problems.ts'

const fields = [
  { name: 'concurrency', min: 1, max: 64, hasNone: false },
  { name: 'requestsPerMinute', min: 1, max: 1_000_000, hasNone: true },
  { name: 'maxCostUsd', min: 0, max: 1_000_000, hasNone: true },
  { name: 'maxTries', min: 1, max: 20, hasNone: false },
] as const

/** How fast, how often, and how much it may cost. */
export function LimitsPart({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const t = useT()
  const problem = useProblem()
  return (
    <Part title={t('evaluate.limits.title')}>
      <div className={css.fields}>
        {fields.map(({ name, min, max, hasNone }) => (
          <NumberInput
            key={name}
            label={t(`evaluate.limits.${name}`)}
            placeholder={hasNone ? t('evaluate.limits.none') : undefined}
            min={min}
            max={max}
            value={draft[name]}
            error={problem(name)}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
      </div>
    </Part>
  )
}
