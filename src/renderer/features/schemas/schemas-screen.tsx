import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconForms, IconPlus } from '@tabler/icons-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { notifyDone, notifyFailure, notifyProblem } from '../../app/notify.tsx'
import { useWorkspace } from '../../app/workspace.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { pickText } from '../../ui/download-text.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import list from '../../ui/list-table.module.css'
import { Panes } from '../../ui/panes.tsx'
import { focusedRow, focusRow, moveRowFocus } from '../../ui/row-focus.ts'
import { DeleteSchemaDialog } from './delete-dialog.tsx'
import { FileMenu } from './file-menu.tsx'
import { ImportSchemasDialog } from './import-dialog.tsx'
import { keepSchemaDraft, takeSchemaDraft } from './kept-schema-drafts.ts'
import { editSchemaDraft, isSameDraft, newSchemaDraft, type SchemaDraft } from './schema-draft.ts'
import { type FileProblem, type FileQuestion, parseSchemaFile } from './schema-file.ts'
import { SchemaForm } from './schema-form.tsx'
import { SchemaPreview } from './schema-preview.tsx'
import { SchemaTable } from './schema-table.tsx'
import { type TemplateId, templateDraft, templateIds } from './schema-templates.ts'
import css from './schemas.module.css'
import { TemplateMenu } from './template-menu.tsx'
import { deleteSchema, moveSchema, useExperiments, useSchemas, useSchemaUses } from './use-schemas.ts'

/** Where list and form do not fit side by side: a small window, or a big zoom. */
const littleRoom = '(max-width: 999px)'

interface OpenForm {
  /** What an untouched form holds. */
  fresh: SchemaDraft
  /** What it starts with: the same, or a draft that was kept. */
  initial: SchemaDraft
  /** What a new one was begun with. */
  templateId: TemplateId | undefined
  /** New for every opening, so that the fields start from the draft. */
  key: number
}

