/** Makes or changes a question. Ctrl/Cmd-Enter saves from any field, Escape closes and keeps what was typed. */
import {
  Alert,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import type { Experiment } from '../../../shared/model/run.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { AnswerSettings } from './answer-settings.tsx'
import { findDeciders, noCondition } from './condition-draft.ts'
import { ConditionFields } from './condition-fields.tsx'
import { answerKinds, type ProblemField, type Problems, parseSchemaDraft, type SchemaDraft } from './schema-draft.ts'
import { SchemaPreview } from './schema-preview.tsx'
import css from './schemas.module.css'
import { publishSchema, saveSchema, useSchemas, useTracesAssessed } from './use-schemas.ts'
import { VersionStrip } from './version-strip.tsx'

const noSchemas: readonly LabelSchema[] = []
const noProblems: Problems = { fields: {}, options: {} }
const schemaTypes: readonly LabelSchema['type'][] = ['feedback', 'expectation']

/** Escape closes an open list first. */
function isListOpen(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.getAttribute('aria-expanded') === 'true'
}

export function SchemaForm({
  initial,
  experiments,
  onSaved,
  onDiscarded,
  onCancel,
  onLeave,
  onDraft,
}: {
  initial: SchemaDraft
  /** Offered when there is a choice. Empty: the draft's own is settled. */
  experiments: readonly Experiment[]
  /** `isPublished`: as a new version. */
  onSaved: (schema: LabelSchema, isPublished: boolean) => void
  /** Its unpublished changes are gone: the question as it is without. */
  onDiscarded?: ((schema: LabelSchema) => void) | undefined
  onCancel: () => void
  /** Closed with Escape: what was typed may be worth keeping. */
  onLeave: (draft: SchemaDraft) => void
  /** Told what the form holds with every change. */
  onDraft?: ((draft: SchemaDraft) => void) | undefined
}) {
  const t = useT()
  const format = useFormat()
  const titleId = useId()
  const [draft, setDraft] = useState(initial)
  const [problems, setProblems] = useState(noProblems)
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const fields = useRef<HTMLFormElement>(null)
  const { edits } = draft
  const schemas = useSchemas().data ?? noSchemas
  const deciders = findDeciders(schemas, { experimentId: draft.experimentId, schemaId: edits?.schemaId })
  const groups = [...new Set(schemas.flatMap(({ group }) => (group === undefined ? [] : [group])))]
  const change = (part: Partial<SchemaDraft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    onDraft?.(next)
    setProblems(noProblems)
  }
  const showProblems = (found: Problems) => {
    setProblems(found)
    // After the messages are there, so that the field is read out with its own.
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }
  const submit = async (publishes = false) => {
    if (isBusy) return
    const parsed = parseSchemaDraft(draft)
    setError(undefined)
    if (!parsed.ok) return showProblems(parsed.problems)
    setIsBusy(true)
    try {
      const saved = await saveSchema(parsed.schema, edits)
      if (publishes && saved.draft !== undefined) onSaved(await publishSchema(saved.schemaId), true)
      else onSaved(saved, false)
    } catch (reason) {
      if (toFailure(reason).code === 'CONFLICT' && toFailure(reason).details.reason === 'exists')
        showProblems({ fields: { name: 'nameTaken' }, options: {} })
      else setError(reason)
      setIsBusy(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.defaultPrevented) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void submit()
    } else if (event.key === 'Escape' && !isListOpen(event.target)) {
      event.preventDefault()
      onLeave(draft)
    }
  }
  const problemText = (field: ProblemField) => {
    const problem = problems.fields[field]
    return problem === undefined ? undefined : t(`schemas.problem.${problem}`)
  }
  const isRenamed = edits !== undefined && draft.name.trim() !== edits.name
  const assessed = useTracesAssessed(draft.name)
  const nameHints = [isRenamed ? t('schemas.form.nameChanged', { name: edits.name }) : t('schemas.form.nameHint')]
  if (assessed > 0 && (edits === undefined || isRenamed)) {
    nameHints.push(t('schemas.form.nameShared', { count: assessed, formatted: format.number(assessed) }))
  }
  return (
    <section className={css.form} aria-labelledby={titleId} onKeyDown={onKeyDown}>
      <h2 id={titleId} className={css.formTitle}>
        {edits === undefined ? t('schemas.form.new') : t('schemas.form.edit', { name: edits.name })}
      </h2>
      <div className={css.formColumns}>
        <form
          ref={fields}
          className={css.fields}
          aria-labelledby={titleId}
          onSubmit={(event: FormEvent) => {
            event.preventDefault()
            void submit()
          }}
        >
          <Stack gap="md">
            {edits?.isInUse === true && (
              <VersionStrip schema={edits} onPublished={(schema) => onSaved(schema, true)} onDiscarded={onDiscarded} />
            )}
            {error !== undefined && (
              <Alert color="red" p="xs" role="alert">
                {failureText(error)}
              </Alert>
            )}
            <TextInput
              label={t('schemas.form.name')}
              description={nameHints.join(' ')}
              placeholder={t('schemas.form.namePlaceholder')}
              value={draft.name}
              error={problemText('name')}
              required
              withAsterisk={false}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <div>
              <SegmentedControl
                aria-label={t('schemas.form.type')}
                value={draft.type}
                disabled={edits !== undefined}
                onChange={(type) => change({ type })}
                data={schemaTypes.map((type) => ({ value: type, label: t(`common.kind.${type}`) }))}
              />
              <p className={css.hint}>
                {edits === undefined ? t(`schemas.form.typeHint.${draft.type}`) : t('schemas.form.typeFixed')}
              </p>
            </div>
            {experiments.length > 1 && edits === undefined && (
              <Select
                label={t('schemas.form.experiment')}
                data={experiments.map(({ experimentId, name }) => ({ value: experimentId, label: name }))}
                value={draft.experimentId}
                allowDeselect={false}
                onChange={(value) => value !== null && change({ experimentId: value, condition: noCondition })}
              />
            )}
            <TextInput
              label={t('schemas.form.titleField')}
              description={t('schemas.form.titleHint')}
              value={draft.title}
              error={problemText('title')}
              autoComplete="off"
              onChange={(event) => change({ title: event.currentTarget.value })}
            />
            <Textarea
              label={t('schemas.form.instruction')}
              description={t('schemas.form.instructionHint')}
              value={draft.instruction}
              error={problemText('instruction')}
              autosize
              minRows={2}
              maxRows={8}
              onChange={(event) => change({ instruction: event.currentTarget.value })}
            />
            <Select
              label={t('schemas.form.kind')}
              description={t(`schemas.kindHint.${draft.kind}`)}
              data={answerKinds.map((kind) => ({ value: kind, label: t(`schemas.kind.${kind}`) }))}
              value={draft.kind}
              allowDeselect={false}
              onChange={(value) => {
                const kind = answerKinds.find((each) => each === value)
                if (kind !== undefined) change({ kind })
              }}
            />
            <AnswerSettings draft={draft} problems={problems} onChange={change} />
            <Checkbox
              label={t('schemas.form.comment')}
              checked={draft.isCommentAllowed}
              onChange={(event) => change({ isCommentAllowed: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('schemas.form.required')}
              description={t('schemas.form.requiredHint')}
              checked={draft.isRequired}
              onChange={(event) => change({ isRequired: event.currentTarget.checked })}
            />
            <Autocomplete
              label={t('schemas.form.group')}
              description={t('schemas.form.groupHint')}
              data={groups}
              value={draft.group}
              error={problemText('group')}
              onChange={(group) => change({ group })}
            />
            <ConditionFields
              condition={draft.condition}
              deciders={deciders}
              hasProblem={problems.fields.condition !== undefined}
              onChange={(condition) => change({ condition })}
            />
            <Group justify="flex-end" gap="sm">
              <span className={css.saveHint} aria-hidden>
                <KeyHint keys="mod+Enter" />
              </span>
              <Button onClick={onCancel}>{t('common.cancel')}</Button>
              {edits?.isInUse === true && (
                <Button disabled={isBusy} onClick={() => void submit(true)}>
                  {t('schemas.version.savePublish')}
                </Button>
              )}
              <Button type="submit" variant="filled" loading={isBusy}>
                {t(edits?.isInUse === true ? 'schemas.version.saveDraft' : 'schemas.form.save')}
              </Button>
            </Group>
          </Stack>
        </form>
        {/* Outside of the form: what is typed here is not saved, nor does Enter here save. */}
        <SchemaPreview draft={draft} schemas={schemas} />
      </div>
    </section>
  )
}
