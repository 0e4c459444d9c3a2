/** A text before and after it was changed, with what each has of its own marked. */
import { useMemo } from 'react'
import { type DiffPart, diffWords } from '../../shared/model/word-diff.ts'
import css from './text-change.module.css'

export function TextChange({
  before,
  after,
  titles,
}: {
  before: string
  after: string
  titles: { before: string; after: string }
}) {
  const diff = useMemo(() => diffWords(before, after), [before, after])
  return (
    <div className={css.sides}>
      <Side title={titles.before} parts={diff?.a ?? [{ text: before, isOwn: false }]} isBefore />
      <Side title={titles.after} parts={diff?.b ?? [{ text: after, isOwn: false }]} />
    </div>
  )
}

function Side({ title, parts, isBefore = false }: { title: string; parts: readonly DiffPart[]; isBefore?: boolean }) {
  const Own = isBefore ? 'del' : 'ins'
  return (
    <section className={css.side} aria-label={title}>
      <h3 className={css.title}>{title}</h3>
      <div className={css.text}>
        {parts.map((part, at) =>
          part.isOwn ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text never move
            <Own key={at} className={css.own}>
              {part.text}
            </Own>
          ) : (
            part.text
          ),
        )}
      </div>
    </section>
  )
}
