/** Adds or edits one assessment. Everything by keyboard; Ctrl/Cmd-Enter saves from any field, Escape closes and keeps. */
import { Alert, Autocomplete, Button, Group, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import type { AssessmentKind } from '../../../shared/model/assessment.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { failureText } from '../../data/errors.ts'
import { writtenKinds } from '../../i18n/closed-sets.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './assessments.module.css'
import { type DraftProblems, type FormDraft, findProblems, withAnswer } from './form-draft.ts'
import { findQuestion, suggestNames } from './question-answer.ts'
import { QuestionField } from './question-field.tsx'
import { useAssessmentNames } from './use-assessments.ts'
import { draftFromKey, editorFor, type ValueEditor, valueEditors } from './value-draft.ts'
import { caretToEnd, ValueField } from './value-field.tsx'

/** Escape closes an open list of suggestions first. */
function isListOpen(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.getAttribute('aria-expanded') === 'true'
}

export function AssessmentForm({
  traceId,
  initial,
  error,
  questions,
  hasSpan,
  knownReviewer,
  onSave,
  onCancel,
  onLeave,
}: {
  traceId: string
  initial: FormDraft
  /** Why the last save failed. */
  error: unknown
  /** Of the trace's experiment. */
  questions: readonly LabelSchema[]
  hasSpan: boolean
  /** Empty until this person said who they are. */
  knownReviewer: string
  onSave: (draft: FormDraft, reviewer: string) => void
  onCancel: () => void
  /** Closed with Escape: what was typed is worth keeping. */
  onLeave: (draft: FormDraft) => void
}) {
  const t = useT()
  const titleId = useId()
  const [draft, setDraft] = useState(initial)
  const [reviewer, setReviewer] = useState(knownReviewer)
  const [problems, setProblems] = useState<DraftProblems>({})
  const [isTyped, setIsTyped] = useState(false)
  const valueLine = useRef<HTMLDivElement>(null)
  const infos = useAssessmentNames()
  const question = findQuestion(questions, draft)
  // Not in the draft: on the way to a longer name it may pass through a question's.
  const kind = question?.type ?? draft.kind
  const info = infos.find((each) => each.name === draft.name.trim() && each.kind === draft.kind)
  const change = (part: Partial<FormDraft>) => {
    setDraft({ ...draft, ...part })
    setProblems({})
  }
  const setName = (name: string) => {
    const known = infos.find((each) => each.name === name.trim() && each.kind === draft.kind)
    // From the name as it stands each time: on the way to a longer name it may pass through a known one.
    const editor = draft.hasChosenEditor ? draft.value.editor : editorFor(draft.kind, name, known)
    change({ name, value: { ...draft.value, editor } })
  }
  const setKind = (kind: AssessmentKind) => {
    const known = infos.find((each) => each.name === draft.name.trim() && each.kind === kind)
    const editor = draft.hasChosenEditor ? draft.value.editor : editorFor(kind, draft.name, known)
    change({ kind, value: { ...draft.value, editor } })
  }
  const submit = () => {
    const found = findProblems(draft, reviewer, question)
    setProblems(found)
    if (Object.keys(found).length === 0) {
      onSave(question === undefined ? draft : withAnswer(draft, question), reviewer)
    } else if (found.name === undefined && found.value !== undefined) {
      valueLine.current?.querySelector<HTMLElement>('input, textarea')?.focus()
    }
  }
  const onValueKey = (event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.nativeEvent.isComposing
    if (!isPlain || question !== undefined || draft.value.editor !== 'boolean' || info !== undefined) return
    const value = event.target instanceof HTMLInputElement && event.target.type === 'radio' && draftFromKey(event.key)
    if (!value) return
    event.preventDefault()
    setIsTyped(true)
    change({ value })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape' && !isListOpen(event.target)) {
      event.preventDefault()
      onLeave(draft)
    }
  }
  const isEdit = draft.edits !== undefined
  // A form that opens with a name wants the value.
  const startsAtValue = isEdit || initial.name !== ''
  const valueProblem = problems.value === undefined ? undefined : t(`assessments.form.problem.${problems.value}`)
  return (
    <form
      className={css.form}
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack gap="sm">
        <h3 id={titleId} className={css.formTitle}>
          {draft.edits === undefined
            ? t('assessments.form.new')
            : t('assessments.form.edit', { name: draft.edits.name })}
        </h3>
        {error !== undefined && (
          <Alert color="red" p="xs" role="alert">
            {failureText(error)}
          </Alert>
        )}
        {!isEdit && (
          <div className={css.formTop}>
            <SegmentedControl
              aria-label={t('assessments.form.kind')}
              value={kind}
              disabled={question !== undefined}
              onChange={setKind}
              data={writtenKinds.map((kind) => ({ value: kind, label: t(`common.kind.${kind}`) }))}
            />
            {hasSpan && (
              <SegmentedControl
                aria-label={t('assessments.form.target')}
                value={draft.isOnSpan ? 'span' : 'trace'}
                onChange={(value) => change({ isOnSpan: value === 'span' })}
                data={[
                  { value: 'trace', label: t('assessments.form.trace') },
                  { value: 'span', label: t('assessments.form.span') },
                ]}
              />
            )}
          </div>
        )}
        <Autocomplete
          label={t('assessments.form.name')}
          placeholder={t('assessments.form.namePlaceholder')}
          data={suggestNames(questions, infos, draft)}
          renderOption={({ option }) => (
            <NameSuggestion name={option.value} question={findQuestion(questions, { ...draft, name: option.value })} />
          )}
          value={draft.name}
          onChange={setName}
          error={problems.name === undefined ? undefined : t(`assessments.form.problem.${problems.name}`)}
          autoFocus={!startsAtValue}
          maxLength={300}
        />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields inside pass by here */}
        <div ref={valueLine} className={css.valueLine} onKeyDown={onValueKey}>
          {question !== undefined ? (
            <QuestionField
              key={question.schemaId}
              traceId={traceId}
              question={question}
              answer={draft.answer}
              hasFocus={startsAtValue}
              problem={valueProblem}
              onChange={(answer) => change({ answer })}
            />
          ) : (
            <>
              <ValueField
                draft={draft.value}
                choices={info?.choices ?? []}
                hasFocus={startsAtValue || isTyped}
                problem={valueProblem}
                onChange={(text) => change({ value: { ...draft.value, text } })}
              />
              <Select
                aria-label={t('assessments.form.valueType')}
                className={css.valueType}
                data={valueEditors.map((editor) => ({ value: editor, label: t(`assessments.form.editor.${editor}`) }))}
                value={draft.value.editor}
                allowDeselect={false}
                onChange={(value) =>
                  change({
                    value: {
                      editor: valueEditors.find((each) => each === value) ?? ('text' satisfies ValueEditor),
                      text: '',
                    },
                    hasChosenEditor: true,
                  })
                }
              />
            </>
          )}
        </div>
        <Textarea
          label={t('assessments.form.rationale')}
          placeholder={t('assessments.form.rationalePlaceholder')}
          value={draft.rationale}
          onChange={(event) => change({ rationale: event.currentTarget.value })}
          onFocus={isEdit ? caretToEnd : undefined}
          autosize
          minRows={2}
          maxRows={8}
        />
        {knownReviewer === '' && (
          <TextInput
            label={t('assessments.form.reviewer')}
            description={t('assessments.form.reviewerHint')}
            value={reviewer}
            onChange={(event) => {
              setReviewer(event.currentTarget.value)
              setProblems({})
            }}
            error={problems.reviewer === undefined ? undefined : t(`assessments.form.problem.${problems.reviewer}`)}
            autoComplete="name"
          />
        )}
        <Group justify="flex-end" gap="sm">
          <span className={css.saveHint} aria-hidden>
            <KeyHint keys="mod+Enter" />
          </span>
          <Button onClick={onCancel}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled">
            {t('assessments.form.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** A name to choose; one that is a question's says what is asked. */
function NameSuggestion({ name, question }: { name: string; question: LabelSchema | undefined }) {
  const t = useT()
  if (question === undefined) return <span className={css.suggestion}>{name}</span>
  const { title } = question
  return (
    <span className={css.suggestion}>
      {name}{' '}
      <span className={css.suggestionNote}>
        {title === undefined || title === ''
          ? t('assessments.form.question')
          : t('assessments.form.questionTitled', { title })}
      </span>
    </span>
  )
}
