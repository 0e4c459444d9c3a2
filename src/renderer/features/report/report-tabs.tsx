/** The page of an evaluation in parts: its rows, its figures, and how it compares. */
import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useT } from '../../i18n/i18n.ts'
import { CompareBody } from './compare-tab.tsx'
import { ExportMenu } from './export-menu.tsx'
import css from './report.module.css'
import { ReportBody } from './report-tab.tsx'
import type { RowsWanted } from './rows-wanted.ts'

export const reportTabs = ['rows', 'report', 'compare'] as const
export type ReportTab = (typeof reportTabs)[number]

/** `children`: the rows. `query`: which runs are compared with, as `with=<id>,<id>`. */
export function EvaluationTabs({
  evaluation,
  tab: given,
  query,
  onRows,
  children,
}: {
  evaluation: EvaluationSummary
  tab: string | undefined
  query: string | undefined
  onRows: (wanted: RowsWanted) => void
  children: ReactNode
}) {
  const t = useT()
  const { runId, name } = evaluation
  const tab = reportTabs.find((each) => each === given) ?? 'rows'
  const show = (next: ReportTab) => {
    const place = { screen: 'evaluations' as const, runId }
    // What is compared with stays, whichever part is looked at meanwhile.
    const isPlain = next === 'rows' && query === undefined
    navigate(isPlain ? place : { ...place, tab: next, query }, { replace: true })
  }
  useCommands(
    (): Command[] =>
      reportTabs.map((each, at) => ({
        id: `evaluation.tab.${each}`,
        title: t(`report.tab.show.${each}`),
        group: 'evaluations' as const,
        keys: [String(at + 1)],
        run: () => show(each),
      })),
    [t, runId, query],
  )
  return (
    <Tabs
      className={css.tabs}
      value={tab}
      keepMounted={false}
      onChange={(value) => {
        const next = reportTabs.find((each) => each === value)
        if (next !== undefined) show(next)
      }}
    >
      <div className={css.tabLine}>
        <Tabs.List aria-label={t('report.tab.label')} className={css.tabList}>
          {reportTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`report.tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tab === 'report' && (
          <div className={css.tabTools}>
            <ExportMenu runIds={[runId]} name={name} />
          </div>
        )}
      </div>
      <Tabs.Panel value="rows" className={css.panel} tabIndex={-1}>
        {children}
      </Tabs.Panel>
      <Tabs.Panel value="report" className={css.panel} tabIndex={0}>
        <ReportBody
          runId={runId}
          onRows={(wanted) => {
            onRows(wanted)
            show('rows')
          }}
        />
      </Tabs.Panel>
      <Tabs.Panel value="compare" className={css.panel} tabIndex={0}>
        <CompareBody evaluation={evaluation} query={query} />
      </Tabs.Panel>
    </Tabs>
  )
}
