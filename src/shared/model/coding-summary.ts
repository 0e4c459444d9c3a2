/** What coded notes say when they are counted: how often each code came, and whether reading on still brings new ones. Pure. */
import { wilsonInterval } from '../statistics/wilson.ts'
import type { Code, CodingNote } from './coding.ts'

type Coded = Pick<CodingNote, 'noteId' | 'traceId' | 'codes'>

export interface CodeCount {
  codeId: string
  noteCount: number
  traceCount: number
  /** Of the traces that have any code; absent when there is none. */
  share?: { value: number; low: number; high: number }
}

/** In the order of `codes`. */
export function countCodes(codes: readonly Pick<Code, 'codeId'>[], notes: readonly Coded[]): CodeCount[] {
  const coded = notes.filter((note) => note.codes.length > 0)
  const total = new Set(coded.map(({ traceId }) => traceId)).size
  return codes.map(({ codeId }) => {
    const having = coded.filter((note) => note.codes.some((code) => code.codeId === codeId))
    const traceCount = new Set(having.map(({ traceId }) => traceId)).size
    const interval = wilsonInterval(traceCount, total)
    const share = interval === undefined ? {} : { share: { value: traceCount / total, ...interval } }
    return { codeId, noteCount: having.length, traceCount, ...share }
  })
}

export interface SaturationPoint {
  /** Notes coded so far. */
  noteCount: number
  /** Different codes that they have. */
  codeCount: number
  /** Codes that came with this note. */
  newCodeIds: string[]
}

/** One point for each coded note, in the order in which they were coded. */
export function traceSaturation(notes: readonly Coded[]): SaturationPoint[] {
  const firstMs = (note: Coded) => Math.min(...note.codes.map(({ codedAtMs }) => codedAtMs))
  const ordered = notes
    .filter((note) => note.codes.length > 0)
    .map((note) => ({ note, atMs: firstMs(note) }))
    .sort((a, b) => a.atMs - b.atMs || (a.note.noteId < b.note.noteId ? -1 : 1))
  const seen = new Set<string>()
  return ordered.map(({ note }, at) => {
    const newCodeIds = note.codes.map(({ codeId }) => codeId).filter((codeId) => !seen.has(codeId))
    for (const codeId of newCodeIds) seen.add(codeId)
    return { noteCount: at + 1, codeCount: seen.size, newCodeIds }
  })
}

/** How many notes were coded since the last one that brought a new code. */
export function notesSinceNewCode(points: readonly SaturationPoint[]): number {
  const last = points.findLastIndex(({ newCodeIds }) => newCodeIds.length > 0)
  return points.length - 1 - last
}
