/** A session as a file for a reviewer without a connection: for whom, what goes along, what is blacked out. */
import { Button, Checkbox, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { PackageContent, PackageReport, type Redaction, RedactionKind } from '../../../shared/model/handover.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { client, orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { host } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './handover.module.css'
import { JobOutcome } from './job-outcome.tsx'
import { RedactionChoice } from './redaction-fields.tsx'
import { ReviewerField } from './reviewer-field.tsx'
import { startFile } from './start-file.ts'

export function HandOverDialog({ sessionId }: { sessionId: string }) {
  const t = useT()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  const setup = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } }))
  const [jobId, setJobId] = useState<string>()
  const error = session.error ?? setup.error
  return (
    <Dialog title={t('handover.out.title')} size="xl" onClose={closeDialog}>
      <div className={css.dialog}>
        {error !== null && <p className={css.error}>{failureText(error)}</p>}
        {jobId !== undefined ? (
          <JobOutcome jobId={jobId}>{({ details }) => <Made details={details} />}</JobOutcome>
        ) : (
          session.data !== undefined &&
          setup.data !== undefined && (
            <>
              <Form session={session.data} isBlind={setup.data.rules.isBlind} onStarted={setJobId} />
              <Earlier sessionId={sessionId} />
            </>
          )
        )}
      </div>
    </Dialog>
  )
}

function Form({
  session,
  isBlind,
  onStarted,
}: {
  session: LabelingSession
  isBlind: boolean
  onStarted: (jobId: string) => void
}) {
  const t = useT()
  const [reviewer, setReviewer] = useState('')
  const [content, setContent] = useState<PackageContent>('everything')
  const [redaction, setRedaction] = useState<Redaction>({ detectors: [], names: [], patterns: [] })
  const [withAssessments, setWithAssessments] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const start = async () => {
    setIsBusy(true)
    setError(undefined)
    const name = reviewer.trim()
    try {
      const jobId = await startFile(
        {
          name: t('handover.out.kind'),
          extension: 'assay',
          baseName: name === '' ? session.name : `${session.name} - ${name}`,
        },
        (path) =>
          client.handover.exportPackage({
            sessionId: session.sessionId,
            content,
            redaction,
            withAssessments: withAssessments && !isBlind,
            ...(name === '' ? {} : { reviewer: name }),
            ...(path === undefined ? {} : { path }),
          }),
      )
      if (jobId !== undefined) onStarted(jobId)
    } catch (failure) {
      setError(failure)
    }
    setIsBusy(false)
  }
  const pattern = error === undefined ? undefined : toFailure(error).details.pattern
  return (
    <>
      <p className={css.text}>{t('handover.out.about')}</p>
      <ReviewerField
        session={session}
        value={reviewer}
        placeholder={t('handover.out.anyone')}
        isOptional
        onChange={setReviewer}
      />
      <Radio.Group
        label={t('handover.out.content')}
        value={content}
        onChange={(value) => setContent(PackageContent.parse(value))}
      >
        <div className={css.checks}>
          {PackageContent.options.map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`handover.out.contents.${value}`)}
              description={t(`handover.out.contentsAbout.${value}`)}
            />
          ))}
        </div>
      </Radio.Group>
      <Checkbox
        label={t('handover.out.withAssessments')}
        description={t(isBlind ? 'handover.out.blind' : 'handover.out.withAssessmentsAbout')}
        checked={withAssessments && !isBlind}
        disabled={isBlind}
        onChange={(event) => setWithAssessments(event.currentTarget.checked)}
      />
      <RedactionChoice redaction={redaction} error={error} onChange={setRedaction} />
      {error !== undefined && typeof pattern !== 'number' && (
        <p role="alert" className={css.error}>
          {failureText(error)}
        </p>
      )}
      <footer className={css.actions}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button variant="filled" loading={isBusy} onClick={() => void start()}>
          {t(host.capabilities.hasFileDialogs ? 'transfer.export.choosePlace' : 'transfer.export.download')}
        </Button>
      </footer>
    </>
  )
}

/** How often something was blacked out, which tells whether the rules did what they should. */
function Made({ details }: { details: unknown }) {
  const t = useT()
  const format = useFormat()
  const report = PackageReport.safeParse(details)
  if (!report.success) return null
  const { redactions } = report.data
  const kinds = RedactionKind.options.filter((kind) => (redactions[kind] ?? 0) > 0)
  return (
    <section className={css.made}>
      <p className={css.text}>
        {t('handover.out.made', { count: report.data.itemCount, formatted: format.number(report.data.itemCount) })}
      </p>
      {kinds.length === 0 ? (
        <p className={css.text}>{t('handover.out.noRedactions')}</p>
      ) : (
        <table className={css.table}>
          <caption className={css.caption}>{t('handover.out.redacted')}</caption>
          <tbody>
            {kinds.map((kind) => (
              <tr key={kind}>
                <th scope="row">{t(`handover.redaction.${kind}`)}</th>
                <td className={css.number}>{format.number(redactions[kind] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={css.text}>{t('handover.out.next')}</p>
    </section>
  )
}

function Earlier({ sessionId }: { sessionId: string }) {
  const t = useT()
  const format = useFormat()
  const earlier = useQuery(orpc.handover.list.queryOptions({ input: { sessionId } })).data ?? []
  if (earlier.length === 0) return null
  return (
    <table className={css.table}>
      <caption className={css.caption}>{t('handover.out.earlier')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('handover.reviewer')}</th>
          <th scope="col">{t('handover.out.items')}</th>
          <th scope="col">{t('handover.out.when')}</th>
          <th scope="col">{t('handover.out.returned')}</th>
        </tr>
      </thead>
      <tbody>
        {earlier.map(({ packageId, reviewer, itemCount, createdAtMs, mergedAtMs }) => (
          <tr key={packageId}>
            <th scope="row">{reviewer ?? t('handover.out.anyone')}</th>
            <td className={css.number}>{format.number(itemCount)}</td>
            <td>
              <RelativeTime timeMs={createdAtMs} />
            </td>
            <td>{mergedAtMs === undefined ? t('handover.out.notReturned') : <RelativeTime timeMs={mergedAtMs} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
