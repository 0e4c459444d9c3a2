/** The messages of a span as a conversation: who said what, tool calls with their results. */
import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { SpanView } from '../../../shared/model/view.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { listTurns, type Turn, toPlainText } from '../../ui/conversation.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import css from './conversation.module.css'
import { MessagePartView } from './message-part.tsx'
import type { SpanRef } from './span-text-limit.ts'
import { ToolBlock } from './tool-block.tsx'

/** A longer history starts folded, so that the question and the answer are what one sees. */
const mostTurns = 24
const shownTurns = 12

const roleNames = ['system', 'developer', 'user', 'assistant', 'tool'] as const

function findRole(role: string) {
  return roleNames.find((each) => each === role.toLowerCase())
}

export function ConversationView({ view, span, asMarkdown }: { view: SpanView; span: SpanRef; asMarkdown: boolean }) {
  const t = useT()
  const format = useFormat()
  const turns = useMemo(
    () => listTurns(view.inputMessages, view.outputMessages),
    [view.inputMessages, view.outputMessages],
  )
  const [isWhole, setIsWhole] = useState(turns.length <= mostTurns)
  const hidden = isWhole ? 0 : turns.length - shownTurns
  return (
    <div className={css.conversation}>
      {hidden > 0 && (
        <Button variant="subtle" onClick={() => setIsWhole(true)}>
          {t('trace.message.earlier', { count: hidden, formatted: format.number(hidden) })}
        </Button>
      )}
      {turns.slice(hidden).map((turn, at) => (
        // Turns of a span never move.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <TurnView key={hidden + at} turn={turn} span={span} asMarkdown={asMarkdown} />
      ))}
    </div>
  )
}

function TurnView({ turn, span, asMarkdown }: { turn: Turn; span: SpanRef; asMarkdown: boolean }) {
  const t = useT()
  const role = findRole(turn.role)
  const roleName = role === undefined ? turn.role : t(`trace.message.role.${role}`)
  return (
    <article className={css.turn} data-role={role ?? 'other'} data-direction={turn.direction} aria-label={roleName}>
      <header className={css.turnHead}>
        <span className={css.role}>{roleName}</span>
        {turn.name !== undefined && <span className={css.dim}>{turn.name}</span>}
        {turn.direction === 'output' && <span className={css.outputMark}>{t('trace.message.new')}</span>}
        {turn.finishReason !== undefined && turn.finishReason !== 'stop' && (
          <span className={css.dim}>{t('trace.message.finish', { reason: turn.finishReason })}</span>
        )}
        <span className={css.turnTools}>
          <CopyButton text={() => toPlainText(turn)} name={t('trace.message.copy')} />
        </span>
      </header>
      <div className={css.turnBody}>
        {turn.blocks.length === 0 && <p className={css.empty}>{t('trace.message.empty')}</p>}
        {turn.blocks.map((block, at) =>
          block.kind === 'tool' ? (
            <ToolBlock
              // Blocks of a message never move.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={at}
              name={block.call?.name ?? block.result?.name}
              id={block.call?.id ?? block.result?.id}
              argumentsValue={block.call?.arguments}
              argumentsPath={block.callPath === undefined ? undefined : [...block.callPath, 'arguments']}
              result={block.result?.result}
              resultPath={block.resultPath === undefined ? undefined : [...block.resultPath, 'result']}
              isCall={block.call !== undefined}
              hasResult={block.result !== undefined}
              span={span}
            />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <MessagePartView key={at} part={block.part} path={block.path} span={span} asMarkdown={asMarkdown} />
          ),
        )}
      </div>
    </article>
  )
}
