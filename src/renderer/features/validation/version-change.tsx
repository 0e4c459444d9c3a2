import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { Figure, VersionComparison } from '../../../shared/model/validation.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { figureText } from './compared.ts'
import css from './validation.module.css'
import { useValueName } from './value-name.ts'
import own from './versions.module.css'

/** Chances under this are taken for a difference that is more than luck. */
const significantUnder = 0.05
/** Rows that are listed. */
const mostListed = 20

type Line = { name: string; isShare: boolean; before: Figure; after: Figure }

/** Two versions side by side on the same rows, what changed, and whether that is more than luck. */
export function VersionChange({
  comparison,
  before,
  after,
}: {
  comparison: VersionComparison
  before: number
  after: number
}) {
  const t = useT()
  const format = useFormat()
  const lines = useLines(comparison)
  const versionName = (version: number) => t('validation.versions.version', { version: format.number(version) })
  const text = ({ value }: Figure, isShare: boolean) =>
    value === undefined ? t('validation.figures.noValue') : figureText(value, isShare, format)
  return (
    <>
      <table className={css.figureTable} aria-labelledby="validation-versions">
        <thead>
          <tr>
            <th scope="col">{t('validation.figures.figure')}</th>
            <th scope="col" data-number>
              {versionName(before)}
            </th>
            <th scope="col" data-number>
              {versionName(after)}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name}>
              <th scope="row">{line.name}</th>
              <td data-number>{text(line.before, line.isShare)}</td>
              <td data-number className={css.value}>
                {text(line.after, line.isShare)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.hint} role="status">
        <Verdict comparison={comparison} />
      </p>
      <ChangedRows comparison={comparison} />
    </>
  )
}

function useLines({ before, after }: VersionComparison): Line[] {
  const t = useT()
  const line = (name: string, isShare: boolean, first: Figure, second: Figure): Line => ({
    name,
    isShare,
    before: first,
    after: second,
  })
  if (before.kind === 'numbers' && after.kind === 'numbers') {
    return (['spearman', 'kendall', 'meanAbsoluteDifference', 'meanDifference'] as const).map((name) =>
      line(t(`validation.figures.names.${name}`), false, before[name], after[name]),
    )
  }
  if (before.kind === 'classes' && after.kind === 'classes') {
    return (['accuracy', 'kappa'] as const).map((name) =>
      line(t(`validation.figures.names.${name}`), name === 'accuracy', before[name], after[name]),
    )
  }
  if (before.kind !== 'verdict' || after.kind !== 'verdict') return []
  return (['truePositiveRate', 'trueNegativeRate', 'accuracy', 'kappa'] as const).map((name) =>
    line(t(`validation.figures.names.${name}`), name !== 'kappa', before[name], after[name]),
  )
}

/** One sentence on whether the later version is better. */
function Verdict({ comparison: { agreeing, change, count, wilcoxonP } }: { comparison: VersionComparison }) {
  const t = useT()
  const format = useFormat()
  const rows = format.number(count)
  const pValue = agreeing?.pValue ?? wilcoxonP ?? 1
  const chance = format.percent(pValue)
  if (agreeing !== undefined) {
    const counts = { rows, gained: format.number(agreeing.onlyAfter), lost: format.number(agreeing.onlyBefore) }
    const isBetter = agreeing.onlyAfter > agreeing.onlyBefore
    const reading = pValue >= significantUnder ? 'unclear' : isBetter ? 'better' : 'worse'
    return `${t('validation.versions.moved', counts)} ${t(`validation.versions.${reading}`, { chance })}`
  }
  const isCloser = (change.value ?? 0) < 0
  const reading = pValue >= significantUnder ? 'unclear' : isCloser ? 'better' : 'worse'
  const moved = t('validation.versions.movedNumbers', {
    rows,
    change: figureText(change.value ?? 0, false, format),
  })
  return `${moved} ${t(`validation.versions.${reading}`, { chance })}`
}

function ChangedRows({ comparison: { changed, before } }: { comparison: VersionComparison }) {
  const t = useT()
  const nameOf = useValueName(before.kind === 'verdict')
  if (changed.length === 0) return null
  return (
    <details>
      <summary>{t('validation.versions.changed', { count: changed.length })}</summary>
      <ul className={own.changes}>
        {changed.slice(0, mostListed).map(({ row, before: was, isBetter }) => (
          <li key={row.traceId}>
            {isBetter ? <IconArrowUp size={14} aria-hidden /> : <IconArrowDown size={14} aria-hidden />}
            <strong>{t(isBetter ? 'validation.versions.rowBetter' : 'validation.versions.rowWorse')}</strong>
            <span>
              {t('validation.versions.rowChange', {
                before: nameOf(was),
                after: row.scored === undefined ? '' : nameOf(row.scored),
                people: row.answered === undefined ? '' : nameOf(row.answered),
              })}
            </span>
            <span className={css.dim}>{row.inputPreview ?? t('validation.list.noInput')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
