/** Values of a trace in reading size: texts formatted, images, the rest as a tree. */
import { IconBrain, IconFile } from '@tabler/icons-react'
import { useState } from 'react'
import { type MarkableText, toMarkableText } from '../../../shared/model/highlight.ts'
import type { Json } from '../../../shared/model/json.ts'
import { isExternalUrl } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { type Block, findInlineImage, type Turn } from '../../ui/conversation.ts'
import { foldText } from '../../ui/fold-text.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { SafeImage, SafeMarkdown } from '../../ui/markdown.tsx'
import { MarkedText } from '../../ui/marked-text.tsx'
import { useMarking } from '../../ui/marking.tsx'
import css from './read.module.css'

/** Formatting a longer text would hold the window up; it shows plain. */
const mostMarkdown = 60_000

/** `place`: where the text is in the trace, for marks. */
export function ReadText({ text, place }: { text: string; place?: Pick<MarkableText, 'path' | 'role'> | undefined }) {
  const marking = useMarking()
  if (marking === undefined || place === undefined) return <FormattedText text={text} />
  return <MarkedText place={{ ...place, text }} marking={marking} />
}

function FormattedText({ text }: { text: string }) {
  const t = useT()
  const format = useFormat()
  const [isOpen, setIsOpen] = useState(false)
  const folded = foldText(text)
  const shown = isOpen ? text : folded
  return (
    <div>
      {shown.length <= mostMarkdown ? <SafeMarkdown text={shown} /> : <div className={css.plain}>{shown}</div>}
      {folded !== text && (
        <button type="button" className={css.textButton} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? t('labelScreen.read.less') : t('labelScreen.read.all', { formatted: format.number(text.length) })}
        </button>
      )}
    </div>
  )
}

export function ReadValue({
  value,
  label,
  place,
}: {
  value: Json
  label: string
  place?: Pick<MarkableText, 'path' | 'role'>
}) {
  const isMarked = useMarking() !== undefined && place !== undefined
  if (typeof value === 'string' || isMarked) return <ReadText text={toMarkableText(value)} place={place} />
  return <JsonTree value={value} label={label} />
}

/** Where `listMarkableTexts` has the text of a conversation's block. */
function toTextPath([, list, ...rest]: readonly (string | number)[]): string {
  return [list === 'inputMessages' ? 'messages' : list, ...rest].join('/')
}

/** What a message says, without its tool calls. */
export function ReadTurn({ turn }: { turn: Turn }) {
  return (
    <div className={css.turn}>
      {turn.blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a message never move
        <ReadBlock key={at} block={block} role={turn.role} />
      ))}
    </div>
  )
}

function ReadBlock({ block, role }: { block: Block; role: string }) {
  const t = useT()
  if (block.kind === 'tool') return null
  const { part } = block
  const place = { path: toTextPath(block.path), role }
  switch (part.type) {
    case 'text':
      return <ReadText text={part.text} place={place} />
    case 'reasoning':
      return (
        <details className={css.fold}>
          <summary>
            <IconBrain size={14} aria-hidden />
            {t('trace.message.reasoning')}
          </summary>
          <ReadText text={part.text} place={place} />
        </details>
      )
    case 'image': {
      const inline = findInlineImage(part)
      if (inline !== undefined) return <SafeImage src={inline} alt={t('trace.message.image')} />
      if (part.url !== undefined && isExternalUrl(part.url)) return <SafeImage src={part.url} alt="" />
      return <p className={css.faint}>{t('trace.message.imageUnknown')}</p>
    }
    case 'file':
      return (
        <p className={css.file}>
          <IconFile size={16} aria-hidden />
          {part.name ?? part.fileId ?? t('trace.message.file')}
        </p>
      )
    case 'other':
      return <JsonTree value={part.value} label={t('trace.message.other', { kind: part.kind })} />
  }
}
