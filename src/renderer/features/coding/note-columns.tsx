/** What the list of notes shows: selected or not, the note, its codes, who wrote it. */
import { Checkbox } from '@mantine/core'
import { IconPencilExclamation, IconTrash } from '@tabler/icons-react'
import type { Code, CodingNote, CodingScope } from '../../../shared/model/coding.ts'
import type { useT } from '../../i18n/i18n.ts'
import type { GridColumn } from '../../ui/data-grid.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { CodeChip } from './code-chip.tsx'
import css from './coding.module.css'
import { toggleSelected } from './coding-view.ts'

export function noteColumns(
  t: ReturnType<typeof useT>,
  scope: CodingScope,
  codes: ReadonlyMap<string, Code>,
  selectedIds: ReadonlySet<string>,
): GridColumn<CodingNote>[] {
  return [
    {
      id: 'selected',
      name: '',
      title: t('coding.list.selected'),
      widthPx: 36,
      render: ({ noteId }) => (
        <Checkbox
          aria-label={t('coding.list.selected')}
          tabIndex={-1}
          checked={selectedIds.has(noteId)}
          onChange={() => toggleSelected(scope, noteId)}
        />
      ),
    },
    {
      id: 'note',
      name: t('coding.list.note'),
      widthPx: 220,
      isStretched: true,
      render: ({ text, state }) => (
        <span className={css.noteCell}>
          {state === 'changed' && (
            <IconPencilExclamation className={css.warn} size={14} role="img" aria-label={t('coding.list.changed')} />
          )}
          {state === 'gone' && (
            <IconTrash className={css.warn} size={14} role="img" aria-label={t('coding.list.gone')} />
          )}
          <span className={css.noteText}>{text}</span>
        </span>
      ),
    },
    {
      id: 'codes',
      name: t('coding.list.codes'),
      widthPx: 200,
      render: (note) => (
        <span className={css.chips}>
          {note.codes.map(({ codeId }) => {
            const code = codes.get(codeId)
            return code === undefined ? null : <CodeChip key={codeId} code={code} />
          })}
        </span>
      ),
    },
    {
      id: 'author',
      name: t('coding.list.author'),
      widthPx: 104,
      render: ({ author }) => <span title={author}>{author}</span>,
    },
    {
      id: 'written',
      name: t('coding.list.written'),
      widthPx: 96,
      render: ({ notedAtMs }) => <RelativeTime timeMs={notedAtMs} />,
    },
  ]
}
