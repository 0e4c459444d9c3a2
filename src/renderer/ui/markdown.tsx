/**
 * Markdown from traces, which anyone may have written: HTML only as the text it is, links only to the web and mail and only by
 * click, images only from data: URLs (a remote one would tell its server that someone reads the trace).
 */
import { IconPhoto, IconSquare, IconSquareCheck } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import Markdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { useT } from '../i18n/i18n.ts'
import { CodeBlock } from './code-block.tsx'
import { useUiEnvironment } from './environment.tsx'
import css from './markdown.module.css'

const schema: typeof defaultSchema = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'], src: ['http', 'https', 'data'] },
}

interface HastNode {
  type: string
  value?: string
  tagName?: string
  properties?: Record<string, never>
  children?: HastNode[]
}

const lineBreak: HastNode = { type: 'element', tagName: 'br', properties: {}, children: [] }

/** HTML in a text is shown as written: who judges an answer must see all of it, and prompts are full of XML tags. */
function rehypeHtmlAsText() {
  const toText = (node: HastNode, isBlock: boolean): HastNode[] => {
    if (node.type !== 'raw') {
      if (node.children !== undefined)
        node.children = node.children.flatMap((child) => toText(child, node.type === 'root'))
      return [node]
    }
    const lines = (node.value ?? '').split('\n')
    const children = lines.flatMap((value, at): HastNode[] => [
      ...(at === 0 ? [] : [lineBreak]),
      { type: 'text', value },
    ])
    return isBlock ? [{ type: 'element', tagName: 'p', properties: {}, children }] : children
  }
  return (tree: HastNode) => {
    toText(tree, false)
  }
}

const imageData = /^data:image\/(png|jpeg|gif|webp|avif|bmp);/i

/** Keeps what `schema` then judges; react-markdown's own transform would drop data: images. */
function keepUrl(url: string, key: string): string {
  if (key === 'src') return imageData.test(url) || /^https?:/i.test(url) ? url : ''
  return /^(https?:|mailto:)/i.test(url) ? url : ''
}

function ExternalLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  const { openLink } = useUiEnvironment()
  if (!href) return <span>{children}</span>
  return (
    <a
      href={href}
      title={href}
      rel="noopener noreferrer"
      onClick={(event) => {
        event.preventDefault()
        openLink(href)
      }}
    >
      {children}
    </a>
  )
}

/** An image inside trace content: shown from data: URLs, named and linked when it is on the web. */
export function SafeImage({ src, alt }: { src: string | undefined; alt: string }) {
  const t = useT()
  const { openLink } = useUiEnvironment()
  if (src !== undefined && imageData.test(src)) return <img className={css.image} src={src} alt={alt} />
  return (
    <span className={css.remoteImage}>
      <IconPhoto size={16} aria-hidden />
      <span>
        {t('ui.markdown.remoteImage')}
        {alt !== '' && `: ${alt}`}
      </span>
      {src !== undefined && src !== '' && (
        <button type="button" className={css.openImage} title={src} onClick={() => openLink(src)}>
          {t('ui.markdown.openImage')}
        </button>
      )}
    </span>
  )
}

function TaskMark({ isDone }: { isDone: boolean }) {
  const t = useT()
  const Icon = isDone ? IconSquareCheck : IconSquare
  return (
    <Icon size={15} className={css.task} aria-label={t(isDone ? 'ui.markdown.done' : 'ui.markdown.toDo')} role="img" />
  )
}

/** The text inside a fenced block, without the newline that Markdown puts at its end. */
function blockText(node: { children: readonly unknown[] } | undefined): string {
  const texts: string[] = []
  const collect = (children: readonly unknown[]) => {
    for (const child of children) {
      if (typeof child !== 'object' || child === null) continue
      if ('value' in child && typeof child.value === 'string') texts.push(child.value)
      if ('children' in child && Array.isArray(child.children)) collect(child.children)
    }
  }
  collect(node?.children ?? [])
  return texts.join('').replace(/\n$/, '')
}

const components: Components = {
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  img: ({ src, alt }) => <SafeImage src={typeof src === 'string' ? src : undefined} alt={alt ?? ''} />,
  input: ({ checked }) => <TaskMark isDone={checked === true} />,
  pre: ({ node }) => <CodeBlock code={blockText(node)} />,
  code: ({ children }) => <code className={css.inlineCode}>{children}</code>,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={css.tableScroll} tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
}

/** Markdown in reading size. */
export const SafeMarkdown = memo(function SafeMarkdown({ text }: { text: string }) {
  return (
    <div className={css.markdown}>
      <Markdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeHtmlAsText, [rehypeSanitize, schema]]}
        urlTransform={keepUrl}
        components={components}
      >
        {text}
      </Markdown>
    </div>
  )
})
