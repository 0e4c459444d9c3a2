/** Settling a disagreement and taking that back; each shows at once, says what it did, and can be undone. */
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Disagreement } from '../../../shared/model/label-quality.ts'
import { notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { t } from '../../i18n/i18n.ts'
import { keyOf } from './answer-groups.ts'
import { changeView } from './quality-view.ts'
import { showSettled } from './use-quality.ts'

export interface Settling {
  value: Json
  rationale: string
  settledBy: string
}

async function write(sessionId: string, item: Disagreement, { value, rationale, settledBy }: Settling): Promise<void> {
  const { traceId, schemaId } = item
  const settled = await client.labelQuality.settle({
    sessionId,
    traceId,
    schemaId,
    value,
    settledBy,
    ...(rationale.trim() === '' ? {} : { rationale: rationale.trim() }),
  })
  showSettled(sessionId, item, settled)
}

async function takeBack(sessionId: string, item: Disagreement): Promise<void> {
  const { traceId, schemaId } = item
  await client.labelQuality.unsettle({ sessionId, traceId, schemaId })
  showSettled(sessionId, item, undefined)
}

/** Brings back what stood before: another settled answer, or none. */
async function restore(sessionId: string, item: Disagreement, before: Assessment | undefined): Promise<void> {
  if (before?.value === undefined) await takeBack(sessionId, item)
  else {
    await write(sessionId, item, {
      value: before.value,
      rationale: before.rationale ?? '',
      settledBy: before.source.id,
    })
  }
  changeView(sessionId, { activeKey: keyOf(item) })
}

/** Saves a settled answer; tells whether it is saved. `text` is the answer in words. */
export async function settle(
  sessionId: string,
  item: Disagreement,
  settling: Settling,
  text: string,
): Promise<boolean> {
  const before = item.settled
  try {
    await write(sessionId, item, settling)
    notifyUndo(t('quality.adjudication.done', { value: text }), () => restore(sessionId, item, before))
    return true
  } catch (error) {
    notifyFailure(error)
    return false
  }
}

/** Opens a settled disagreement again. */
export async function unsettle(sessionId: string, item: Disagreement): Promise<void> {
  const before = item.settled
  if (before === undefined) return
  try {
    await takeBack(sessionId, item)
    notifyUndo(t('quality.adjudication.takenBack'), () => restore(sessionId, item, before))
  } catch (error) {
    notifyFailure(error)
  }
}
