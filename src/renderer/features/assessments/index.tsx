/** Door of the assessments: the pane beside a trace, and how a value looks in one line. */
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import type { Assessment, AssessmentCell, AssessmentKind } from '../../../shared/model/assessment.ts'
import type { Json } from '../../../shared/model/json.ts'
import { useCommands } from '../../app/commands.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { failureText } from '../../data/errors.ts'
import { updateSettings, useReviewerName } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { AssessmentCard } from './assessment-card.tsx'
import { AssessmentForm } from './assessment-form.tsx'
import { type AssessmentGroup, countBySpan, groupAssessments } from './assessment-groups.ts'
import css from './assessments.module.css'
import { AnswersOfCell } from './cell-answers.tsx'
import { editDraft, type FormDraft, newDraft, noteDraft } from './form-draft.ts'
import { keepDraft, takeDraft } from './kept-drafts.ts'
import { deleteAssessment, saveDraft, useAssessmentNames, useAssessments } from './use-assessments.ts'
import { useQuestions } from './use-questions.ts'
import { AssessmentValue, type VerdictLabels } from './value-mark.tsx'

/** An assessment's value on one line, for lists. `labels`: the words of the question that it answers. */
export function ValueMark({ value, labels }: { value: Json | undefined; labels?: VerdictLabels | undefined }) {
  return <AssessmentValue value={value} labels={labels} />
}

/** The cell of an assessment in a list: its newest value, or the different ones where people or judges disagree. */
export function CellAnswers({ cell, labels }: { cell: AssessmentCell; labels?: VerdictLabels | undefined }) {
  return <AnswersOfCell cell={cell} labels={labels} />
}

interface OpenForm {
  draft: FormDraft
  error: unknown
  /** New for every opening, so that the fields start from the draft. */
  key: number
}

export interface PaneSpan {
  spanId: string
  name: string
}

/**
 * Assessments of a trace and of the span selected in it: read, add, edit, delete.
 */
