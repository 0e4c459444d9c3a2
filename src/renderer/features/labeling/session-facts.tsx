/** How a session is labelled and where its traces came from, in a few words each. */
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { SessionRules } from '../../../shared/model/label-work.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import type { SampleRule } from '../../../shared/model/session-sample.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useFilterText } from '../traces/index.tsx'
import { Fact } from './fact.tsx'
import { itemTotal } from './session-actions.ts'
import css from './setup.module.css'

const noRules: readonly SampleRule[] = []

export function SetupFacts({ session }: { session: LabelingSession }) {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const setup = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } })).data
  const samples = useQuery(orpc.labelingSessions.samples.queryOptions({ input: { sessionId } })).data ?? noRules
  const rulesText = useRulesText()
  const sampleText = useSampleText()
  if (setup === undefined) return null
  const { dueAtMs } = setup.rules
  const isLate = dueAtMs !== undefined && dueAtMs < Date.now() && session.itemCounts.pending > 0
  return (
    <>
      <Fact name={t('labeling.page.rules')}>{rulesText(setup.rules)}</Fact>
      {dueAtMs !== undefined && (
        <Fact name={t('labeling.page.due')}>
          <span className={isLate ? css.overdue : undefined} title={format.exactTime(dueAtMs)}>
            {isLate && <IconAlertTriangle size={14} aria-hidden />} {format.time(dueAtMs)} (
            <RelativeTime timeMs={dueAtMs} />){isLate && ` ${t('labeling.page.overdue')}`}
          </span>
        </Fact>
      )}
      {samples.length > 0 && itemTotal(session) > 0 && (
        <Fact name={t('labeling.page.samples')}>
          <ul className={css.samples}>
            {samples.map((rule) => (
              <li key={rule.addedAtMs}>{sampleText(rule)}</li>
            ))}
          </ul>
        </Fact>
      )}
    </>
  )
}

function useRulesText(): (rules: SessionRules) => string {
  const t = useT()
  const format = useFormat()
  return (rules) => {
    const { assignment, labelsWanted } = rules
    const counted = { count: labelsWanted, formatted: format.number(labelsWanted) }
    return [
      assignment === 'all' ? t('labeling.rules.short.all') : t(`labeling.rules.short.${assignment}`, counted),
      t(rules.isBlind ? 'labeling.rules.short.blind' : 'labeling.rules.short.open'),
      rules.order === 'random'
        ? t('labeling.rules.short.random', { seed: rules.seed })
        : t(`labeling.rules.orders.${rules.order}`),
      ...(rules.hasSuggestions && !rules.isBlind ? [t('labeling.rules.short.suggestions')] : []),
      ...(rules.repeatPercent > 0
        ? [t('labelChecks.rules.repeats', { formatted: format.number(rules.repeatPercent) })]
        : []),
      ...(rules.hasGoldFeedback && !rules.isBlind ? [t('labelChecks.rules.tells')] : []),
    ].join(' · ')
  }
}

/** A rule as a sentence that says everything needed to draw the same sample again. */
function useSampleText(): (rule: SampleRule) => string {
  const t = useT()
  const format = useFormat()
  const filterText = useFilterText()
  return ({ sample, filter, exceptCount, dataset, populationCount, addedCount }) => {
    const asked = filter === undefined ? undefined : filterText(filter)
    const from =
      dataset !== undefined
        ? t('labeling.sample.said.dataset', { name: dataset.name })
        : filter === undefined
          ? t('labeling.sample.said.chosen')
          : asked === undefined
            ? t(`labeling.sample.said.${filter.experimentId === undefined ? 'everything' : 'experiment'}`)
            : t('labeling.sample.said.filter', { filter: asked })
    const counts = { number: format.number(addedCount), total: format.number(populationCount) }
    const drawn =
      sample === undefined
        ? t('labeling.sample.said.all', counts)
        : sample.method === 'random'
          ? t('labeling.sample.said.random', { ...counts, seed: sample.seed })
          : t(`labeling.sample.said.${sample.allocation}`, {
              ...counts,
              seed: sample.seed,
              by:
                sample.stratum.by === 'tag'
                  ? t('labeling.sample.said.byTag', { key: sample.stratum.key })
                  : sample.stratum.by === 'assessment'
                    ? t('labeling.sample.said.byAssessment', { name: sample.stratum.name })
                    : t(`labeling.sample.stratum.${sample.stratum.by}`),
            })
    const parts = [drawn, from]
    if (exceptCount !== undefined) parts.push(t('labeling.sample.said.except', { number: format.number(exceptCount) }))
    return parts.join(', ')
  }
}
