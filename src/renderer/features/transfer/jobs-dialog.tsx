import { useQuery } from '@tanstack/react-query'
import type { Job } from '../../../shared/model/job.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { type Tone, ToneBadge } from '../../ui/state-badge.tsx'
import { JobProgress } from './job-progress.tsx'
import css from './transfer.module.css'

const tones: Record<Job['state'], Tone> = { running: 'busy', done: 'ok', failed: 'error', cancelled: 'info' }

/** Running jobs and those that ended, newest first. */
export function JobsDialog() {
  const t = useT()
  const { data: jobs } = useQuery(orpc.jobs.list.queryOptions())
  return (
    <Dialog onClose={closeDialog} title={t('transfer.jobs.title')} size="xl">
      {jobs?.length === 0 && <p className={css.hint}>{t('transfer.jobs.none')}</p>}
      <ul className={css.items}>
        {jobs?.map((job) => (
          <li key={job.jobId} className={css.item}>
            <div className={css.itemHead}>
              <span className={css.itemName} title={job.title}>
                {t(`transfer.jobs.kind.${job.kind}`)}: {job.title}
              </span>
              <span className={css.itemFacts}>
                <RelativeTime timeMs={job.endedAtMs ?? job.startedAtMs} />
                <ToneBadge tone={tones[job.state]}>{t(`transfer.jobs.state.${job.state}`)}</ToneBadge>
              </span>
            </div>
            <JobProgress job={job} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
