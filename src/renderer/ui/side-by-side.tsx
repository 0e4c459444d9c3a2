/** Two outputs beside each other, as a reviewer compares them: without a word on which is which. */
import { Button } from '@mantine/core'
import { IconGitCompare } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { MarkableText } from '../../shared/model/highlight.ts'
import type { Candidates } from '../../shared/model/pairwise.ts'
import { type DiffPart, diffWords } from '../../shared/model/word-diff.ts'
import { useT } from '../i18n/i18n.ts'
import { KeyHint } from './key-hint.tsx'
import { SafeMarkdown } from './markdown.tsx'
import { MarkedText } from './marked-text.tsx'
import { useMarking } from './marking.tsx'
import css from './side-by-side.module.css'

/** Formatting a longer text would hold the window up; it shows plain. */
const mostMarkdown = 60_000

export function SideBySide({
  candidates: { a, b },
  isSwapped,
  titles,
  diffKey,
  places,
  startsWithDiff = false,
}: {
  candidates: Candidates
  isSwapped: boolean
  /** Left and right where absent. */
  titles?: { left: string; right: string }
  /** The key that shows the differences. */
  diffKey?: string | undefined
  /** Where the two are in the trace, when one marks in them. */
  places?: { a: MarkableText; b: MarkableText } | undefined
  /** The differences show until they are turned off. */
  startsWithDiff?: boolean
}) {
  const t = useT()
  const [hasDiff, setHasDiff] = useState(startsWithDiff)
  const [left, right] = isSwapped ? [b, a] : [a, b]
  const [leftPlace, rightPlace] = isSwapped ? [places?.b, places?.a] : [places?.a, places?.b]
  const diff = useMemo(() => (hasDiff ? diffWords(left, right) : undefined), [hasDiff, left, right])
  return (
    <div className={css.sides}>
      <Side title={titles?.left ?? t('ui.pairwise.left')} text={left} place={leftPlace} parts={diff?.a} />
      <Side title={titles?.right ?? t('ui.pairwise.right')} text={right} place={rightPlace} parts={diff?.b} />
      <div className={css.tools}>
        <Button
          data-diff-toggle
          leftSection={<IconGitCompare size={14} aria-hidden />}
          aria-pressed={hasDiff}
          aria-keyshortcuts={diffKey}
          variant={hasDiff ? 'light' : 'default'}
          rightSection={diffKey === undefined ? undefined : <KeyHint keys={diffKey} />}
          onClick={() => setHasDiff(!hasDiff)}
        >
          {t('ui.pairwise.differences')}
        </Button>
        {hasDiff && (
          <span role="status" className={css.note}>
            {left === right
              ? t('ui.pairwise.same')
              : diff === undefined
                ? t('ui.pairwise.tooLong')
                : t('ui.pairwise.differencesHint')}
          </span>
        )}
      </div>
    </div>
  )
}

function Side({
  title,
  text,
  place,
  parts,
}: {
  title: string
  text: string
  place: MarkableText | undefined
  parts: readonly DiffPart[] | undefined
}) {
  const marking = useMarking()
  return (
    <section className={css.side} aria-label={title}>
      <h4 className={css.title}>{title}</h4>
      {parts !== undefined ? (
        <div className={css.plain}>
          {parts.map((part, at) =>
            part.isOwn ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text never move
              <mark key={at} className={css.own}>
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </div>
      ) : marking !== undefined && place !== undefined ? (
        <MarkedText place={place} marking={marking} />
      ) : text.length <= mostMarkdown ? (
        <SafeMarkdown text={text} />
      ) : (
        <div className={css.plain}>{text}</div>
      )}
    </section>
  )
}
