import { IconBrain, IconFile, IconPuzzle } from '@tabler/icons-react'
import type { MessagePart } from '../../../shared/model/view.ts'
import { isExternalUrl } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { findInlineImage, type ToolCallPart, type ToolResultPart } from '../../ui/conversation.ts'
import { useUiEnvironment } from '../../ui/environment.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { SafeImage } from '../../ui/markdown.tsx'
import css from './conversation.module.css'
import { LongText } from './long-text.tsx'
import type { SpanRef } from './span-text-limit.ts'

/** One part of a message that is not a tool call: text, reasoning, image, file or something unknown. */
export function MessagePartView({
  part,
  path,
  span,
  asMarkdown,
}: {
  part: Exclude<MessagePart, ToolCallPart | ToolResultPart>
  path: readonly (string | number)[]
  span: SpanRef
  asMarkdown: boolean
}) {
  const t = useT()
  switch (part.type) {
    case 'text':
      return part.text === '' ? (
        <p className={css.empty}>{t('trace.message.empty')}</p>
      ) : (
        <LongText text={part.text} asMarkdown={asMarkdown} source={{ span, path: [...path, 'text'] }} />
      )
    case 'reasoning':
      return (
        <details className={css.fold}>
          <summary className={css.foldHead}>
            <IconBrain size={14} aria-hidden />
            {t('trace.message.reasoning')}
          </summary>
          <div className={css.foldBody}>
            <LongText text={part.text} asMarkdown={asMarkdown} source={{ span, path: [...path, 'text'] }} />
          </div>
        </details>
      )
    case 'image':
      return <ImagePart part={part} />
    case 'file':
      return <FilePart part={part} />
    case 'other':
      return (
        <div className={css.other}>
          <span className={css.partLabel}>
            <IconPuzzle size={14} aria-hidden />
            {t('trace.message.other', { kind: part.kind })}
          </span>
          <JsonTree value={part.value} />
        </div>
      )
  }
}

function ImagePart({ part }: { part: MessagePart & { type: 'image' } }) {
  const t = useT()
  const inline = findInlineImage(part)
  if (inline !== undefined) return <SafeImage src={inline} alt={t('trace.message.image')} />
  if (part.url !== undefined && isExternalUrl(part.url)) return <SafeImage src={part.url} alt="" />
  return <p className={css.empty}>{t('trace.message.imageUnknown')}</p>
}

function FilePart({ part }: { part: MessagePart & { type: 'file' } }) {
  const t = useT()
  const { openLink } = useUiEnvironment()
  const { url } = part
  return (
    <div className={css.file}>
      <IconFile size={16} aria-hidden />
      <span className={css.fileName}>{part.name ?? part.fileId ?? t('trace.message.file')}</span>
      {part.mimeType !== undefined && <span className={css.dim}>{part.mimeType}</span>}
      {url !== undefined && isExternalUrl(url) && (
        <button type="button" className={css.textButton} title={url} onClick={() => openLink(url)}>
          {t('trace.message.open')}
        </button>
      )}
    </div>
  )
}
