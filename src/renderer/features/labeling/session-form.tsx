/** Name, questions and reviewers of a labeling session, new or existing. */
import { Alert, Button, Checkbox, Group, Input, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { LabelingSession, LabelSchema } from '../../../shared/model/labeling.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { AnswerText } from '../schemas/index.tsx'
import css from './labeling.module.css'
import { canChangeQuestions, type SessionChange } from './session-actions.ts'
import { useExperiments } from './use-sessions.ts'

const mostReviewers = 100
const noSchemas: readonly LabelSchema[] = []

type NameProblem = 'nameEmpty' | 'nameLong' | 'nameTaken'

export function SessionForm({
  draft,
  session,
  lead,
  onChange,
  onSubmit,
  onNewQuestion,
  onCancel,
}: {
  draft: SessionChange
  /** The session being changed; undefined for a new one. */
  session: LabelingSession | undefined
  /** What else will be in it. */
  lead: string | undefined
  onChange: (change: Partial<SessionChange>) => void
  /** Rejects when saving fails. */
  onSubmit: () => Promise<void>
  onNewQuestion: () => void
  onCancel: () => void
}) {
  const t = useT()
  const [problem, setProblem] = useState<NameProblem>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const experiments = useExperiments()
  const reviewerName = useReviewerName()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const length = draft.name.trim().length
    const found = length === 0 ? 'nameEmpty' : length > 250 ? 'nameLong' : undefined
    setProblem(found)
    setError(undefined)
    if (found !== undefined || isBusy) return
    setIsBusy(true)
    try {
      await onSubmit()
    } catch (reason) {
      const { code, details } = toFailure(reason)
      if (code === 'CONFLICT' && details.reason === 'exists') setProblem('nameTaken')
      else setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {lead !== undefined && <p className={css.hint}>{lead}</p>}
        {error !== undefined && (
          <Alert color="red" p="xs" role="alert">
            {failureText(error)}
          </Alert>
        )}
        <TextInput
          data-autofocus
          label={t('labeling.form.name')}
          placeholder={t('labeling.form.namePlaceholder')}
          value={draft.name}
          error={problem === undefined ? undefined : t(`labeling.form.${problem}`)}
          autoComplete="off"
          onChange={(event) => {
            onChange({ name: event.currentTarget.value })
            setProblem(undefined)
          }}
        />
        {experiments.length > 1 && session === undefined && (
          <Select
            label={t('labeling.form.experiment')}
            data={experiments.map(({ experimentId, name }) => ({ value: experimentId, label: name }))}
            value={draft.experimentId}
            allowDeselect={false}
            // Questions belong to an experiment.
            onChange={(value) => value !== null && onChange({ experimentId: value, schemaIds: [] })}
          />
        )}
        <QuestionChoice {...{ draft, session, onChange, onNewQuestion }} />
        <TagsInput
          label={t('labeling.form.reviewers')}
          description={t('labeling.form.reviewersHint')}
          value={draft.reviewers}
          data={reviewerName === '' ? [] : [reviewerName]}
          maxTags={mostReviewers}
          acceptValueOnBlur
          onChange={(reviewers) => onChange({ reviewers: reviewers.map((each) => each.trim()).filter(Boolean) })}
        />
        <Group justify="flex-end" gap="sm">
          <Button onClick={onCancel}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={isBusy}>
            {t(session === undefined ? 'labeling.form.create' : 'labeling.form.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function QuestionChoice({
  draft,
  session,
  onChange,
  onNewQuestion,
}: {
  draft: SessionChange
  session: LabelingSession | undefined
  onChange: (change: Partial<SessionChange>) => void
  onNewQuestion: () => void
}) {
  const t = useT()
  const id = useId()
  const query = useQuery(orpc.labelSchemas.list.queryOptions({ input: { experimentId: draft.experimentId } }))
  const schemas = query.data ?? noSchemas
  const isFixed = session !== undefined && !canChangeQuestions(session)
  return (
    <Input.Wrapper
      label={t('labeling.form.questions')}
      labelElement="div"
      labelProps={{ id }}
      description={t(isFixed ? 'labeling.form.questionsFixed' : 'labeling.form.questionsHint')}
    >
      {schemas.length === 0 ? (
        <p className={css.hint}>{query.data === undefined ? t('common.loading') : t('labeling.form.questionsNone')}</p>
      ) : (
        <Checkbox.Group value={draft.schemaIds} onChange={(schemaIds) => onChange({ schemaIds })} aria-labelledby={id}>
          <div className={css.choices}>
            {schemas.map((schema) => (
              <Checkbox
                key={schema.schemaId}
                value={schema.schemaId}
                disabled={isFixed}
                label={schema.title === undefined || schema.title === '' ? schema.name : schema.title}
                description={<AnswerText input={schema.input} />}
              />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {!isFixed && (
        <Button mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={onNewQuestion}>
          {t('labeling.form.newQuestion')}
        </Button>
      )}
    </Input.Wrapper>
  )
}
