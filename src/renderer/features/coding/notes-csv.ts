/** Notes with their codes as CSV, one line a note. Pure. */
import type { Code, CodingNote } from '../../../shared/model/coding.ts'

const columns = [
  'note_id',
  'trace_id',
  'trace_name',
  'kind',
  'about',
  'author',
  'written_at',
  'state',
  'note',
  'note_when_coded',
  'codes',
  'coded_by',
] as const

/** With a byte order mark, as spreadsheets want it; what they would run as a formula gets an apostrophe before it. */
export function toNotesCsv(notes: readonly CodingNote[], codes: ReadonlyMap<string, Pick<Code, 'name'>>): string {
  const lines = notes.map((note) => {
    const named = note.codes.flatMap(({ codeId, codedBy }) => {
      const name = codes.get(codeId)?.name
      return name === undefined ? [] : [{ name, codedBy }]
    })
    return [
      note.noteId,
      note.traceId,
      note.traceName,
      note.kind,
      note.about ?? '',
      note.author,
      new Date(note.notedAtMs).toISOString(),
      note.state,
      note.text,
      note.codedText ?? '',
      named.map(({ name }) => name).join('; '),
      [...new Set(named.map(({ codedBy }) => codedBy))].join('; '),
    ]
  })
  return `\uFEFF${[[...columns], ...lines].map((line) => `${line.map(toField).join(',')}\r\n`).join('')}`
}

function toField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
