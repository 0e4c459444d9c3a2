import { Button, SegmentedControl } from '@mantine/core'
import { IconTrashX, IconX } from '@tabler/icons-react'
import type { ItemStatus, LabelingSession } from '../../../shared/model/labeling.ts'
import { itemStatuses } from '../../i18n/closed-sets.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './labeling.module.css'
import { SelectionActions } from './selection-actions.tsx'
import { itemTotal } from './session-actions.ts'
import { clearItems, setStatus } from './session-view.ts'

/** Which traces show; and while some are selected, what can be done with them. */
export function ItemToolbar({
  session,
  status,
  selectedIds,
  isReadOnly,
  onRemove,
}: {
  session: LabelingSession
  status: ItemStatus | undefined
  selectedIds: readonly string[]
  isReadOnly: boolean
  onRemove: () => void
}) {
  const t = useT()
  const format = useFormat()
  const { sessionId, itemCounts } = session
  const selectedCount = selectedIds.length
  const counts = { PENDING: itemCounts.pending, COMPLETE: itemCounts.complete, DECLINED: itemCounts.declined }
  return (
    <div className={css.toolbar} data-selecting={selectedCount > 0 || undefined}>
      <SegmentedControl
        aria-label={t('labeling.items.filter')}
        value={status ?? 'all'}
        onChange={(value) =>
          setStatus(
            sessionId,
            itemStatuses.find((each) => each === value),
          )
        }
        data={[
          { value: 'all', label: `${t('labeling.items.all')} ${format.number(itemTotal(session))}` },
          ...itemStatuses.map((each) => ({
            value: each,
            label: `${t(`labeling.status.${each}`)} ${format.number(counts[each])}`,
          })),
        ]}
      />
      {selectedCount > 0 && (
        <>
          <span className={css.count} role="status">
            {t('labeling.items.selected', { count: selectedCount, formatted: format.number(selectedCount) })}
          </span>
          <SelectionActions session={session} selectedIds={selectedIds} isReadOnly={isReadOnly} />
          <Button leftSection={<IconTrashX size={14} aria-hidden />} onClick={onRemove}>
            {t('labeling.items.remove')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => clearItems(sessionId)}
          >
            {t('traces.bulk.clear')}
          </Button>
        </>
      )}
    </div>
  )
}