export function SchemasScreen() {
  const t = useT()
  const format = useFormat()
  const query = useSchemas()
  const experiments = useExperiments()
  const uses = useSchemaUses()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const hasLittleRoom = useMediaQuery(littleRoom, false, { getInitialValueInEffect: false })
  const [form, setForm] = useState<OpenForm>()
  const [importing, setImporting] = useState<FileQuestion[]>()
  const [deleting, setDeleting] = useState<LabelSchema>()
  const table = useRef<HTMLTableElement>(null)
  const labels = { positive: t('schemas.label.pass'), negative: t('schemas.label.fail') }
  const schemas = query.data ?? []

  /** What the open form holds beyond what is saved, while it does. */
  const unsaved = useRef<{ draft: SchemaDraft; templateId: TemplateId | undefined }>(undefined)
  const keepUnsaved = useCallback(() => {
    if (unsaved.current !== undefined) keepSchemaDraft(unsaved.current.draft, unsaved.current.templateId)
    unsaved.current = undefined
  }, [])
  // Whichever way this is left: another question, another screen.
  useEffect(() => keepUnsaved, [keepUnsaved])
  const open = (
    findDrafts: () => { fresh: SchemaDraft; initial?: SchemaDraft | undefined },
    templateId?: TemplateId | undefined,
  ) => {
    const isLeft = unsaved.current !== undefined
    keepUnsaved()
    const { fresh, initial = fresh } = findDrafts()
    if (initial !== fresh) unsaved.current = { draft: initial, templateId }
    // Not of a form that comes right back.
    else if (isLeft) notifyDone(t('schemas.kept'))
    setForm((before) => ({ fresh, initial, templateId, key: (before?.key ?? 0) + 1 }))
  }
  const openNew = () => open(() => ({ fresh: newSchemaDraft(labels), initial: takeSchemaDraft({}) }))
  const openTemplate = (id: TemplateId) =>
    // Untouched it is not worth keeping.
    open(() => ({ fresh: templateDraft(id, '0'), initial: takeSchemaDraft({ templateId: id }) }), id)
  const openSchema = (schema: LabelSchema) =>
    open(() => ({
      fresh: editSchemaDraft(schema, labels),
      initial: takeSchemaDraft({ schemaId: schema.schemaId }, schema.updatedAtMs),
    }))
  const close = (schemaId?: string) => {
    unsaved.current = undefined
    setForm(undefined)
    // The form that had the focus goes; the keys go on from its row.
    requestAnimationFrame(() => focusRow(table.current, schemaId))
  }
  const leave = (draft: SchemaDraft) => {
    if (form !== undefined && !isSameDraft(draft, form.fresh)) {
      keepSchemaDraft(draft, form.templateId)
      notifyDone(t('schemas.kept'))
    }
    close(draft.edits?.schemaId)
  }
  const remove = async (schema: LabelSchema) => {
    setDeleting(undefined)
    if (form?.fresh.edits?.schemaId === schema.schemaId) {
      unsaved.current = undefined
      setForm(undefined)
    }
    try {
      await deleteSchema(schema.schemaId)
      notifyDone(t('schemas.deleted', { name: schema.name }))
    } catch (error) {
      notifyFailure(error)
    }
  }
  const importFile = async () => {
    const text = await pickText('.json,application/json')
    if (text === undefined) return
    const parsed = parseSchemaFile(text)
    if (parsed.ok) setImporting(parsed.questions)
    else notifyProblem(t('schemas.file.notRead', { reason: problemText(t, parsed.problem) }))
  }
  const findFocused = () => {
    const id = focusedRow(table.current)
    return schemas.find((schema) => schema.schemaId === id)
  }
  const move = async (schema: LabelSchema | undefined, step: 1 | -1) => {
    if (schema === undefined) return
    try {
      await moveSchema(schemas, schema, step)
      // The row is another one now; what had the focus goes along.
      requestAnimationFrame(() => focusRow(table.current, schema.schemaId))
    } catch (error) {
      notifyFailure(error)
    }
  }
  const canDelete = (schema: LabelSchema | undefined) =>
    !isReadOnly && schema !== undefined && schema.isDefault !== true
  useCommands(
    (): Command[] => [
      {
        id: 'schemas.new',
        title: t('schemas.command.new'),
        group: 'labeling',
        keys: ['n'],
        when: () => !isReadOnly,
        run: openNew,
      },
      {
        id: 'schemas.next',
        title: t('schemas.command.next'),
        group: 'labeling',
        keys: ['j'],
        run: () => moveRowFocus(table.current, 1),
      },
      {
        id: 'schemas.previous',
        title: t('schemas.command.previous'),
        group: 'labeling',
        keys: ['k'],
        run: () => moveRowFocus(table.current, -1),
      },
      {
        id: 'schemas.moveUp',
        title: t('schemas.command.moveUp'),
        group: 'labeling',
        keys: ['alt+ArrowUp'],
        when: () => !isReadOnly && findFocused() !== undefined,
        run: () => void move(findFocused(), -1),
      },
      {
        id: 'schemas.moveDown',
        title: t('schemas.command.moveDown'),
        group: 'labeling',
        keys: ['alt+ArrowDown'],
        when: () => !isReadOnly && findFocused() !== undefined,
        run: () => void move(findFocused(), 1),
      },
      {
        id: 'schemas.delete',
        title: t('schemas.command.delete'),
        group: 'labeling',
        keys: ['Delete'],
        when: () => canDelete(findFocused()),
        run: () => setDeleting(findFocused()),
      },
    ],
    [t, isReadOnly, query.data, form],
  )

  if (query.isError && query.data === undefined) {
    return (
      <EmptyState
        title={t('schemas.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) return <div role="status" aria-busy aria-label={t('schemas.loading')} />
  const { edits } = form?.fresh ?? {}
  const isFixed = edits !== undefined && (isReadOnly || edits.isDefault === true)
  const listArea =
    schemas.length === 0 ? (
      <NoSchemas isReadOnly={isReadOnly} onNew={openNew} onTemplate={openTemplate} />
    ) : (
      <SchemaTable
        tableRef={table}
        openId={edits?.schemaId}
        isNarrow={hasLittleRoom || form !== undefined}
        onOpen={openSchema}
        onDelete={setDeleting}
        onMove={(schema, step) => void move(schema, step)}
        {...{ schemas, experiments, uses, isReadOnly }}
      />
    )
  const formArea =
    form === undefined ? undefined : isFixed ? (
      <FixedSchema
        key={form.key}
        draft={form.fresh}
        schemas={schemas}
        isDefault={edits.isDefault === true}
        onClose={() => close(edits.schemaId)}
      />
    ) : (
      <SchemaForm
        key={form.key}
        initial={form.initial}
        experiments={experiments}
        onCancel={() => close(edits?.schemaId)}
        onLeave={leave}
        onDraft={(draft) => {
          const { fresh, templateId } = form
          unsaved.current = isSameDraft(draft, fresh) ? undefined : { draft, templateId }
        }}
        onDiscarded={(schema) => {
          unsaved.current = undefined
          openSchema(schema)
        }}
        onSaved={(schema, isPublished) => {
          const { name, version: number } = schema
          const isDraft = schema.draft !== undefined
          notifyDone(
            isPublished
              ? t('schemas.version.published', { name, number })
              : t(isDraft ? 'schemas.version.draftSaved' : 'schemas.saved', { name }),
          )
          close(schema.schemaId)
        }}
      />
    )
  return (
    <div className={list.screen}>
      <header className={list.head}>
        <h1 className={list.title}>{t('schemas.title')}</h1>
        <span className={list.count} role="status">
          {t('schemas.count', { count: schemas.length, formatted: format.number(schemas.length) })}
        </span>
        <div className={list.tools}>
          <FileMenu schemas={schemas} isReadOnly={isReadOnly} onImport={() => void importFile()} />
          <TemplateMenu isDisabled={isReadOnly} onChoose={openTemplate} />
          <Button
            variant="filled"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={isReadOnly}
            onClick={openNew}
          >
            {t('schemas.new')}
          </Button>
        </div>
      </header>
      <div className={list.body}>
        {formArea === undefined ? (
          listArea
        ) : hasLittleRoom || schemas.length === 0 ? (
          formArea
        ) : (
          <Panes
            id="schemas"
            panes={[
              {
                id: 'list',
                content: listArea,
                defaultPercent: 36,
                minPx: 260,
                borderLabel: t('schemas.list'),
              },
              { id: 'form', content: formArea, defaultPercent: 64, minPx: 360 },
            ]}
          />
        )}
      </div>
      {importing !== undefined && <ImportSchemasDialog questions={importing} onClose={() => setImporting(undefined)} />}
      {deleting !== undefined && (
        <DeleteSchemaDialog
          schema={deleting}
          uses={uses.get(deleting.schemaId) ?? 0}
          onClose={() => setDeleting(undefined)}
          onDelete={() => void remove(deleting)}
        />
      )}
    </div>
  )
}

function problemText(t: ReturnType<typeof useT>, problem: FileProblem): string {
  if (problem.kind !== 'badQuestion') return t(`schemas.file.${problem.kind}`)
  return t('schemas.file.badQuestion', { number: String(problem.number), path: problem.path })
}

/** A question that can be looked at only. */
function FixedSchema({
  draft,
  schemas,
  isDefault,
  onClose,
}: {
  draft: SchemaDraft
  schemas: readonly LabelSchema[]
  isDefault: boolean
  onClose: () => void
}) {
  const t = useT()
  return (
    <section
      className={css.form}
      aria-label={draft.name}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        onClose()
      }}
    >
      <h2 className={css.formTitle}>{draft.name}</h2>
      <p className={css.deleteText}>{t(isDefault ? 'schemas.isDefaultHint' : 'schemas.readOnly')}</p>
      <SchemaPreview draft={draft} schemas={schemas} />
      <Button mt="md" autoFocus onClick={onClose}>
        {t('common.close')}
      </Button>
    </section>
  )
}

function NoSchemas({
  isReadOnly,
  onNew,
  onTemplate,
}: {
  isReadOnly: boolean
  onNew: () => void
  onTemplate: (id: TemplateId) => void
}) {
  const t = useT()
  return (
    <EmptyState
      icon={<IconForms size={28} />}
      title={t('schemas.empty.title')}
      actions={
        isReadOnly ? undefined : (
          <>
            {templateIds.map((id) => (
              <Button key={id} onClick={() => onTemplate(id)}>
                {t(`schemas.template.${id}.label`)}
              </Button>
            ))}
            <Button variant="filled" onClick={onNew}>
              {t('schemas.new')}
            </Button>
          </>
        )
      }
    >
      {isReadOnly ? t('schemas.readOnly') : t('schemas.empty.body')}
    </EmptyState>
  )
}
