import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconExternalLink, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Code, CodingNote, CodingScope } from '../../../shared/model/coding.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { CodeChip } from './code-chip.tsx'
import css from './coding.module.css'
import { confirmNote, unassign } from './coding-actions.ts'

/** A note in full, with what it is about and its codes. `children`: where codes are added. */
export function NoteDetail({
  scope,
  note,
  codes,
  isReadOnly,
  children,
}: {
  scope: CodingScope
  note: CodingNote | undefined
  codes: ReadonlyMap<string, Code>
  isReadOnly: boolean
  children: ReactNode
}) {
  const t = useT()
  if (note === undefined) {
    return (
      <section className={css.detail} aria-label={t('coding.detail.label')}>
        <p className={css.dim}>{t('coding.detail.none')}</p>
        {children}
      </section>
    )
  }
  const { kind, about = '', author, notedAtMs, text, state, codedText, traceId, traceName } = note
  return (
    <section className={css.detail} aria-label={t('coding.detail.label')}>
      <p className={css.meta}>
        <span>{t(`coding.detail.kind.${kind}`, { about })}</span>
        <span>{author}</span>
        <RelativeTime timeMs={notedAtMs} />
        <Link
          to={toTraceFrom(traceId, { screen: 'coding', ...scope })}
          className={css.traceLink}
          title={t('coding.detail.openTrace')}
        >
          {traceName} <IconExternalLink size={13} aria-hidden />
        </Link>
        <KeyHint keys="o" />
      </p>
      {state === 'gone' && <p className={css.notice}>{t('coding.detail.gone')}</p>}
      <blockquote className={css.fullText}>{text}</blockquote>
      {state === 'changed' && (
        <div className={css.notice}>
          <p className={css.noticeText}>{t('coding.detail.changed')}</p>
          <blockquote className={css.codedText}>{codedText}</blockquote>
          {!isReadOnly && (
            <Button leftSection={<IconCheck size={14} aria-hidden />} onClick={() => void confirmNote(note.noteId)}>
              {t('coding.detail.confirm')}
            </Button>
          )}
        </div>
      )}
      <ul className={css.assigned} aria-label={t('coding.detail.codes')}>
        {note.codes.length === 0 && <li className={css.dim}>{t('coding.detail.noCodes')}</li>}
        {note.codes.map(({ codeId }) => {
          const code = codes.get(codeId)
          if (code === undefined) return null
          return (
            <li key={codeId} className={css.assignedCode}>
              <CodeChip code={code} />
              {!isReadOnly && (
                <ActionIcon
                  size={18}
                  aria-label={t('coding.detail.unassign', { name: code.name })}
                  onClick={() => void unassign(scope, [note.noteId], code)}
                >
                  <IconX size={12} aria-hidden />
                </ActionIcon>
              )}
            </li>
          )
        })}
      </ul>
      {children}
      <dl className={css.previews}>
        <Preview name={t('coding.detail.input')} text={note.inputPreview} />
        <Preview name={t('coding.detail.output')} text={note.outputPreview} />
      </dl>
    </section>
  )
}

function Preview({ name, text }: { name: string; text: string | undefined }) {
  if (text === undefined) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  )
}
