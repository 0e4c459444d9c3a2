/** What is done to codes and notes; each says what it did, and can be undone. */
import type { Code, CodeChoice, CodeColour, CodingChange, CodingScope } from '../../../shared/model/coding.ts'
import { notifyDone, notifyFailure, notifyProblem, notifyUndo } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { toFailure } from '../../data/errors.ts'
import { currentSettings } from '../../data/settings.ts'
import { formatNumber } from '../../i18n/format.ts'
import { currentLanguage, t } from '../../i18n/i18n.ts'
import { showCodes } from './use-coding.ts'

/** MLflow's name for a user that nobody named. */
export const nobody = 'default'

export function coderName(): string {
  return currentSettings().reviewerName.trim() || nobody
}

function counted(count: number) {
  return { count, formatted: formatNumber(count, currentLanguage()) }
}

/** What went wrong, in words; a change that came in between has its own. */
function fail(error: unknown): void {
  const { details } = toFailure(error)
  if (details.reason === 'changedSince') notifyProblem(t('coding.changedSince'))
  else notifyFailure(error)
}

export async function undo(changeId: string): Promise<void> {
  try {
    await client.coding.undo({ changeId, by: coderName() })
  } catch (error) {
    if (toFailure(error).details.reason !== 'changedSince') throw error
    notifyProblem(t('coding.changedSince'))
  }
}

/** Takes a change of the history back. */
export async function undoFromHistory(changeId: string): Promise<void> {
  try {
    const { undone } = await client.coding.undo({ changeId, by: coderName() })
    if (undone) notifyDone(t('coding.done.undone'))
  } catch (error) {
    fail(error)
  }
}

/** Codes are given by the dozen: one message at a time. Every change but those of notes is in the history as well. */
const slot = 'coding'

async function change(work: () => Promise<CodingChange>, message: string): Promise<boolean> {
  try {
    const { changeId } = await work()
    if (changeId !== undefined) notifyUndo(message, () => undo(changeId), slot)
    return true
  } catch (error) {
    fail(error)
    return false
  }
}

/** Gives a code, or one to be made under a name, to notes. */
export function assign(
  scope: CodingScope,
  noteIds: readonly string[],
  choice: Code | { name: string },
): Promise<boolean> {
  const by = coderName()
  const code: CodeChoice = 'codeId' in choice ? { codeId: choice.codeId } : { name: choice.name }
  if ('codeId' in choice) {
    const { codeId } = choice
    showCodes(scope, new Set(noteIds), (codes) =>
      codes.some((each) => each.codeId === codeId) ? codes : [...codes, { codeId, codedBy: by, codedAtMs: Date.now() }],
    )
  }
  return change(
    () => client.coding.assign({ experimentId: scope.experimentId, noteIds: [...noteIds], codes: [code], by }),
    t('coding.done.assigned', { name: choice.name, ...counted(noteIds.length) }),
  )
}

export function unassign(scope: CodingScope, noteIds: readonly string[], code: Code): Promise<boolean> {
  const { codeId, name } = code
  showCodes(scope, new Set(noteIds), (codes) => codes.filter((each) => each.codeId !== codeId))
  return change(
    () => client.coding.unassign({ noteIds: [...noteIds], codeIds: [codeId], by: coderName() }),
    t('coding.done.unassigned', { name, ...counted(noteIds.length) }),
  )
}

export interface CodeDraft {
  name: string
  description: string
  colour: CodeColour
}

/** Saves a code; throws, so that a dialog can say what is wrong with the name. */
export async function updateCode(code: Code, draft: CodeDraft): Promise<void> {
  const { changeId } = await client.coding.update({ codeId: code.codeId, ...draft, by: coderName() })
  if (changeId !== undefined) notifyUndo(t('coding.done.updated', { name: draft.name }), () => undo(changeId), slot)
}

export function mergeCodes(from: readonly string[], into: Code): Promise<boolean> {
  return change(
    () => client.coding.merge({ codeId: into.codeId, fromCodeIds: [...from], by: coderName() }),
    t('coding.done.merged', { name: into.name }),
  )
}

/** As `updateCode`, throws. */
export async function splitCode(code: Code, noteIds: readonly string[], name: string): Promise<void> {
  const { codeId } = code
  const { changeId } = await client.coding.split({ codeId, noteIds: [...noteIds], name, by: coderName() })
  if (changeId !== undefined) notifyUndo(t('coding.done.split', { name }), () => undo(changeId), slot)
}

export function deleteCode({ codeId, name }: Code): Promise<boolean> {
  return change(() => client.coding.delete({ codeId, by: coderName() }), t('coding.done.deleted', { name }))
}

export async function confirmNote(noteId: string): Promise<void> {
  try {
    await client.coding.confirm({ noteIds: [noteId] })
    notifyDone(t('coding.done.confirmed'))
  } catch (error) {
    fail(error)
  }
}
