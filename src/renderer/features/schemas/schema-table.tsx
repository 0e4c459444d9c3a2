import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from '@tabler/icons-react'
import type { RefObject } from 'react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import type { Experiment } from '../../../shared/model/run.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import list from '../../ui/list-table.module.css'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { useAnswerText } from './answer-text.ts'
import css from './schemas.module.css'

/** Every question of the workspace; the name of a row opens it. */
export function SchemaTable({
  tableRef,
  schemas,
  experiments,
  uses,
  openId,
  isNarrow,
  isReadOnly,
  onOpen,
  onDelete,
  onMove,
}: {
  tableRef: RefObject<HTMLTableElement | null>
  schemas: readonly LabelSchema[]
  experiments: readonly Experiment[]
  uses: ReadonlyMap<string, number>
  /** The question that is open beside the list. */
  openId: string | undefined
  /** Little room: only what a question is. */
  isNarrow: boolean
  isReadOnly: boolean
  onOpen: (schema: LabelSchema) => void
  onDelete: (schema: LabelSchema) => void
  onMove: (schema: LabelSchema, step: 1 | -1) => void
}) {
  const t = useT()
  const hasExperiments = experiments.length > 1 && !isNarrow
  return (
    <div className={list.scroller}>
      <table ref={tableRef} className={list.table} aria-label={t('schemas.list')}>
        <thead>
          <tr>
            <th scope="col" className={isNarrow ? undefined : css.colQuestion}>
              {t('schemas.column.question')}
            </th>
            {!isNarrow && (
              <th scope="col" className={css.colName}>
                {t('schemas.column.name')}
              </th>
            )}
            {!isNarrow && (
              <th scope="col" className={css.colType}>
                {t('schemas.column.type')}
              </th>
            )}
            <th scope="col">{t('schemas.column.answer')}</th>
            {hasExperiments && <th scope="col">{t('schemas.column.experiment')}</th>}
            {!isNarrow && (
              <th scope="col" className={css.colUses}>
                {t('schemas.column.sessions')}
              </th>
            )}
            {!isNarrow && (
              <th scope="col" className={css.colUpdated}>
                {t('schemas.column.updated')}
              </th>
            )}
            <td className={isNarrow ? css.colActionsFew : css.colActions} />
          </tr>
        </thead>
        <tbody>
          {schemas.map((schema) => (
            <SchemaRow
              key={schema.schemaId}
              schema={schema}
              experimentName={
                hasExperiments
                  ? (experiments.find((each) => each.experimentId === schema.experimentId)?.name ?? '')
                  : undefined
              }
              uses={uses.get(schema.schemaId) ?? 0}
              isActive={schema.schemaId === openId}
              {...{ isNarrow, isReadOnly, onOpen, onDelete, onMove }}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SchemaRow({
  schema,
  experimentName,
  uses,
  isActive,
  isNarrow,
  isReadOnly,
  onOpen,
  onDelete,
  onMove,
}: {
  schema: LabelSchema
  experimentName: string | undefined
  uses: number
  isActive: boolean
  isNarrow: boolean
  isReadOnly: boolean
  onOpen: (schema: LabelSchema) => void
  onDelete: (schema: LabelSchema) => void
  onMove: (schema: LabelSchema, step: 1 | -1) => void
}) {
  const t = useT()
  const format = useFormat()
  const answer = useAnswerText()(schema.input)
  const { name } = schema
  const question = schema.title === undefined || schema.title === '' ? name : schema.title
  const canChange = !isReadOnly && schema.isDefault !== true
  return (
    <tr data-active={isActive || undefined}>
      <td title={question}>
        <button type="button" className={list.open} data-row={schema.schemaId} onClick={() => onOpen(schema)}>
          {question}
        </button>
        {schema.draft !== undefined && (
          <>
            {' '}
            <ToneBadge tone="warn">{t('schemas.version.draft')}</ToneBadge>
          </>
        )}
        {schema.group !== undefined && <span className={list.faint}> {schema.group}</span>}
        {schema.isDefault === true && <span className={list.faint}> {t('schemas.isDefault')}</span>}
      </td>
      {!isNarrow && (
        <td className={list.mono} title={name}>
          {name}
        </td>
      )}
      {!isNarrow && <td className={list.dim}>{t(`common.kind.${schema.type}`)}</td>}
      <td title={answer.detail}>
        {answer.kind}
        {answer.detail !== undefined && <span className={list.faint}> {answer.detail}</span>}
      </td>
      {experimentName !== undefined && (
        <td className={list.dim} title={experimentName}>
          {experimentName}
        </td>
      )}
      {!isNarrow && (
        <td className={uses === 0 ? list.faint : list.dim}>
          {uses === 0 ? t('schemas.unused') : t('schemas.usedIn', { count: uses, formatted: format.number(uses) })}
        </td>
      )}
      {!isNarrow && (
        <td className={list.dim}>
          <RelativeTime timeMs={schema.updatedAtMs} />
        </td>
      )}
      <td>
        {canChange && (
          <span className={list.actions}>
            {!isNarrow &&
              ([-1, 1] as const).map((step) => {
                const label = t(step === -1 ? 'schemas.moveUp' : 'schemas.moveDown', { name })
                const Arrow = step === -1 ? IconArrowUp : IconArrowDown
                return (
                  <Tooltip key={step} label={label}>
                    <ActionIcon aria-label={label} onClick={() => onMove(schema, step)}>
                      <Arrow size={14} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                )
              })}
            <Tooltip label={t('schemas.edit', { name })}>
              <ActionIcon aria-label={t('schemas.edit', { name })} onClick={() => onOpen(schema)}>
                <IconPencil size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('schemas.delete', { name })}>
              <ActionIcon aria-label={t('schemas.delete', { name })} onClick={() => onDelete(schema)}>
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </span>
        )}
      </td>
    </tr>
  )
}
