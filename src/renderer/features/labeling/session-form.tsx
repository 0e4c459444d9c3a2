/** Everything about a labeling session, new or existing: what it asks of whom, which traces, by which rules, with which guidelines. */
import { Alert, Button, Checkbox, Group, Input, Select, Stack, Tabs, TagsInput, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { SessionRules } from '../../../shared/model/label-work.ts'
import type { LabelingSession, LabelSchema } from '../../../shared/model/labeling.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { AnswerText } from '../schemas/index.tsx'
import { GuidelinesEditor } from './guidelines-editor.tsx'
import css from './labeling.module.css'
import { QuestionOrder } from './question-order.tsx'
import { RulesForm } from './rules-form.tsx'
import { canChangeQuestions, type SessionChange } from './session-actions.ts'
import { useExperiments } from './use-sessions.ts'

const mostReviewers = 100
const noSchemas: readonly LabelSchema[] = []
const formTabs = ['session', 'traces', 'rules', 'guidelines'] as const
type FormTab = (typeof formTabs)[number]

type NameProblem = 'nameEmpty' | 'nameLong' | 'nameTaken'

export function SessionForm({
  draft,
  session,
  lead,
  isMixed,
  tracesForm,
  tracesProblem,
  rulesBefore,
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
  /** The traces for it belong to several experiments. */
  isMixed: boolean
  /** The choice of traces, for a new one. */
  tracesForm: ReactNode | undefined
  /** It cannot be drawn as chosen. */
  tracesProblem: boolean
  /** The rules in force, when labeling has begun under them. */
  rulesBefore: SessionRules | undefined
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
  const [tab, setTab] = useState<FormTab>('session')
  const shownTabs = tracesForm === undefined ? formTabs.filter((each) => each !== 'traces') : formTabs
  const experiments = useExperiments()
  const reviewerName = useReviewerName()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const length = draft.name.trim().length
    const found = length === 0 ? 'nameEmpty' : length > 250 ? 'nameLong' : undefined
    setProblem(found)
    setError(undefined)
    if (found !== undefined) setTab('session')
    else if (tracesProblem) setTab('traces')
    if (found !== undefined || tracesProblem || isBusy) return
    setIsBusy(true)
    try {
      await onSubmit()
    } catch (reason) {
      const { code, details } = toFailure(reason)
      if (code === 'CONFLICT' && details.reason === 'exists') {
        setProblem('nameTaken')
        setTab('session')
      } else setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        event.currentTarget.requestSubmit()
      }}
    >
      <Stack gap="md">
        {lead !== undefined && <p className={css.hint}>{lead}</p>}
        {error !== undefined && (
          <Alert color="red" p="xs" role="alert">
            {failureText(error)}
          </Alert>
        )}
        <Tabs
          value={tab}
          onChange={(value) => {
            const next = shownTabs.find((each) => each === value)
            if (next !== undefined) setTab(next)
          }}
        >
          <Tabs.List aria-label={t('labeling.form.parts')}>
            {shownTabs.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`labeling.form.part.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="session" pt="md">
            <Stack gap="md">
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
                  description={isMixed ? t('labeling.form.mixed') : undefined}
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
            </Stack>
          </Tabs.Panel>
          {tracesForm !== undefined && (
            <Tabs.Panel value="traces" pt="md">
              {tracesForm}
            </Tabs.Panel>
          )}
          <Tabs.Panel value="rules" pt="md">
            <RulesForm
              rules={draft.rules}
              before={rulesBefore}
              reviewerCount={draft.reviewers.length}
              onChange={(change) => onChange({ rules: { ...draft.rules, ...change } })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="guidelines" pt="md">
            <GuidelinesEditor text={draft.guidelines} onChange={(guidelines) => onChange({ guidelines })} />
          </Tabs.Panel>
        </Tabs>
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

function titleOf({ title, name }: LabelSchema): string {
  return title === undefined || title === '' ? name : title
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
  const chosen = draft.schemaIds.flatMap((schemaId) => {
    const schema = schemas.find((each) => each.schemaId === schemaId)
    return schema === undefined ? [] : [{ schemaId, title: titleOf(schema) }]
  })
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
                label={titleOf(schema)}
                description={<AnswerText input={schema.input} />}
              />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {chosen.length > 1 && <QuestionOrder questions={chosen} onChange={(schemaIds) => onChange({ schemaIds })} />}
      {!isFixed && (
        <Button mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={onNewQuestion}>
          {t('labeling.form.newQuestion')}
        </Button>
      )}
    </Input.Wrapper>
  )
}
