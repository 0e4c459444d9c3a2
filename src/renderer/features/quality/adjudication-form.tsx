import { Button, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { Disagreement } from '../../../shared/model/label-quality.ts'
import type { LabelingSession, LabelSchema } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { useWorkspace } from '../../app/workspace.ts'
import { updateSettings, useReviewerName } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import type { AnswerValue } from '../../ui/answer.ts'
import { ChoiceKeys } from '../../ui/choice-keys.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { type Answer, Question } from '../../ui/question.tsx'
import { TraceGround } from '../labeling-screen/index.tsx'
import { type AnswerGroup, groupAnswers, keyOf, valueKey } from './answer-groups.ts'
import { AnswerMark, useAnswerText } from './answer-mark.tsx'
import { Givers } from './givers.tsx'
import css from './quality.module.css'
import { keepDraft, useQualityView } from './quality-view.ts'
import { settle, unsettle } from './settle-actions.ts'
import type { Names } from './use-quality.ts'

/** Digits reach so many answers given. */
const mostDigits = 9

/** What chooses the options of a question, first to tenth, as in labeling. */
const optionKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']

const optionTypes: ReadonlySet<string> = new Set<LabelSchema['input']['type']>([
  'passFail',
  'rating',
  'categorical',
  'pairwise',
  'ranking',
  'highlight',
])

interface FormProps {
  item: Disagreement
  session: LabelingSession
  names: Names
  onSettled: () => void
}

/** The answers side by side, and the one that settles them: one of theirs, or another. */
export function AdjudicationForm(props: FormProps) {
  const schema = props.session.schemas.find(({ schemaId }) => schemaId === props.item.schemaId)
  return schema === undefined ? null : <Form {...props} schema={schema} />
}

function Form({ item, session: { sessionId }, names, onSettled, schema }: FormProps & { schema: LabelSchema }) {
  const t = useT()
  const textOf = useAnswerText()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const ownName = useReviewerName()
  const form = useRef<HTMLDivElement>(null)
  const [name, setName] = useState(ownName)
  const [isSaving, setIsSaving] = useState(false)
  const [problem, setProblem] = useState<'noAnswer' | 'nameMissing'>()
  /** Inputs keep what is typed to themselves; a taken answer makes them anew. */
  const [takenCount, setTakenCount] = useState(0)
  const key = keyOf(item)
  const draft = useQualityView(sessionId).drafts[key]
  const { settled } = item
  const answer: Answer = draft ?? {
    value: settled?.value as AnswerValue | undefined,
    comment: settled?.rationale ?? '',
  }
  const hasOrder = schema.input.type === 'ranking'
  // A digit means the same option as in labeling; where there are no options, it takes an answer given.
  const hasOptions = optionTypes.has(schema.input.type)
  const findOption = (at: number) =>
    form.current?.querySelector<HTMLElement>(`[data-question] [data-choice-at="${at}"]`) ?? undefined
  const groups = groupAnswers(item.answers, hasOrder)
  const change = (next: Answer) => {
    setProblem(undefined)
    keepDraft(sessionId, key, next)
  }
  const take = (group: AnswerGroup | undefined) => {
    if (group === undefined || isReadOnly) return
    change({ ...answer, value: group.value as AnswerValue })
    setTakenCount(takenCount + 1)
  }
  const save = async () => {
    if (isSaving) return
    const { value, comment } = answer
    if (value === undefined) return setProblem('noAnswer')
    const settledBy = name.trim()
    if (settledBy === '') {
      setProblem('nameMissing')
      form.current?.querySelector<HTMLElement>('[data-name-field]')?.focus()
      return
    }
    setIsSaving(true)
    if (settledBy !== ownName) updateSettings({ reviewerName: settledBy }).catch(notifyFailure)
    const isDone = await settle(sessionId, item, { value, rationale: comment, settledBy }, textOf(value, schema))
    setIsSaving(false)
    if (!isDone) return
    keepDraft(sessionId, key, undefined)
    onSettled()
  }
  const undo = () => {
    keepDraft(sessionId, key, undefined)
    void unsettle(sessionId, item)
  }
  useCommands((): Command[] => {
    const group = 'labeling' as const
    const canWrite = () => !isReadOnly
    return [
      ...(hasOptions ? optionKeys : []).map((each, at) => ({
        id: `quality.option${at + 1}`,
        title: t('quality.command.option', { number: at + 1 }),
        group,
        keys: [each],
        isHidden: true,
        when: () => !isReadOnly && findOption(at) !== undefined,
        run: () => findOption(at)?.click(),
      })),
      ...(hasOptions ? [] : groups.slice(0, mostDigits)).map((each, at) => ({
        id: `quality.take${at + 1}`,
        title: t('quality.command.take', { number: at + 1 }),
        group,
        keys: [String(at + 1)],
        when: canWrite,
        run: () => take(each),
      })),
      {
        id: 'quality.save',
        title: t('quality.command.save'),
        group,
        keys: ['Enter'],
        when: () => !isReadOnly && isEnterFree(),
        run: () => void save(),
      },
      {
        id: 'quality.saveTyping',
        title: t('quality.command.save'),
        group,
        keys: ['mod+Enter'],
        whileTyping: true,
        isHidden: true,
        when: canWrite,
        run: () => void save(),
      },
      {
        id: 'quality.undo',
        title: t('quality.command.undo'),
        group,
        keys: ['u'],
        when: () => !isReadOnly && settled !== undefined,
        run: undo,
      },
      {
        id: 'quality.rationale',
        title: t('quality.command.rationale'),
        group,
        keys: ['c'],
        when: canWrite,
        run: () => [...(form.current?.querySelectorAll('textarea') ?? [])].at(-1)?.focus(),
      },
    ]
  }, [t, item, draft, name, ownName, isSaving, takenCount, isReadOnly])
  return (
    <div ref={form} className={css.pane}>
      {settled !== undefined && <SettledNote item={item} />}
      <h2 className={css.paneTitle}>{t('quality.adjudication.answers')}</h2>
      <ul className={css.cards}>
        {groups.map((group, at) => (
          <GroupCard
            key={valueKey(group.value, hasOrder)}
            group={group}
            digit={hasOptions || at >= mostDigits ? undefined : String(at + 1)}
            schema={schema}
            names={names}
            isTaken={answer.value !== undefined && valueKey(answer.value, hasOrder) === valueKey(group.value, hasOrder)}
            isReadOnly={isReadOnly}
            onTake={() => take(group)}
          />
        ))}
      </ul>
      <p className={css.dim}>
        {t(hasOptions ? 'quality.adjudication.optionsHint' : 'quality.adjudication.answersHint')}
      </p>
      <div className={css.form}>
        <TraceGround traceId={item.traceId}>
          <div data-question>
            <ChoiceKeys keys={hasOptions ? optionKeys : []}>
              <Question
                key={takenCount}
                schema={{ ...schema, enableComment: true }}
                answer={answer}
                isReadOnly={isReadOnly}
                onChange={change}
              />
            </ChoiceKeys>
          </div>
        </TraceGround>
        {(ownName === '' || name !== ownName) && (
          <TextInput
            data-name-field
            label={t('quality.adjudication.name')}
            description={t('quality.adjudication.nameHint')}
            value={name}
            error={problem === 'nameMissing' ? t('quality.adjudication.nameMissing') : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        {problem === 'noAnswer' && (
          <p className={css.problem} role="alert">
            {t('quality.adjudication.noAnswer')}
          </p>
        )}
        <div className={css.actions}>
          <Button
            variant="filled"
            leftSection={<IconCheck size={14} aria-hidden />}
            disabled={isReadOnly}
            loading={isSaving}
            aria-keyshortcuts="Enter"
            onClick={() => void save()}
          >
            {t(settled === undefined ? 'quality.adjudication.save' : 'quality.adjudication.saveAgain')}
          </Button>
          <span aria-hidden>
            <KeyHint keys="Enter" />
          </span>
          {settled !== undefined && (
            <Button disabled={isReadOnly} aria-keyshortcuts="U" onClick={undo}>
              {t('quality.adjudication.undo')}
            </Button>
          )}
        </div>
      </div>
    </div>
  )
}

/** Enter saves, unless it presses what has the focus; a taken answer or a chosen option does not need it. */
function isEnterFree(): boolean {
  const focused = document.activeElement
  if (focused === null || focused.closest('[data-take]') !== null) return true
  return focused.closest('button, a, summary, [role="treeitem"], [role="tab"], [role="combobox"]') === null
}

function SettledNote({ item: { settled, answers } }: { item: Disagreement }) {
  const t = useT()
  const format = useFormat()
  if (settled === undefined) return null
  return (
    <p className={css.settledNote}>
      <span>{t('quality.adjudication.settledBy', { name: settled.source.id })}</span>
      <span className={css.dim}>
        {t('quality.adjudication.settles', { count: answers.length, formatted: format.number(answers.length) })}
      </span>
    </p>
  )
}

function GroupCard({
  group,
  digit,
  schema,
  names,
  isTaken,
  isReadOnly,
  onTake,
}: {
  group: AnswerGroup
  digit: string | undefined
  schema: LabelSchema
  names: Names
  isTaken: boolean
  isReadOnly: boolean
  onTake: () => void
}) {
  const t = useT()
  const format = useFormat()
  const text = useAnswerText()(group.value, schema)
  const count = group.answers.length
  return (
    <li className={css.card} data-taken={isTaken || undefined}>
      <div className={css.cardHead}>
        {digit !== undefined && (
          <span aria-hidden>
            <KeyHint keys={digit} />
          </span>
        )}
        <span className={css.cardValue}>
          <AnswerMark value={group.value} schema={schema} />
        </span>
        <span className={css.dim}>{t('quality.adjudication.given', { count, formatted: format.number(count) })}</span>
        <Button
          data-take
          variant={isTaken ? 'light' : 'default'}
          aria-pressed={isTaken}
          disabled={isReadOnly}
          aria-keyshortcuts={digit}
          onClick={onTake}
        >
          {t('quality.adjudication.take', { value: text.length > 40 ? `${text.slice(0, 40)}…` : text })}
        </Button>
      </div>
      <Givers answers={group.answers} names={names} />
    </li>
  )
}
