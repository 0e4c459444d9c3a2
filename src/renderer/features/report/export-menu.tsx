import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReportFormat } from '../../../shared/model/report.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { host } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { startFile } from '../handover/index.tsx'
import { printReport } from './print-report.ts'

const formats: readonly ReportFormat[] = ['html', 'csv', 'json']

/** A report, or a comparison where there are several runs, as a file. */
export function ExportMenu({
  runIds,
  name,
  lowerIsBetter = [],
}: {
  runIds: readonly string[]
  name: string
  lowerIsBetter?: readonly string[]
}) {
  const t = useT()
  const { locale } = useFormat()
  const language = locale.startsWith('ja') ? ('ja' as const) : ('en' as const)
  const request = { runIds: [...runIds], language, lowerIsBetter: [...lowerIsBetter] }
  const baseName = t(runIds.length > 1 ? 'report.export.comparisonName' : 'report.export.reportName', { name })
  const save = async (format: ReportFormat) => {
    try {
      const started = await startFile(
        {
          title: t('report.export.title'),
          name: t(`report.export.kind.${format}`),
          extension: format,
          baseName,
        },
        (path) => client.reports.export({ ...request, format, ...(path === undefined ? {} : { path }) }),
      )
      if (started !== undefined) notifyDone(t('report.export.started'))
    } catch (error) {
      notifyFailure(error)
    }
  }
  const print = async () => {
    try {
      const path = await printReport(async () => (await client.reports.html(request)).html, {
        title: t('report.export.title'),
        kind: t('report.export.kind.pdf'),
        baseName,
      })
      if (path !== undefined) notifyDone(t('report.export.saved', { path }))
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconDownload size={14} aria-hidden />}>{t('report.export.open')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {t(`report.export.kind.${format}`)}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => void print()}>
          {t(host.capabilities.canPrintToPdf ? 'report.export.kind.pdf' : 'report.export.print')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
