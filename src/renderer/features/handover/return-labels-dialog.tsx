import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { closeDialog } from '../../app/dialogs.ts'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import css from './handover.module.css'
import { JobOutcome } from './job-outcome.tsx'
import { ReviewerField } from './reviewer-field.tsx'
import { startFile } from './start-file.ts'

/** The small file that a reviewer sends back: labels alone. */
export function ReturnLabelsDialog({ sessionId }: { sessionId: string }) {
  const t = useT()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } })).data
  const [reviewer, setReviewer] = useState('')
  const [jobId, setJobId] = useState<string>()
  const [error, setError] = useState<unknown>()
  const name = reviewer.trim()
  const start = async () => {
    setError(undefined)
    try {
      const base = session?.name ?? ''
      const started = await startFile(
        {
          name: t('handover.labels.kind'),
          extension: 'json',
          baseName: `${name === '' ? base : `${base} - ${name}`}.labels`,
        },
        (path) =>
          client.handover.exportLabels({
            sessionId,
            ...(name === '' ? {} : { reviewer: name }),
            ...(path === undefined ? {} : { path }),
          }),
      )
      if (started !== undefined) setJobId(started)
    } catch (failure) {
      setError(failure)
    }
  }
  return (
    <Dialog title={t('handover.labels.title')} size="lg" onClose={closeDialog}>
      <div className={css.dialog}>
        {jobId !== undefined ? (
          <JobOutcome jobId={jobId} />
        ) : (
          <>
            <p className={css.text}>{t('handover.labels.about')}</p>
            {session !== undefined && (
              <ReviewerField
                session={session}
                value={reviewer}
                placeholder={t('handover.labels.everyone')}
                isOptional
                onChange={setReviewer}
              />
            )}
            {error !== undefined && (
              <p role="alert" className={css.error}>
                {failureText(error)}
              </p>
            )}
            <footer className={css.actions}>
              <Button onClick={closeDialog}>{t('common.cancel')}</Button>
              <Button variant="filled" onClick={() => void start()}>
                {t(host.capabilities.hasFileDialogs ? 'transfer.export.choosePlace' : 'transfer.export.download')}
              </Button>
            </footer>
          </>
        )}
      </div>
    </Dialog>
  )
}
