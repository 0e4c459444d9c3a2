/** What the codes say when they are counted, and whether reading on would find more. */
import { Button } from '@mantine/core'
import { IconDownload, IconForms } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Code, CodingNote, CodingScope } from '../../../shared/model/coding.ts'
import { countCodes, notesSinceNewCode, traceSaturation } from '../../../shared/model/coding-summary.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { showTraces } from '../traces/index.tsx'
import { CodeChip } from './code-chip.tsx'
import { CodeHistory } from './code-history.tsx'
import { changeView } from './coding-view.ts'
import css from './counts.module.css'
import { SaturationChart } from './saturation-chart.tsx'

export function CountsTab({
  scope,
  notes,
  codes,
  codesById,
  isReadOnly,
  onCsv,
  onPromote,
}: {
  scope: CodingScope
  notes: readonly CodingNote[]
  codes: readonly Code[]
  codesById: ReadonlyMap<string, Code>
  isReadOnly: boolean
  onCsv: () => void
  onPromote: () => void
}) {
  const t = useT()
  const format = useFormat()
  const coded = useMemo(() => notes.filter((note) => note.codes.length > 0), [notes])
  const counts = useMemo(
    () => countCodes(codes, notes).toSorted((a, b) => b.traceCount - a.traceCount || b.noteCount - a.noteCount),
    [codes, notes],
  )
  const points = useMemo(() => traceSaturation(notes), [notes])
  if (coded.length === 0) {
    return (
      <div className={css.counts}>
        <EmptyState
          title={t('coding.counts.none')}
          actions={<Button onClick={() => changeView(scope, { tab: 'notes' })}>{t('coding.counts.toNotes')}</Button>}
        >
          {t('coding.counts.noneBody')}
        </EmptyState>
        <CodeHistory experimentId={scope.experimentId} isReadOnly={isReadOnly} />
      </div>
    )
  }
  const traceCount = new Set(coded.map(({ traceId }) => traceId)).size
  const since = notesSinceNewCode(points)
  return (
    <div className={css.counts}>
      <section className={css.part} aria-label={t('coding.counts.title')}>
        <div className={css.partHead}>
          <h2 className={css.sectionTitle}>{t('coding.counts.title')}</h2>
          <Button leftSection={<IconDownload size={14} aria-hidden />} onClick={onCsv}>
            {t('coding.counts.csv')}
          </Button>
          {!isReadOnly && (
            <Button leftSection={<IconForms size={14} aria-hidden />} onClick={onPromote}>
              {t('coding.counts.promote')}
            </Button>
          )}
        </div>
        <p className={css.dim}>
          {t('coding.counts.basis', {
            count: traceCount,
            formatted: format.number(traceCount),
            coded: format.number(coded.length),
            total: format.number(notes.length),
          })}
        </p>
        <table className={css.table} aria-label={t('coding.counts.table')}>
          <thead>
            <tr>
              <th scope="col">{t('coding.counts.code')}</th>
              <th scope="col" data-number>
                {t('coding.counts.notes')}
              </th>
              <th scope="col" data-number>
                {t('coding.counts.traces')}
              </th>
              <th scope="col" data-number>
                {t('coding.counts.share')}
              </th>
              <th scope="col">{t('coding.counts.interval')}</th>
            </tr>
          </thead>
          <tbody>
            {counts.map(({ codeId, noteCount, traceCount: traces, share }) => {
              const code = codesById.get(codeId)
              if (code === undefined) return null
              return (
                <tr key={codeId}>
                  <th scope="row">
                    <CodeChip code={code} />
                  </th>
                  <td data-number>{format.number(noteCount)}</td>
                  <td data-number>
                    <button
                      type="button"
                      className={css.textButton}
                      title={t('coding.counts.show')}
                      aria-label={t('coding.counts.showOf', { name: code.name, formatted: format.number(traces) })}
                      disabled={traces === 0}
                      onClick={() => showTraces(tracesWith(notes, codeId))}
                    >
                      {format.number(traces)}
                    </button>
                  </td>
                  <td data-number>{share === undefined ? '' : format.percent(share.value)}</td>
                  <td>
                    {share !== undefined && (
                      <span className={css.interval}>
                        <span>
                          {t('coding.counts.range', {
                            low: format.percent(share.low),
                            high: format.percent(share.high),
                          })}
                        </span>
                        <IntervalBar {...share} />
                      </span>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      <section className={css.part} aria-label={t('coding.curve.title')}>
        <h2 className={css.sectionTitle}>{t('coding.curve.title')}</h2>
        <p>
          {since === 0
            ? t('coding.curve.since_zero')
            : t('coding.curve.since', { count: since, formatted: format.number(since) })}
        </p>
        <SaturationChart points={points} />
        <details>
          <summary>{t('coding.curve.asTable')}</summary>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col" data-number>
                  {t('coding.curve.note')}
                </th>
                <th scope="col" data-number>
                  {t('coding.curve.total')}
                </th>
                <th scope="col">{t('coding.curve.new')}</th>
              </tr>
            </thead>
            <tbody>
              {points
                .filter(({ newCodeIds }, at) => newCodeIds.length > 0 || at === points.length - 1)
                .map(({ noteCount, codeCount, newCodeIds }) => (
                  <tr key={noteCount}>
                    <td data-number>{format.number(noteCount)}</td>
                    <td data-number>{format.number(codeCount)}</td>
                    <td>{newCodeIds.map((codeId) => codesById.get(codeId)?.name ?? '').join(', ')}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </details>
      </section>
      <CodeHistory experimentId={scope.experimentId} isReadOnly={isReadOnly} />
    </div>
  )
}

function tracesWith(notes: readonly CodingNote[], codeId: string): string[] {
  const having = notes.filter((note) => note.codes.some((code) => code.codeId === codeId))
  return [...new Set(having.map(({ traceId }) => traceId))]
}

/** The interval on a line from 0 to 100 %; said in words beside it. */
function IntervalBar({ value, low, high }: { value: number; low: number; high: number }) {
  const x = (share: number) => `${2 + share * 96}%`
  return (
    <svg className={css.intervalBar} width="100%" height={16} aria-hidden>
      <line className={css.gridLine} x1={x(0)} x2={x(1)} y1={8} y2={8} />
      <line className={css.whisker} x1={x(low)} x2={x(high)} y1={8} y2={8} />
      <circle className={css.intervalPoint} cx={x(value)} cy={8} r={4} />
    </svg>
  )
}