export function AssessmentsPane({
  traceId,
  span,
  isReadOnly,
  findSpanName,
  onSpan,
}: {
  traceId: string
  span: PaneSpan | undefined
  isReadOnly: boolean
  findSpanName: (spanId: string) => string | undefined
  /** Shows another span. */
  onSpan: (spanId: string) => void
}) {
  const t = useT()
  const query = useAssessments(traceId)
  const names = useAssessmentNames()
  const questions = useQuestions(traceId)
  const reviewer = useReviewerName()
  const [form, setForm] = useState<OpenForm>()
  const pane = useRef<HTMLElement>(null)
  const all = query.data ?? []
  const onTrace = useMemo(() => groupAssessments(query.data ?? [], undefined), [query.data])
  const onSpanGroups = useMemo(
    () => (span === undefined ? [] : groupAssessments(query.data ?? [], span.spanId)),
    [query.data, span],
  )
  const open = (draft: FormDraft, error?: unknown) =>
    setForm((before) => ({ draft, error, key: (before?.key ?? 0) + 1 }))
  const add = (kind: AssessmentKind) => open(takeDraft(traceId, kind) ?? newDraft(kind, false))
  useCommands(
    () => [
      {
        id: 'assessments.add',
        title: t('assessments.command.add'),
        group: 'assessments',
        keys: ['a'],
        when: () => !isReadOnly,
        run: () => add('feedback'),
      },
      {
        id: 'assessments.addExpectation',
        title: t('assessments.command.addExpectation'),
        group: 'assessments',
        keys: ['shift+a'],
        when: () => !isReadOnly,
        run: () => add('expectation'),
      },
      {
        id: 'assessments.note',
        title: t('assessments.command.note'),
        group: 'assessments',
        keys: ['w'],
        when: () => !isReadOnly,
        run: () => open(noteDraft()),
      },
      {
        id: 'assessments.focus',
        title: t('assessments.command.focus'),
        group: 'assessments',
        run: () => pane.current?.focus(),
      },
    ],
    [t, isReadOnly],
  )
  const close = () => {
    setForm(undefined)
    pane.current?.focus({ preventScroll: true })
  }
  const save = async (draft: FormDraft, name: string) => {
    close()
    // The name is worth keeping whatever becomes of this assessment; losing it costs typing it again.
    if (name.trim() !== reviewer) updateSettings({ reviewerName: name.trim() }).catch(notifyFailure)
    try {
      await saveDraft(draft, { traceId, spanId: span?.spanId }, name)
    } catch (error) {
      open(draft, error)
    }
  }
  const edit = (assessment: Assessment) => {
    const choices = names.find((each) => each.name === assessment.name)?.choices ?? []
    open(editDraft(assessment, choices))
  }
  const remove = (assessment: Assessment) => {
    // The card that had the focus goes; the keys must not go with it.
    pane.current?.focus({ preventScroll: true })
    void deleteAssessment(assessment)
  }
  const groupProps = { isReadOnly, onEdit: edit, onDelete: remove }
  return (
    <aside ref={pane} tabIndex={-1} className={css.pane} aria-label={t('assessments.title')}>
      <div className={css.paneHead}>
        <h2 className={css.paneTitle}>{t('assessments.title')}</h2>
        {!isReadOnly && (
          <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => add('feedback')}>
            {t('assessments.addHere')}
          </Button>
        )}
      </div>
      {form !== undefined && (
        <AssessmentForm
          key={form.key}
          traceId={traceId}
          initial={form.draft}
          error={form.error}
          questions={questions}
          hasSpan={span !== undefined}
          knownReviewer={reviewer}
          onSave={(draft, name) => void save(draft, name)}
          onCancel={close}
          onLeave={(draft) => {
            if (keepDraft(traceId, draft)) notifyDone(t('assessments.form.kept'))
            close()
          }}
        />
      )}
      {query.isError && <p className={css.error}>{`${t('assessments.failedToLoad')} ${failureText(query.error)}`}</p>}
      <Section title={t('assessments.onTrace')} groups={onTrace} isReady={query.data !== undefined} {...groupProps} />
      {span !== undefined && (
        <Section
          title={t('assessments.onSpan', { name: span.name })}
          groups={onSpanGroups}
          isReady={query.data !== undefined}
          {...groupProps}
        />
      )}
      <OtherSpans all={all} spanId={span?.spanId} {...{ findSpanName, onSpan }} />
      {isReadOnly && <p className={css.note}>{t('assessments.readOnly')}</p>}
    </aside>
  )
}

function Section({
  title,
  groups,
  isReady,
  ...actions
}: {
  title: string
  groups: readonly AssessmentGroup[]
  isReady: boolean
  isReadOnly: boolean
  onEdit: (assessment: Assessment) => void
  onDelete: (assessment: Assessment) => void
}) {
  const t = useT()
  return (
    <section className={css.section} aria-label={title}>
      <h3 className={css.sectionTitle} title={title}>
        {title}
      </h3>
      {groups.map((group) => (
        <div key={group.name} className={css.group}>
          <h4 className={css.groupName}>{group.name}</h4>
          <ul className={css.cards}>
            {group.entries.map((entry) => (
              <AssessmentCard key={(entry.history.at(-1) ?? entry.current).assessmentId} entry={entry} {...actions} />
            ))}
          </ul>
        </div>
      ))}
      {isReady && groups.length === 0 && <p className={css.note}>{t('assessments.none')}</p>}
    </section>
  )
}

/** Spans with judgements that are not shown above, as a way to get there. */
function OtherSpans({
  all,
  spanId,
  findSpanName,
  onSpan,
}: {
  all: readonly Assessment[]
  spanId: string | undefined
  findSpanName: (spanId: string) => string | undefined
  onSpan: (spanId: string) => void
}) {
  const t = useT()
  const format = useFormat()
  const others = [...countBySpan(all)].filter(([each]) => each !== spanId)
  if (others.length === 0) return null
  return (
    <section className={css.section} aria-label={t('assessments.otherSpans')}>
      <h3 className={css.sectionTitle}>{t('assessments.otherSpans')}</h3>
      <ul className={css.others}>
        {others.map(([each, count]) => (
          <li key={each}>
            <button type="button" className={css.textButton} onClick={() => onSpan(each)}>
              {t('assessments.otherSpan', { name: findSpanName(each) ?? each, count, formatted: format.number(count) })}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
