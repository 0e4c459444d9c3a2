import { Button } from '@mantine/core'
import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RecordChange } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'
import { type DiffPart, diffWords } from '../../../shared/model/word-diff.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { lineText, unwrap } from './record-text.ts'
import css from './versions.module.css'

const parts = ['inputs', 'outputs', 'expectations', 'tags', 'split'] as const
const icons = { added: IconPlus, removed: IconMinus, changed: IconPencil }

/** What differs between two versions, record by record. */
export function VersionDiff({ datasetId, from, to }: { datasetId: string; from: number; to: number }) {
  const t = useT()
  const format = useFormat()
  const query = useQuery(orpc.datasets.diff.queryOptions({ input: { datasetId, from, to } }))
  if (query.isError) {
    return (
      <p className={css.note} role="alert">
        {failureText(query.error)} <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>
      </p>
    )
  }
  if (query.data === undefined)
    return (
      <p className={css.note} aria-busy>
        {t('datasets.versions.comparing')}
      </p>
    )
  const { counts, changes, sealedCount } = query.data
  const whole = counts.added + counts.removed + counts.changed
  const hidden = whole - changes.length - sealedCount
  const number = (count: number) => ({ count, formatted: format.number(count) })
  return (
    <>
      <p className={css.diffCounts} role="status">
        {whole === 0
          ? t('datasets.versions.same')
          : (['added', 'removed', 'changed'] as const)
              .filter((kind) => counts[kind] > 0)
              .map((kind) => t(`datasets.versions.count.${kind}`, number(counts[kind])))
              .join(' · ')}
      </p>
      {sealedCount > 0 && <p className={css.note}>{t('datasets.versions.sealed', number(sealedCount))}</p>}
      <ul className={css.changes}>
        {changes.map((change) => (
          <Change key={change.recordId} change={change} />
        ))}
      </ul>
      {hidden > 0 && <p className={css.note}>{t('datasets.versions.more', number(hidden))}</p>}
    </>
  )
}

function Change({ change: { kind, before, after } }: { change: RecordChange }) {
  const t = useT()
  const Icon = icons[kind]
  const shown = after ?? before
  const different = parts.filter((part) => JSON.stringify(before?.[part]) !== JSON.stringify(after?.[part]))
  return (
    <li className={css.change}>
      <div className={css.changeHead} data-kind={kind}>
        <Icon size={14} aria-hidden />
        <span className={css.changeKind}>{t(`datasets.versions.kind.${kind}`)}</span>
        <span className={css.changeName}>{lineText(shown?.inputs)}</span>
      </div>
      <dl className={css.changeParts}>
        {different
          .filter((part) => kind === 'changed' || part !== 'inputs')
          .map((part) => (
            <div key={part}>
              <dt>{t(part === 'split' ? 'datasets.split.name' : `datasets.column.${part}`)}</dt>
              <dd>
                <TextDiff before={textOf(before?.[part])} after={textOf(after?.[part])} kind={kind} />
              </dd>
            </div>
          ))}
      </dl>
    </li>
  )
}

/** An object of one text shows that text, others their JSON. */
function textOf(value: Json | undefined): string {
  const inner = unwrap(value)
  if (inner === undefined || inner === null) return ''
  if (typeof inner === 'string') return inner
  const [only, ...others] = typeof inner === 'object' && !Array.isArray(inner) ? Object.values(inner) : []
  return typeof only === 'string' && others.length === 0 ? only : JSON.stringify(inner, null, 2)
}

function TextDiff({ before, after, kind }: { before: string; after: string; kind: RecordChange['kind'] }) {
  const t = useT()
  // Names of members may be all that differs.
  const diff = useMemo(() => (before === '' || after === '' ? undefined : diffWords(before, after)), [before, after])
  return (
    <>
      {kind !== 'added' && <Side label={t('datasets.versions.before')} text={before} parts={diff?.a} isPast />}
      {kind !== 'removed' && <Side label={t('datasets.versions.after')} text={after} parts={diff?.b} />}
    </>
  )
}

function Side({
  label,
  text,
  parts: texts,
  isPast = false,
}: {
  label: string
  text: string
  parts: readonly DiffPart[] | undefined
  isPast?: boolean
}) {
  const t = useT()
  return (
    <div className={css.side} data-past={isPast || undefined} role="group" aria-label={label}>
      <span className={css.sideSign} aria-hidden>
        {isPast ? '−' : '+'}
      </span>
      <span className={css.sideText}>
        {text === '' ? (
          <span className={css.note}>{t('datasets.record.noValue')}</span>
        ) : texts === undefined ? (
          text
        ) : (
          texts.map((part, at) =>
            part.isOwn ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text never move
              <mark key={at} className={css.own}>
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )
        )}
      </span>
    </div>
  )
}
