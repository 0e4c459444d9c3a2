/** Which notes a filter and a search leave. Pure. */
import type { Code, CodingNote } from '../../../shared/model/coding.ts'
import type { NoteFilter } from './coding-view.ts'

/** `activeId` stays although a code just took it out of the filter: whoever gives codes may give it another. */
export function filterNotes(
  notes: readonly CodingNote[],
  { filter, search, activeId }: { filter: NoteFilter; search: string; activeId: string | undefined },
): CodingNote[] {
  const wanted = fold(search.trim())
  return notes.filter((note) => {
    if (note.noteId === activeId && filter === 'uncoded') return true
    if (!fits(note, filter)) return false
    return wanted === '' || fold(`${note.text}\n${note.author}\n${note.traceName}`).includes(wanted)
  })
}

function fits(note: CodingNote, filter: NoteFilter): boolean {
  if (filter === 'all') return true
  if (filter === 'uncoded') return note.codes.length === 0
  if (filter === 'changed') return note.state !== 'current'
  return note.codes.some(({ codeId }) => codeId === filter.codeId)
}

/** Codes for what was typed: the one of that name first, then those that begin with it, then those that contain it. */
export function matchCodes(codes: readonly Code[], typed: string): { codes: Code[]; hasExact: boolean } {
  const wanted = fold(typed.trim())
  const rankOf = ({ name }: Code) => {
    const folded = fold(name)
    if (folded === wanted) return 0
    if (folded.startsWith(wanted)) return 1
    return folded.includes(wanted) ? 2 : 3
  }
  const ranked = codes.map((code) => ({ code, rank: rankOf(code) })).filter(({ rank }) => rank < 3)
  ranked.sort((a, b) => a.rank - b.rank)
  return { codes: ranked.map(({ code }) => code), hasExact: ranked[0]?.rank === 0 }
}

/** Case and width make no difference. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}
