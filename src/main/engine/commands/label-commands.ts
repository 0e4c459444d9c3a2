/** The writer's commands of the labeling loop. */
import type { Database } from 'better-sqlite3'
import { isRepeatId } from '../../../shared/model/repeat-id.ts'
import { resolveConflict } from '../../labeling/conflicts.ts'
import { type MergeOptions, mergeItems } from '../../labeling/merge.ts'
import { markMerged, recordHandover } from '../../store/handovers.ts'
import { bulkAnswer, undoBulk } from '../../store/label-bulk.ts'
import { setGold } from '../../store/label-gold.ts'
import {
  annotateRepeat,
  reopenRepeat,
  saveRepeatAnswer,
  setRepeatAside,
  submitRepeat,
} from '../../store/label-repeats.ts'
import { discardDraft, orderLabelSchemas, publishDraft, updateLabelSchema } from '../../store/label-schema-changes.ts'
import { annotateItem, reopenItem, saveAnswer, setAside, submitItem } from '../../store/label-work.ts'
import { createReviewLink, markReviewLinkUsed, revokeReviewLink } from '../../store/review-links.ts'
import { changeSetupAndRecount } from '../../store/session-recount.ts'
import { moveSession } from '../../store/session-versions.ts'
import { settleLabels, unsettleLabels } from '../../store/settled-labels.ts'

type Tail<T extends (db: Database, input: never, ...rest: never[]) => unknown> = Parameters<T>[1]

export function createLabelCommands(getDb: () => Database) {
  return {
    updateLabelSchema: (input: Tail<typeof updateLabelSchema>) => updateLabelSchema(getDb(), input, Date.now()),
    publishSchemaDraft: ({ schemaId }: { schemaId: string }) => publishDraft(getDb(), schemaId, Date.now()),
    discardSchemaDraft: ({ schemaId }: { schemaId: string }) => discardDraft(getDb(), schemaId),
    orderLabelSchemas: (input: Tail<typeof orderLabelSchemas>) => orderLabelSchemas(getDb(), input),
    moveSession: (input: Tail<typeof moveSession>) => moveSession(getDb(), input, Date.now()),
    changeSessionSetup: (input: Tail<typeof changeSetupAndRecount>) =>
      changeSetupAndRecount(getDb(), input, Date.now()),
    saveAnswer: (input: Tail<typeof saveAnswer>) =>
      (isRepeatId(input.traceId) ? saveRepeatAnswer : saveAnswer)(getDb(), input, Date.now()),
    annotateItem: (input: Tail<typeof annotateItem>) =>
      (isRepeatId(input.traceId) ? annotateRepeat : annotateItem)(getDb(), input, Date.now()),
    submitItem: (input: Tail<typeof submitItem>) =>
      (isRepeatId(input.traceId) ? submitRepeat : submitItem)(getDb(), input, Date.now()),
    setAside: (input: Tail<typeof setAside>) =>
      (isRepeatId(input.traceId) ? setRepeatAside : setAside)(getDb(), input, Date.now()),
    setGold: (input: Tail<typeof setGold>) => setGold(getDb(), input, Date.now()),
    bulkAnswer: (input: Tail<typeof bulkAnswer>) => bulkAnswer(getDb(), input, Date.now()),
    undoBulk: (input: Tail<typeof undoBulk>) => undoBulk(getDb(), input, Date.now()),
    settleLabels: (input: Tail<typeof settleLabels>) => settleLabels(getDb(), input, Date.now()),
    unsettleLabels: (input: Tail<typeof unsettleLabels>) => unsettleLabels(getDb(), input, Date.now()),
    mergeItems: (input: Omit<MergeOptions, 'isPreview'>) =>
      mergeItems(getDb(), { ...input, isPreview: false }, Date.now()),
    resolveConflict: (input: Tail<typeof resolveConflict>) => resolveConflict(getDb(), input, Date.now()),
    recordHandover: (input: Tail<typeof recordHandover>) => recordHandover(getDb(), input),
    markMerged: ({ packageId }: { packageId: string }) => markMerged(getDb(), packageId, Date.now()),
    createReviewLink: (input: Tail<typeof createReviewLink>) => createReviewLink(getDb(), input, Date.now()),
    revokeReviewLink: ({ linkId }: { linkId: string }) => revokeReviewLink(getDb(), linkId, Date.now()),
    markReviewLinkUsed: ({ linkId }: { linkId: string }) => markReviewLinkUsed(getDb(), linkId, Date.now()),
    reopenItem: (input: Tail<typeof reopenItem>) =>
      (isRepeatId(input.traceId) ? reopenRepeat : reopenItem)(getDb(), input, Date.now()),
  }
}
