import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { QualityFileKind } from '../../../shared/model/label-checks.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { startFile } from '../handover/index.tsx'

const kinds: readonly QualityFileKind[] = ['answers', 'agreement', 'json']

/** The quality of a session as a file. */
export function ExportMenu({ session: { sessionId, name } }: { session: LabelingSession }) {
  const t = useT()
  const save = async (kind: QualityFileKind) => {
    try {
      const started = await startFile(
        {
          title: t('labelChecks.quality.exportTitle'),
          name: t(`labelChecks.quality.exportKind.${kind}`),
          extension: kind === 'json' ? 'json' : 'csv',
          baseName: `${name}.${kind === 'json' ? 'quality' : kind}`,
        },
        (path) => client.labelQuality.export({ sessionId, kind, ...(path === undefined ? {} : { path }) }),
      )
      if (started !== undefined) notifyDone(t('labelChecks.quality.exporting'))
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconDownload size={14} aria-hidden />}>{t('labelChecks.quality.export')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => void save(kind)}>
            {t(`labelChecks.quality.exportKind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
