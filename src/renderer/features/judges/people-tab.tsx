/** What people say of a judge's judgements, by version. */
import { Select } from '@mantine/core'
import { useState } from 'react'
import type { Judge } from '../../../shared/model/judge.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { JudgeAgainstPeople } from '../validation/index.tsx'
import css from './judges.module.css'

export function PeopleTab({ versions }: { versions: readonly Judge[] }) {
  const t = useT()
  const format = useFormat()
  const [chosen, setChosen] = useState<number>()
  const judge = versions.find(({ version }) => version === chosen) ?? versions[0]
  if (judge === undefined) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={css.people} role="region" aria-label={t('judges.tab.people')} tabIndex={0}>
      {versions.length > 1 && (
        <Select
          className={css.peopleVersion}
          label={t('judges.tab.version')}
          data={versions.map(({ version }) => ({
            value: String(version),
            label: t('judges.version', { number: format.number(version) }),
          }))}
          value={String(judge.version)}
          allowDeselect={false}
          onChange={(value) => value !== null && setChosen(Number(value))}
        />
      )}
      <JudgeAgainstPeople judgeId={judge.judgeId} version={judge.version} />
    </div>
  )
}
