import { listCodeHistory, listCodes } from '../../store/codes.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function codingHandlers(os: Implementer, { workspaces, bus }: Services) {
  const db = () => workspaces.getSession().db
  const writer = () => workspaces.getSession().writer
  const reader = () => workspaces.getSession().reader

  function told<T>(result: T): T {
    bus.publish({ topic: 'coding' })
    return result
  }

  /** Answers to questions came or went, and questions with them. */
  function toldOfAnswers<T extends { traceIds: string[] }>({ traceIds, ...result }: T): Omit<T, 'traceIds'> {
    const ids = { traceIds: traceIds.slice(0, 200), more: traceIds.length > 200 }
    bus.publish({ topic: 'labeling' })
    if (traceIds.length > 0) {
      bus.publish({ topic: 'assessments', ...ids })
      bus.publish({ topic: 'traces', kind: 'changed', ...ids })
    }
    return told(result)
  }

  return {
    experiments: os.coding.experiments.handler(({ signal }) =>
      reader().call('listNoteExperiments', undefined, { signal }),
    ),
    codes: os.coding.codes.handler(({ input }) => listCodes(db(), input)),
    notes: os.coding.notes.handler(({ input, signal }) => reader().call('listNotes', input, { signal })),
    history: os.coding.history.handler(({ input }) => listCodeHistory(db(), input)),
    create: os.coding.create.handler(async ({ input }) => told(await writer().call('createCode', input))),
    update: os.coding.update.handler(async ({ input }) => told(await writer().call('updateCode', input))),
    merge: os.coding.merge.handler(async ({ input }) => told(await writer().call('mergeCodes', input))),
    split: os.coding.split.handler(async ({ input }) => told(await writer().call('splitCode', input))),
    delete: os.coding.delete.handler(async ({ input }) => told(await writer().call('deleteCode', input))),
    assign: os.coding.assign.handler(async ({ input }) => told(await writer().call('assignCodes', input))),
    unassign: os.coding.unassign.handler(async ({ input }) => told(await writer().call('unassignCodes', input))),
    confirm: os.coding.confirm.handler(async ({ input }) => told(await writer().call('confirmNotes', input))),
    undo: os.coding.undo.handler(async ({ input }) => toldOfAnswers(await writer().call('undoCoding', input))),
    promote: os.coding.promote.handler(async ({ input }) => toldOfAnswers(await writer().call('promoteCodes', input))),
  }
}
