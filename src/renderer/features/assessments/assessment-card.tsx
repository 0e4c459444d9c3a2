import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCode, IconGavel, IconGitMerge, IconHistory, IconPencil, IconTrash, IconUser } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import type { Assessment, SourceType } from '../../../shared/model/assessment.ts'
import { type HighlightMark, parseMarks } from '../../../shared/model/highlight.ts'
import { countSettledAnswers } from '../../../shared/model/settles.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import type { AssessmentEntry } from './assessment-groups.ts'
import css from './assessments.module.css'
import { isSaving } from './use-assessments.ts'
import { AssessmentValue } from './value-mark.tsx'

const sourceIcons = { HUMAN: IconUser, LLM_JUDGE: IconGavel, CODE: IconCode }
/** Rationales longer than this start folded. */
const shortText = 400

/** One judgement: what, by whom, when, why; and what it replaced. */
export function AssessmentCard({
  entry,
  isReadOnly,
  onEdit,
  onDelete,
}: {
  entry: AssessmentEntry
  isReadOnly: boolean
  onEdit: (assessment: Assessment) => void
  onDelete: (assessment: Assessment) => void
}) {
  const t = useT()
  const format = useFormat()
  const [isHistoryOpen, setHistoryOpen] = useState(false)
  const { current, history } = entry
  const saving = isSaving(current)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' || isReadOnly || saving) return
    // Here the key means the judgement, not the trace it is about.
    event.preventDefault()
    onDelete(current)
  }
  return (
    <li className={css.card} data-saving={saving || undefined} onKeyDown={onKeyDown}>
      <div className={css.cardHead}>
        <div className={css.cardValue}>
          <Value assessment={current} />
        </div>
        {!isReadOnly && !saving && (
          <span className={css.cardActions}>
            {current.kind !== 'issue' && (
              <Tooltip label={t('assessments.editThis', { name: current.name })}>
                <ActionIcon
                  aria-label={t('assessments.editThis', { name: current.name })}
                  onClick={() => onEdit(current)}
                >
                  <IconPencil size={14} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label={t('assessments.deleteThis', { name: current.name })}>
              <ActionIcon
                aria-label={t('assessments.deleteThis', { name: current.name })}
                onClick={() => onDelete(current)}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </span>
        )}
      </div>
      <Rationale text={current.rationale} />
      <div className={css.cardFoot}>
        <Source type={current.source.type} id={current.source.id} />
        <Settles assessment={current} />
        <span>{saving ? t('assessments.saving') : <RelativeTime timeMs={current.createdAtMs} />}</span>
        {history.length > 0 && (
          <button
            type="button"
            className={css.historyButton}
            aria-expanded={isHistoryOpen}
            onClick={() => setHistoryOpen(!isHistoryOpen)}
          >
            <IconHistory size={13} aria-hidden />
            {t('assessments.edited', { count: history.length, formatted: format.number(history.length) })}
          </button>
        )}
      </div>
      {isHistoryOpen && (
        <ol className={css.history} aria-label={t('assessments.history')}>
          {history.map((older) => (
            <li key={older.assessmentId} className={css.older}>
              <Value assessment={older} />
              <Rationale text={older.rationale} />
              <div className={css.cardFoot}>
                <Source type={older.source.type} id={older.source.id} />
                <RelativeTime timeMs={older.createdAtMs} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </li>
  )
}

/** That it settles the answers of several reviewers, which stay beside it. */
function Settles({ assessment }: { assessment: Assessment }) {
  const t = useT()
  const format = useFormat()
  const count = countSettledAnswers(assessment.metadata)
  if (count === undefined) return null
  return (
    <span className={css.source} title={t('assessments.settlesHint')}>
      <IconGitMerge size={13} aria-hidden />
      <span>{t('assessments.settles', { count, formatted: format.number(count) })}</span>
    </span>
  )
}

function Value({ assessment }: { assessment: Assessment }) {
  const t = useT()
  const { value, error, kind } = assessment
  const marks = parseMarks(value) ?? []
  if (value === undefined && error !== undefined) {
    return <span className={css.error}>{t('assessments.failed', { message: error.message ?? error.code })}</span>
  }
  return (
    <>
      {kind !== 'feedback' && <span className={css.kind}>{t(`common.kind.${kind}`)}</span>}
      {marks.length > 0 ? (
        <Marks marks={marks} />
      ) : typeof value === 'object' && value !== null ? (
        <JsonTree value={value} />
      ) : (
        <AssessmentValue value={value} />
      )}
    </>
  )
}

/** What was highlighted, with its label. */
function Marks({ marks }: { marks: readonly HighlightMark[] }) {
  return (
    <ul className={css.marks}>
      {marks.map(({ source, start, end, label, quote }) => (
        <li key={`${source.path} ${start} ${end} ${label}`}>
          <strong>{label}</strong> <q>{quote}</q>
        </li>
      ))}
    </ul>
  )
}

function Rationale({ text }: { text: string | undefined }) {
  const t = useT()
  const [isWhole, setWhole] = useState(false)
  if (text === undefined || text === '') return null
  const isLong = text.length > shortText
  return (
    <p className={css.rationale}>
      {isLong && !isWhole ? `${text.slice(0, shortText)}…` : text}
      {isLong && (
        <button type="button" className={css.textButton} onClick={() => setWhole(!isWhole)}>
          {t(isWhole ? 'assessments.showLess' : 'assessments.showMore')}
        </button>
      )}
    </p>
  )
}

/** Who judged: human, judge or code as icon and word, and the name. */
function Source({ type, id }: { type: SourceType; id: string }) {
  const t = useT()
  const Icon = sourceIcons[type]
  const word = t(`common.source.${type}`)
  return (
    <span className={css.source}>
      <Icon size={13} aria-hidden />
      <span>{id === '' || id === 'default' ? word : t('assessments.by', { source: word, id })}</span>
    </span>
  )
}
