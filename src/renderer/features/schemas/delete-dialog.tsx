import { Button, Group } from '@mantine/core'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import css from './schemas.module.css'

/** Asks before a question goes, as this cannot be taken back; says that answers stay. */
export function DeleteSchemaDialog({
  schema,
  uses,
  onDelete,
  onClose,
}: {
  schema: LabelSchema
  uses: number
  onDelete: () => void
  onClose: () => void
}) {
  const t = useT()
  const format = useFormat()
  return (
    <Dialog title={t('schemas.deletion.title', { name: schema.name })} onClose={onClose}>
      <p className={css.deleteText}>{t('schemas.deletion.body')}</p>
      {uses > 0 && (
        <p className={css.deleteText}>{t('schemas.deletion.used', { count: uses, formatted: format.number(uses) })}</p>
      )}
      <Group justify="flex-end" gap="sm">
        <Button data-autofocus onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button variant="filled" color="red" onClick={onDelete}>
          {t('schemas.deletion.confirm')}
        </Button>
      </Group>
    </Dialog>
  )
}
