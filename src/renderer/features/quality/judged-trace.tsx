import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { TraceReading } from '../labeling-screen/index.tsx'
import css from './quality.module.css'

/** What the reviewers judged, as they read it. */
export function JudgedTrace({ traceId }: { traceId: string }) {
  const t = useT()
  const query = useQuery(orpc.labelWork.read.queryOptions({ input: { traceId } }))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.reading} tabIndex={0} aria-label={t('quality.adjudication.reading')}>
      {query.data !== undefined ? (
        <TraceReading trace={query.data} />
      ) : query.isError ? (
        <EmptyState
          title={t('quality.adjudication.failed')}
          actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
        >
          {failureText(query.error)}
        </EmptyState>
      ) : (
        <Loader size="sm" m="lg" role="status" aria-label={t('quality.adjudication.loading')} />
      )}
    </section>
  )
}
