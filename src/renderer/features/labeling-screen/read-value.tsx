/** Values of a trace in reading size: texts formatted, images, the rest as a tree. */
import { IconBrain, IconFile } from '@tabler/icons-react'
import { useState } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import { isExternalUrl } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { type Block, findInlineImage, type Turn } from '../../ui/conversation.ts'
import { foldText } from '../../ui/fold-text.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { SafeImage, SafeMarkdown } from '../../ui/markdown.tsx'
import css from './read.module.css'

/** Formatting a longer text would hold the window up; it shows plain. */
const mostMarkdown = 60_000

export function ReadText({ text }: { text: string }) {
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

export function ReadValue({ value, label }: { value: Json; label: string }) {
  return typeof value === 'string' ? <ReadText text={value} /> : <JsonTree value={value} label={label} />
}

/** What a message says, without its tool calls. */
export function ReadTurn({ turn }: { turn: Turn }) {
  return (
    <div className={css.turn}>
      {turn.blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a message never move
        <ReadBlock key={at} block={block} />
      ))}
    </div>
  )
}

function ReadBlock({ block }: { block: Block }) {
  const t = useT()
  if (block.kind === 'tool') return null
  const { part } = block
  switch (part.type) {
    case 'text':
      return <ReadText text={part.text} />
    case 'reasoning':
      return (
        <details className={css.fold}>
          <summary>
            <IconBrain size={14} aria-hidden />
            {t('trace.message.reasoning')}
          </summary>
          <ReadText text={part.text} />
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
