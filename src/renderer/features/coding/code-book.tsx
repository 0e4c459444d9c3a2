import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { Code, CodingNote, CodingScope } from '../../../shared/model/coding.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './coding.module.css'
import { deleteCode } from './coding-actions.ts'
import { setFilter } from './coding-view.ts'

/** Codes that have a digit. */
export const keyedCodes = 9

export type CodeDialog =
  | { kind: 'edit'; codeId?: string | undefined }
  | { kind: 'merge'; codeId?: string | undefined }
  | { kind: 'split'; codeId?: string | undefined }
  | { kind: 'promote'; codeIds?: string[] | undefined }

/** The code book: each code with its key, how many notes have it, and what can be done with it. */
export function CodeBook({
  scope,
  codes,
  notes,
  targets,
  isReadOnly,
  questionName,
  onToggle,
  onDialog,
}: {
  scope: CodingScope
  codes: readonly Code[]
  notes: readonly CodingNote[]
  /** Notes that a code is given to. */
  targets: readonly CodingNote[]
  isReadOnly: boolean
  questionName: (schemaId: string) => string
  onToggle: (code: Code) => void
  onDialog: (dialog: CodeDialog) => void
}) {
  const t = useT()
  const format = useFormat()
  const counts = new Map<string, number>()
  for (const note of notes) for (const { codeId } of note.codes) counts.set(codeId, (counts.get(codeId) ?? 0) + 1)
  return (
    <section className={css.book} aria-label={t('coding.book.label')}>
      <h2 className={css.sectionTitle}>{t('coding.book.label')}</h2>
      {codes.length === 0 && <p className={css.dim}>{t('coding.book.empty')}</p>}
      <ul className={css.codes}>
        {codes.map((code, at) => {
          const { codeId, name } = code
          const isGiven =
            targets.length > 0 && targets.every((note) => note.codes.some((each) => each.codeId === codeId))
          const count = counts.get(codeId) ?? 0
          return (
            <li key={codeId} className={css.codeRow}>
              <span className={css.codeKey}>{at < keyedCodes && <KeyHint keys={String(at + 1)} />}</span>
              <button
                type="button"
                className={css.codeButton}
                aria-pressed={isGiven}
                aria-label={t('coding.book.toggle', { name })}
                title={describe(t, code, questionName)}
                disabled={isReadOnly || targets.length === 0}
                onClick={() => onToggle(code)}
              >
                <span className={css.dot} data-colour={code.colour} aria-hidden />
                <span className={css.chipName}>{name}</span>
              </button>
              <button
                type="button"
                className={css.codeCount}
                title={t('coding.book.show')}
                aria-label={`${name}: ${t('coding.book.noteCount', { count, formatted: format.number(count) })}`}
                onClick={() => setFilter(scope, { codeId })}
              >
                {format.number(count)}
              </button>
              {!isReadOnly && (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon size={22} aria-label={t('coding.book.actions', { name })}>
                      <IconDots size={14} aria-hidden />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => onDialog({ kind: 'edit', codeId })}>{t('coding.book.edit')}</Menu.Item>
                    <Menu.Item onClick={() => onDialog({ kind: 'merge', codeId })}>{t('coding.book.merge')}</Menu.Item>
                    <Menu.Item onClick={() => onDialog({ kind: 'split', codeId })}>{t('coding.book.split')}</Menu.Item>
                    <Menu.Item onClick={() => onDialog({ kind: 'promote', codeIds: [codeId] })}>
                      {t('coding.book.promote')}
                    </Menu.Item>
                    <Menu.Item onClick={() => void deleteCode(code)}>{t('coding.book.delete')}</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function describe(t: ReturnType<typeof useT>, code: Code, questionName: (schemaId: string) => string): string {
  const { name, description, mergedFrom, promotedTo } = code
  const lines = [name]
  if (description !== undefined) lines.push(description)
  if (mergedFrom.length > 0) lines.push(t('coding.book.mergedFrom', { names: mergedFrom.join(', ') }))
  if (promotedTo.length > 0) {
    const names = promotedTo.map(({ schemaId }) => questionName(schemaId)).join(', ')
    lines.push(t('coding.book.promotedTo', { names }))
  }
  return lines.join('\n')
}
