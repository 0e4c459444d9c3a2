import { memo, useState } from 'react'
import type { SessionTurn } from '../../../shared/model/trace.ts'
import { Link } from '../../app/link.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { foldText } from '../../ui/fold-text.ts'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ValueMark } from '../assessments/index.tsx'
import css from './session.module.css'

/** One question and its answer, with what was said about it. */
export const TurnView = memo(function TurnView({
  turn,
  number,
  isActive,
  onFocus,
}: {
  turn: SessionTurn
  number: number
  isActive: boolean
  onFocus: (number: number) => void
}) {
  const t = useT()
  const format = useFormat()
  const { row } = turn
  const label = t('session.turn', { number: format.number(number) })
  return (
    <li
      className={css.turn}
      tabIndex={isActive ? 0 : -1}
      data-turn={number}
      aria-label={label}
      onFocus={() => onFocus(number)}
    >
      <div className={css.turnHead}>
        <span className={css.turnNumber}>{format.number(number)}</span>
        <StateBadge state={row.state} />
        <RelativeTime timeMs={row.startUs / 1000} />
        {row.durationUs !== undefined && <span>{format.duration(row.durationUs)}</span>}
        <span className={css.turnName} title={row.name}>
          {row.name}
        </span>
        <Link
          to={{ screen: 'trace', traceId: row.traceId }}
          className={css.open}
          aria-label={t('session.openTurn', { number: format.number(number) })}
        >
          {t('session.openTrace')}
        </Link>
      </div>
      <Said who={t('session.input')} text={turn.input ?? row.inputPreview} missing={t('session.noInput')} isInput />
      <Said
        who={t('session.output')}
        text={turn.output ?? row.outputPreview}
        missing={t(row.state === 'IN_PROGRESS' ? 'session.inProgress' : 'session.noOutput')}
      />
      <Judgements turn={turn} />
    </li>
  )
})

function Said({
  who,
  text,
  missing,
  isInput = false,
}: {
  who: string
  text: string | undefined
  missing: string
  isInput?: boolean
}) {
  const t = useT()
  const format = useFormat()
  const [isWhole, setIsWhole] = useState(false)
  const full = text ?? ''
  const folded = foldText(full)
  return (
    <section className={css.said} data-input={isInput || undefined} aria-label={who}>
      <span className={css.who}>{who}</span>
      {full === '' ? <p className={css.missing}>{missing}</p> : <SafeMarkdown text={isWhole ? full : folded} />}
      {!isWhole && folded !== full && (
        <button type="button" className={css.more} onClick={() => setIsWhole(true)}>
          {t('session.showAll', { formatted: format.number(full.length) })}
        </button>
      )}
    </section>
  )
}

function Judgements({ turn }: { turn: SessionTurn }) {
  const cells = Object.entries(turn.row.assessments)
  if (cells.length === 0) return null
  return (
    <dl className={css.judgements}>
      {cells.map(([name, cell]) => (
        <div key={name} className={css.judgement}>
          <dt>{name}</dt>
          <dd>
            <ValueMark value={cell.value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
