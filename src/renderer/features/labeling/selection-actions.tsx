import { Button, Tooltip } from '@mantine/core'
import { IconCopyCheck, IconListCheck, IconTargetArrow } from '@tabler/icons-react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { openDialog } from '../../app/dialogs.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { selectSimilar } from './check-actions.ts'

/** What answers the selected traces of a session, or finds those like the one that is selected. */
export function SelectionActions({
  session,
  selectedIds,
  isReadOnly,
}: {
  session: LabelingSession
  selectedIds: readonly string[]
  isReadOnly: boolean
}) {
  const t = useT()
  const format = useFormat()
  const { sessionId, schemas } = session
  const [first, ...others] = selectedIds
  const isOne = first !== undefined && others.length === 0
  const count = selectedIds.length
  const isDisabled = isReadOnly || schemas.length === 0
  return (
    <>
      {isOne && (
        <Tooltip label={t('labelChecks.bulk.similarHint')}>
          <Button
            leftSection={<IconCopyCheck size={14} aria-hidden />}
            onClick={() => void selectSimilar(sessionId, first)}
          >
            {t('labelChecks.bulk.similar')}
          </Button>
        </Tooltip>
      )}
      <Button
        leftSection={<IconListCheck size={14} aria-hidden />}
        disabled={isDisabled}
        onClick={() => openDialog({ kind: 'bulkAnswer', sessionId, traceIds: selectedIds })}
      >
        {t('labelChecks.bulk.open', { count, formatted: format.number(count) })}
      </Button>
      {isOne && (
        <Button
          leftSection={<IconTargetArrow size={14} aria-hidden />}
          disabled={isDisabled}
          onClick={() => openDialog({ kind: 'gold', sessionId, traceId: first })}
        >
          {t('labelChecks.gold.open')}
        </Button>
      )}
    </>
  )
}
