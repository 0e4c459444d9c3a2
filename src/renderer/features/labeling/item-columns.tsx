/** What the table of a session's traces shows: where each stands, what it is about, and the answers so far. */
import { IconTargetArrow } from '@tabler/icons-react'
import type { AssessmentCell } from '../../../shared/model/assessment.ts'
import type { LabelingSession, LabelSchemaInput, SessionItem } from '../../../shared/model/labeling.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { useT } from '../../i18n/i18n.ts'
import type { GridColumn } from '../../ui/data-grid.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { CellAnswers } from '../assessments/index.tsx'
import { ItemStatusMark } from './item-status.tsx'
import css from './labeling.module.css'
import { toggleItem, useSessionView } from './session-view.ts'

export function itemColumns(
  t: ReturnType<typeof useT>,
  { sessionId, schemas }: LabelingSession,
  isReadOnly: boolean,
  goldIds: ReadonlySet<string>,
): GridColumn<SessionItem>[] {
  const known: GridColumn<SessionItem> = {
    id: 'known',
    name: t('labelChecks.gold.column'),
    widthPx: 64,
    render: ({ trace }) =>
      goldIds.has(trace.traceId) ? (
        <IconTargetArrow size={14} role="img" aria-label={t('labelChecks.gold.isKnown')} />
      ) : null,
  }
  const select: GridColumn<SessionItem> = {
    id: 'select',
    name: t('labeling.items.select'),
    widthPx: 72,
    render: ({ trace }) => (
      <SelectBox sessionId={sessionId} traceId={trace.traceId} name={trace.inputPreview ?? trace.name} />
    ),
  }
  return [
    ...(isReadOnly ? [] : [select]),
    {
      id: 'status',
      name: t('labeling.items.status'),
      widthPx: 112,
      render: ({ status }) => <ItemStatusMark status={status} />,
    },
    ...(goldIds.size === 0 ? [] : [known]),
    {
      id: 'input',
      name: t('labeling.items.input'),
      widthPx: 180,
      isStretched: true,
      render: ({ trace }) => (
        <Link
          to={toTraceFrom(trace.traceId, { screen: 'labeling', sessionId })}
          tabIndex={-1}
          className={css.nameLink}
          title={trace.inputPreview}
        >
          {trace.inputPreview ?? (trace.name === '' ? t('labeling.items.noName') : trace.name)}
        </Link>
      ),
    },
    {
      id: 'output',
      name: t('labeling.items.output'),
      widthPx: 180,
      isStretched: true,
      render: ({ trace }) =>
        trace.outputPreview === undefined ? null : (
          <span className={css.dim} title={trace.outputPreview}>
            {trace.outputPreview}
          </span>
        ),
    },
    ...schemas.map((schema) => ({
      id: `answer:${schema.schemaId}`,
      name: schema.name,
      title: schema.title,
      widthPx: Math.min(220, Math.max(112, schema.name.length * 8 + 24)),
      render: ({ trace }: SessionItem) => <AnswerCell input={schema.input} cell={trace.assessments[schema.name]} />,
    })),
    {
      id: 'by',
      name: t('labeling.items.by'),
      widthPx: 112,
      render: ({ completedBy, work }) => {
        const names =
          work.length === 0
            ? completedBy
            : work
                .map(({ reviewer, state }) =>
                  state === 'complete' ? reviewer : `${reviewer} (${t(`labeling.workState.${state}`)})`,
                )
                .join(', ')
        return names === undefined ? null : <span title={names}>{names}</span>
      },
    },
    {
      id: 'when',
      name: t('labeling.items.when'),
      widthPx: 112,
      render: ({ completedAtMs }) => (completedAtMs === undefined ? null : <RelativeTime timeMs={completedAtMs} />),
    },
  ]
}

function SelectBox({ sessionId, traceId, name }: { sessionId: string; traceId: string; name: string }) {
  const t = useT()
  const isSelected = useSessionView((state) => state.selectedIds.has(traceId))
  return (
    <input
      type="checkbox"
      // The grid takes the keys (X); the box is for the pointer.
      tabIndex={-1}
      className={css.checkbox}
      checked={isSelected}
      aria-label={t('labeling.items.selectOne', { name: name.slice(0, 80) })}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onChange={() => toggleItem(sessionId, traceId)}
    />
  )
}

function AnswerCell({ input, cell }: { input: LabelSchemaInput; cell: AssessmentCell | undefined }) {
  const t = useT()
  if (cell === undefined) {
    return (
      <span className={css.faint} title={t('labeling.items.noAnswer')}>
        {t('common.notAvailable')}
      </span>
    )
  }
  return (
    <CellAnswers
      cell={cell}
      labels={input.type === 'passFail' ? { pass: input.positiveLabel, fail: input.negativeLabel } : undefined}
    />
  )
}
