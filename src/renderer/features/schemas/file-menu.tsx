/** Questions to a file and from one. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDots, IconFileExport, IconFileImport } from '@tabler/icons-react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { notifyDone } from '../../app/notify.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { downloadText } from '../../ui/download-text.ts'
import { toSchemaFile } from './schema-file.ts'

export function FileMenu({
  schemas,
  isReadOnly,
  onImport,
}: {
  schemas: readonly LabelSchema[]
  isReadOnly: boolean
  onImport: () => void
}) {
  const t = useT()
  const format = useFormat()
  const own = schemas.filter((schema) => schema.isDefault !== true)
  const exportAll = () => {
    downloadText('assay-questions.json', toSchemaFile(own), 'application/json')
    notifyDone(t('schemas.file.exported', { count: own.length, formatted: format.number(own.length) }))
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('schemas.file.menu')}>
          <ActionIcon size={28} aria-label={t('schemas.file.menu')}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFileExport size={14} aria-hidden />}
          disabled={own.length === 0}
          onClick={exportAll}
        >
          {t('schemas.file.export')}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileImport size={14} aria-hidden />} disabled={isReadOnly} onClick={onImport}>
          {t('schemas.file.import')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
