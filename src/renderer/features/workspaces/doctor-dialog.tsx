import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DoctorReport } from '../../../shared/model/workspace.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Fields } from '../../ui/fields.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './workspaces.module.css'

const tones = { error: 'error', warning: 'warn', info: 'info' } as const

/** Checks the open workspace's file and says what was found. */
export function DoctorDialog() {
  const t = useT()
  const report = useQuery(orpc.workspaces.doctor.queryOptions({ staleTime: 0, gcTime: 0 }))
  return (
    <Dialog onClose={closeDialog} title={t('workspaces.doctor.title')} size="lg">
      <div className={css.form} aria-live="polite">
        {report.isFetching && (
          <div className={css.hint}>
            <Loader size="xs" mr="sm" aria-hidden />
            {t('workspaces.doctor.checking')}
          </div>
        )}
        {report.isError && <ToneBadge tone="error">{failureText(report.error)}</ToneBadge>}
        {report.data !== undefined && !report.isFetching && <Report report={report.data} />}
      </div>
    </Dialog>
  )
}

function Report({ report }: { report: DoctorReport }) {
  const t = useT()
  const format = useFormat()
  return (
    <>
      <ToneBadge tone={report.isHealthy ? 'ok' : 'error'}>
        {t(report.isHealthy ? 'workspaces.doctor.healthy' : 'workspaces.doctor.unhealthy')}
      </ToneBadge>
      <Fields>
        <Field name={t('workspaces.doctor.path')} isMono>
          {report.path}
        </Field>
        <Field name={t('workspaces.doctor.version')}>{report.schemaVersion}</Field>
        <Field name={t('workspaces.doctor.counts')}>
          {Object.entries(report.counts)
            .map(([table, count]) => `${table} ${format.number(count)}`)
            .join(' · ')}
        </Field>
      </Fields>
      <section>
        <h3 className={css.section}>{t('workspaces.doctor.findings')}</h3>
        {report.findings.length === 0 && <p className={css.hint}>{t('workspaces.doctor.nothing')}</p>}
        <ul className={css.findings}>
          {report.findings.map((finding) => (
            <li key={`${finding.code} ${finding.message}`}>
              <ToneBadge tone={tones[finding.severity]}>
                {t(`workspaces.doctor.severity.${finding.severity}`)}
              </ToneBadge>{' '}
              {finding.message} <span className={css.code}>{finding.code}</span>
            </li>
          ))}
        </ul>
      </section>
      <div className={css.actions}>
        <CopyButton text={() => JSON.stringify(report, null, 2)} label={t('common.copy')} />
      </div>
    </>
  )
}
