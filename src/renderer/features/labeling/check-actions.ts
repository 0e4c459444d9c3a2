/** Known answers and answers for several traces at once; each says what it did, with the way back. */
import type { GoldAnswer } from '../../../shared/model/label-checks.ts'
import { notifyDone, notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { currentSettings } from '../../data/settings.ts'
import { formatNumber } from '../../i18n/format.ts'
import { currentLanguage, t } from '../../i18n/i18n.ts'
import { selectItems, setStatus } from './session-view.ts'
import { loadAllItems } from './use-items.ts'

const counted = (count: number) => ({ count, formatted: formatNumber(count, currentLanguage()) })

async function refresh(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: orpc.labelingSessions.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.labelGold.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.labelWork.progress.key() }),
    queryClient.invalidateQueries({ queryKey: orpc.labelQuality.key() }),
  ])
}

/** Throws, so that the form can say what is wrong. */
export async function saveGold(sessionId: string, traceId: string, answers: GoldAnswer[]): Promise<void> {
  const set = async (next: GoldAnswer[]) => {
    const done = await client.labelGold.set({ sessionId, traceId, answers: next, markedBy: ownName() })
    await refresh()
    return done
  }
  const { before } = await set(answers)
  notifyUndo(t(answers.length === 0 ? 'labelChecks.gold.removed' : 'labelChecks.gold.saved'), () => set(before))
}

/** Who leads the session may have no name yet. */
const ownName = (): string => currentSettings().reviewerName.trim() || 'Assay'

/** Throws, so that the form can say what is wrong. */
export async function answerAll(input: Parameters<typeof client.labelBulk.answer>[0]): Promise<void> {
  const undo = await client.labelBulk.answer(input)
  await refresh()
  notifyUndo(t('labelChecks.bulk.done', counted(undo.items.length)), async () => {
    await client.labelBulk.undo(undo)
    await refresh()
  })
}

/** Selects the traces of the session that are like this one. */
export async function selectSimilar(sessionId: string, traceId: string): Promise<void> {
  try {
    const { traceIds } = await client.labelBulk.similar({ sessionId, traceId })
    // What is not shown could not be seen to be selected.
    setStatus(sessionId, undefined)
    await loadAllItems(sessionId)
    selectItems(sessionId, traceIds)
    notifyDone(t('labelChecks.bulk.found', counted(traceIds.length)))
  } catch (error) {
    notifyFailure(error)
  }
}
