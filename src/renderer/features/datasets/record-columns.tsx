/** What the table of a dataset's records shows. */
import type { DatasetRecord } from '../../../shared/model/dataset.ts'
import { Link } from '../../app/link.tsx'
import { useT } from '../../i18n/i18n.ts'
import type { GridColumn } from '../../ui/data-grid.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { CellEditor, type EditEnd } from './cell-editor.tsx'
import css from './datasets.module.css'
import type { EditablePart } from './edit-text.ts'
import { findSourceTrace, lineText } from './record-text.ts'

/** The cell that is edited. */
export interface CellEdit {
  recordId: string
  part: EditablePart
  /** The name for a text where the part is empty. */
  member: string | undefined
  onEnd: (how: EditEnd) => void
}

export function recordColumns(t: ReturnType<typeof useT>, edit: CellEdit | undefined): GridColumn<DatasetRecord>[] {
  const textColumn = (id: EditablePart, widthPx: number): GridColumn<DatasetRecord> => ({
    id,
    name: t(`datasets.column.${id}`),
    widthPx,
    isStretched: id !== 'tags',
    render: (record) => {
      const line = lineText(record[id])
      if (edit?.recordId === record.recordId && edit.part === id) {
        const { part, member, onEnd } = edit
        return (
          <CellEditor key={part} record={record} part={part} member={member} onEnd={onEnd}>
            {line}
          </CellEditor>
        )
      }
      return line === '' ? null : (
        <span className={id === 'inputs' ? undefined : css.dim} title={line}>
          {line}
        </span>
      )
    },
  })
  return [
    textColumn('inputs', 160),
    textColumn('outputs', 120),
    textColumn('expectations', 130),
    {
      id: 'source',
      name: t('datasets.column.source'),
      widthPx: 88,
      render: (record) => <Source record={record} />,
    },
    textColumn('tags', 96),
    {
      id: 'split',
      name: t('datasets.split.name'),
      widthPx: 72,
      render: (record) => record.split ?? null,
    },
    {
      id: 'changed',
      name: t('datasets.column.changed'),
      widthPx: 96,
      render: (record) => <RelativeTime timeMs={record.updatedAtMs} />,
    },
  ]
}

function Source({ record }: { record: DatasetRecord }) {
  const t = useT()
  if (record.sourceType === undefined) return null
  const word = t(`datasets.source.${record.sourceType}`)
  const traceId = findSourceTrace(record)
  if (traceId === undefined) {
    return (
      <span className={css.dim} title={record.sourceId}>
        {word}
      </span>
    )
  }
  return (
    <Link to={{ screen: 'trace', traceId }} tabIndex={-1} className={css.sourceLink} title={record.sourceId}>
      {word}
    </Link>
  )
}
