import { Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { DatasetRecord, DatasetSplit } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'
import { Link } from '../../app/link.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { foldText } from '../../ui/fold-text.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { moveRecords } from './dataset-actions.ts'
import css from './datasets.module.css'
import { findSourceTrace, unwrap } from './record-text.ts'

/** The selected record to be read: inputs, outputs, what is expected, and where it comes from. */
export function RecordDetail({
  record,
  splits,
  canMove,
}: {
  record: DatasetRecord | undefined
  splits: readonly DatasetSplit[]
  /** To another split. */
  canMove: boolean
}) {
  const t = useT()
  const format = useFormat()
  if (record === undefined) {
    return (
      <section className={css.detail} aria-label={t('datasets.record.title')}>
        <p className={css.detailNone}>{t('datasets.record.none')}</p>
      </section>
    )
  }
  const traceId = findSourceTrace(record)
  return (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={css.detail} aria-label={t('datasets.record.title')} tabIndex={0}>
      <div className={css.detailHead}>
        <code className={css.id}>{record.recordId}</code>
        <CopyButton text={record.recordId} name={t('datasets.record.copyId')} />
        {traceId !== undefined && (
          <Link to={{ screen: 'trace', traceId }} className={css.open}>
            {t('datasets.record.openTrace')}
          </Link>
        )}
      </div>
      <Part title={t('datasets.column.inputs')}>
        <Value value={record.inputs} label={t('datasets.column.inputs')} />
      </Part>
      <Part title={t('datasets.column.outputs')}>
        <Value value={unwrap(record.outputs)} label={t('datasets.column.outputs')} />
      </Part>
      <Part title={t('datasets.column.expectations')}>
        <Value value={record.expectations} label={t('datasets.column.expectations')} />
      </Part>
      {record.tags !== undefined && Object.keys(record.tags).length > 0 && (
        <Part title={t('datasets.column.tags')}>
          <Value value={record.tags} label={t('datasets.column.tags')} />
        </Part>
      )}
      {splits.some(({ name }) => name !== undefined) && (
        <Part title={t('datasets.split.name')}>
          <Select
            aria-label={t('datasets.record.moveTo')}
            className={css.splitSelect}
            disabled={!canMove}
            data={[
              { value: '', label: t('datasets.split.none') },
              ...splits.flatMap(({ name, sealedAtMs }) =>
                name === undefined ? [] : [{ value: name, label: name, disabled: sealedAtMs !== undefined }],
              ),
            ]}
            value={record.split ?? ''}
            allowDeselect={false}
            onChange={(value) => {
              const { datasetId, recordId } = record
              void moveRecords(datasetId, [recordId], value === null || value === '' ? undefined : value)
            }}
          />
        </Part>
      )}
      {record.sourceType !== undefined && (
        <Part title={t('datasets.record.source')}>
          <p className={css.line}>
            {t(`datasets.source.${record.sourceType}`)}
            {record.sourceId !== undefined && <code className={css.id}> {record.sourceId}</code>}
          </p>
          {record.lineage?.labelers !== undefined && (
            <p className={css.line}>{t('datasets.record.labelers', { names: format.list(record.lineage.labelers) })}</p>
          )}
          {record.lineage?.schemas !== undefined && (
            <p className={css.line}>
              {t('datasets.record.questions', {
                names: format.list(record.lineage.schemas.map(({ name, version }) => `${name} v${version}`)),
              })}
            </p>
          )}
          {record.lineage?.sessionId !== undefined && (
            <Link to={{ screen: 'labeling', sessionId: record.lineage.sessionId }} className={css.sourceLink}>
              {t('datasets.record.openSession')}
            </Link>
          )}
        </Part>
      )}
      <Part title={t('datasets.record.changed')}>
        <p className={css.line}>
          <RelativeTime timeMs={record.updatedAtMs} />
          {record.updatedBy !== undefined && ` ${t('datasets.record.by', { name: record.updatedBy })}`}
        </p>
      </Part>
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.part}>
      <h2 className={css.partTitle}>{title}</h2>
      {children}
    </section>
  )
}

function Value({ value, label }: { value: Json | undefined; label: string }) {
  const t = useT()
  if (value === undefined || value === null) return <p className={css.note}>{t('datasets.record.noValue')}</p>
  if (typeof value === 'string') return <FoldedText text={value} />
  if (typeof value !== 'object') return <p className={css.text}>{String(value)}</p>
  if (Array.isArray(value) || Object.keys(value).length === 0) return <JsonTree value={value} label={label} />
  return (
    <dl className={css.members}>
      {Object.entries(value).map(([key, member]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <Member value={member} label={key} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** One member: texts to be read, nested values as a tree. */
function Member({ value, label }: { value: Json; label: string }) {
  if (typeof value === 'string') return <FoldedText text={value} />
  if (typeof value === 'object' && value !== null) return <JsonTree value={value} label={label} />
  return <p className={css.text}>{String(value)}</p>
}

function FoldedText({ text }: { text: string }) {
  const t = useT()
  const format = useFormat()
  const [isWhole, setIsWhole] = useState(false)
  const folded = foldText(text)
  return (
    <>
      <p className={css.text}>{isWhole ? text : folded}</p>
      {!isWhole && folded !== text && (
        <button type="button" className={css.more} onClick={() => setIsWhole(true)}>
          {t('datasets.record.showAll', { formatted: format.number(text.length) })}
        </button>
      )}
    </>
  )
}
