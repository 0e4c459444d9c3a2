/** Assessments of a trace from the engine, and saving them: shown at once, taken back when saving fails. */
import { useQuery } from '@tanstack/react-query'
import type { Assessment, AssessmentNameInfo } from '../../../shared/model/assessment.ts'
import { notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { t } from '../../i18n/i18n.ts'
import { type FormDraft, toNewAssessment } from './form-draft.ts'

const noNames: readonly AssessmentNameInfo[] = []

export function useAssessmentNames(): readonly AssessmentNameInfo[] {
  return useQuery(orpc.assessments.names.queryOptions()).data ?? noNames
}

function listOptions(traceId: string) {
  return orpc.assessments.list.queryOptions({ input: { traceId, withHistory: true } })
}

export function useAssessments(traceId: string) {
  return useQuery(listOptions(traceId))
}

/** Marks an assessment that is shown before the engine has it. */
export function isSaving(assessment: Assessment): boolean {
  return assessment.assessmentId.startsWith('saving-')
}

let savingCount = 0

function showNow(traceId: string, saving: Assessment): void {
  queryClient.setQueryData(listOptions(traceId).queryKey, (before: Assessment[] | undefined) => [
    ...(before ?? []).map((each) => (each.assessmentId === saving.overrides ? { ...each, valid: false } : each)),
    saving,
  ])
}

/** Saves a draft. Rejects with the engine's failure after the list shows the truth again. */
export async function saveDraft(
  draft: FormDraft,
  target: { traceId: string; spanId: string | undefined },
  reviewer: string,
): Promise<void> {
  const created = toNewAssessment(draft, target, reviewer)
  const edits = draft.edits
  const { queryKey } = listOptions(target.traceId)
  await queryClient.cancelQueries({ queryKey })
  const nowMs = Date.now()
  const saving: Assessment = {
    ...created,
    ...(edits?.spanId === undefined ? {} : { spanId: edits.spanId }),
    assessmentId: `saving-${++savingCount}`,
    metadata: {},
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    valid: true,
    ...(edits === undefined ? {} : { overrides: edits.assessmentId }),
  }
  showNow(target.traceId, saving)
  try {
    if (edits === undefined) await client.assessments.create(created)
    else {
      await client.assessments.revise({
        assessmentId: edits.assessmentId,
        change: {
          name: created.name,
          source: created.source,
          ...(created.value === undefined ? {} : { value: created.value }),
          ...(created.rationale === undefined ? {} : { rationale: created.rationale }),
        },
      })
    }
  } finally {
    await queryClient.invalidateQueries({ queryKey })
  }
}

export async function deleteAssessment(assessment: Assessment): Promise<void> {
  const { assessmentId, traceId, name } = assessment
  const { queryKey } = listOptions(traceId)
  try {
    await client.assessments.delete({ assessmentId })
    notifyUndo(t('assessments.deleted', { name }), async () => {
      await client.assessments.restore({ assessmentId })
      await queryClient.invalidateQueries({ queryKey })
    })
  } catch (error) {
    notifyFailure(error)
  } finally {
    await queryClient.invalidateQueries({ queryKey })
  }
}
