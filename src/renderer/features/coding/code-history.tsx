import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { undoFromHistory } from './coding-actions.ts'
import css from './counts.module.css'

const shown = 100

/** What was done to the code book, with a way back from each. */
export function CodeHistory({ experimentId, isReadOnly }: { experimentId: string; isReadOnly: boolean }) {
  const t = useT()
  const format = useFormat()
  const entries = useQuery(orpc.coding.history.queryOptions({ input: { experimentId, limit: shown } })).data ?? []
  return (
    <details className={css.part}>
      <summary className={css.historyTitle}>{t('coding.history.title')}</summary>
      {entries.length === 0 && <p className={css.dim}>{t('coding.history.none')}</p>}
      <ul className={css.history}>
        {entries.map(({ changeId, kind, by, atMs, isUndone, names, noteCount }) => (
          <li key={changeId} className={css.historyEntry}>
            <span>{t(`coding.history.${kind}`, { names: names.join(' → ') })}</span>
            {noteCount > 0 && (
              <span className={css.dim}>
                {t('coding.history.notes', { count: noteCount, formatted: format.number(noteCount) })}
              </span>
            )}
            <span className={css.dim}>{by}</span>
            <span className={css.dim}>
              <RelativeTime timeMs={atMs} />
            </span>
            {isUndone ? (
              <span className={css.dim}>{t('coding.history.undone')}</span>
            ) : (
              !isReadOnly && <Button onClick={() => void undoFromHistory(changeId)}>{t('coding.history.undo')}</Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
