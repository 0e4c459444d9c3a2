import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Judge } from '../../../shared/model/judge.ts'
import type { ValidationQuery, ValidationSetup } from '../../../shared/model/validation.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { NewVersionDialog } from './new-version-dialog.tsx'
import css from './validation.module.css'
import { scoreAgain } from './version-actions.ts'
import { VersionChange } from './version-change.tsx'

/** A better version of the judge, and whether it is one. */
export function VersionPanel({ setup, query }: { setup: ValidationSetup; query: ValidationQuery }) {
  const t = useT()
  const judge = setup.judge
  const versions = useQuery({
    ...orpc.judges.versions.queryOptions({ input: { judgeId: judge?.judgeId ?? '' } }),
    enabled: judge !== undefined,
  })
  if (judge === undefined || versions.data === undefined) return null
  return (
    <section className={css.rows} aria-labelledby="validation-versions">
      <h2 id="validation-versions" className={css.blockTitle}>
        {t('validation.versions.title')}
      </h2>
      <Versions setup={setup} query={query} own={judge.version} versions={versions.data} />
    </section>
  )
}

function Versions({
  setup,
  query,
  own,
  versions,
}: {
  setup: ValidationSetup
  query: ValidationQuery
  own: number
  versions: readonly Judge[]
}) {
  const t = useT()
  const format = useFormat()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const [chosen, setChosen] = useState<number>()
  const [isMaking, setIsMaking] = useState(false)
  const [isStarting, setIsStarting] = useState(false)
  const others = versions.filter(({ version }) => version !== own)
  const other = others.find(({ version }) => version === chosen)?.version ?? others[0]?.version
  const judgeId = versions[0]?.judgeId ?? ''
  const [before, after] = [Math.min(own, other ?? own), Math.max(own, other ?? own)]
  const subjectOf = (version: number) =>
    version === own ? query.subject : ({ kind: 'judge', judgeId, version } as const)
  const { question, mapping, split, openingId } = query
  const comparison = useQuery({
    ...orpc.validations.compareVersions.queryOptions({
      input: {
        before: subjectOf(before),
        after: subjectOf(after),
        question,
        mapping,
        ...(split === undefined ? {} : { split }),
        ...(openingId === undefined ? {} : { openingId }),
      },
    }),
    enabled: other !== undefined,
  })
  const start = async () => {
    if (other === undefined) return
    setIsStarting(true)
    await scoreAgain(setup, query, other)
    setIsStarting(false)
  }
  return (
    <>
      <p className={css.hint}>{t('validation.versions.hint')}</p>
      <div className={css.choices}>
        <Button disabled={isReadOnly} onClick={() => setIsMaking(true)}>
          {t('validation.versions.make')}
        </Button>
        {other !== undefined && (
          <Select
            className={css.narrow}
            label={t('validation.versions.compare', { version: format.number(own) })}
            allowDeselect={false}
            data={others.map(({ version }) => ({
              value: String(version),
              label: t('validation.versions.version', { version: format.number(version) }),
            }))}
            value={String(other)}
            onChange={(value) => setChosen(Number(value))}
          />
        )}
        {other !== undefined && (
          <Button loading={isStarting} disabled={isReadOnly || openingId !== undefined} onClick={() => void start()}>
            {t('validation.versions.score', { version: format.number(other) })}
          </Button>
        )}
      </div>
      {comparison.data !== undefined &&
        (comparison.data.count === 0 ? (
          <p className={css.hint} role="status">
            {t('validation.versions.noRows', { version: format.number(other ?? own) })}
          </p>
        ) : (
          <VersionChange comparison={comparison.data} before={before} after={after} />
        ))}
      {isMaking && versions[0] !== undefined && (
        <NewVersionDialog newest={versions[0]} setup={setup} query={query} onClose={() => setIsMaking(false)} />
      )}
    </>
  )
}
