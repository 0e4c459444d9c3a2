/** The writer's commands of open coding. */
import type { Database } from 'better-sqlite3'
import { promoteCodes, undoCoding } from '../../store/code-promotion.ts'
import {
  assignCodes,
  createCode,
  deleteCode,
  mergeCodes,
  splitCode,
  unassignCodes,
  updateCode,
} from '../../store/codes.ts'
import { confirmNotes } from '../../store/coding-notes.ts'

type Tail<T extends (db: Database, input: never, ...rest: never[]) => unknown> = Parameters<T>[1]

export function createCodingCommands(getDb: () => Database) {
  return {
    createCode: (input: Tail<typeof createCode>) => createCode(getDb(), input, Date.now()),
    updateCode: (input: Tail<typeof updateCode>) => updateCode(getDb(), input, Date.now()),
    mergeCodes: (input: Tail<typeof mergeCodes>) => mergeCodes(getDb(), input, Date.now()),
    splitCode: (input: Tail<typeof splitCode>) => splitCode(getDb(), input, Date.now()),
    deleteCode: (input: Tail<typeof deleteCode>) => deleteCode(getDb(), input, Date.now()),
    assignCodes: (input: Tail<typeof assignCodes>) => assignCodes(getDb(), input, Date.now()),
    unassignCodes: (input: Tail<typeof unassignCodes>) => unassignCodes(getDb(), input, Date.now()),
    confirmNotes: ({ noteIds }: { noteIds: string[] }) => confirmNotes(getDb(), noteIds),
    undoCoding: (input: Tail<typeof undoCoding>) => undoCoding(getDb(), input, Date.now()),
    promoteCodes: (input: Tail<typeof promoteCodes>) => promoteCodes(getDb(), input, Date.now()),
  }
}
