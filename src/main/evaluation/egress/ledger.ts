/**
 * The record of everything that left: one JSON line when a request is about to leave and one when it ended, in a file of
 * the data folder. Several processes may append to it. It keeps the newest requests.
 */
import { appendFileSync, closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { EgressEntry } from '../../../shared/model/provider.ts'

export interface Ledger {
  /** Before sending. Throws what the disk throws: what cannot be written down must not leave. */
  begin(entry: EgressEntry): void
  /** After sending; a disk that is full now cannot take back what left, so this never throws. */
  end(entryId: string, end: EgressEnd): void
  /** Newest first. `before`: the cursor of an earlier page. */
  list(page: LedgerPage): { entries: EgressEntry[]; nextCursor?: string }
}

export interface LedgerPage {
  limit: number
  before?: string | undefined
  runId?: string | undefined
}

export type EgressEnd = Pick<EgressEntry, 'outcome' | 'receivedBytes' | 'durationMs' | 'status' | 'error'>

const EndLine = EgressEntry.pick({
  entryId: true,
  outcome: true,
  receivedBytes: true,
  durationMs: true,
  status: true,
  error: true,
})

export interface LedgerOptions {
  path: string
  /** How many requests are kept at least; at twice as many the older half goes. */
  keptEntries?: number
}

export function openLedger({ path, keptEntries = 20_000 }: LedgerOptions): Ledger {
  /** By id, in the order of the file: what has been read of it so far. */
  let entries = new Map<string, EgressEntry>()
  let readBytes = 0
  let inode: number | undefined

  const append = (line: object) => appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 })

  /** Reads what was appended since, by whomever; all of it when the file is another one. */
  function catchUp(): void {
    let file: number
    try {
      file = openSync(path, 'r')
    } catch {
      entries = new Map()
      readBytes = 0
      return
    }
    try {
      const stat = fstatSync(file)
      if (stat.ino !== inode || stat.size < readBytes) {
        entries = new Map()
        readBytes = 0
        inode = stat.ino
      }
      const added = Buffer.alloc(stat.size - readBytes)
      const count = readSync(file, added, 0, added.length, readBytes)
      // A line that is being written just now is read the next time.
      const end = added.subarray(0, count).lastIndexOf(0x0a) + 1
      readBytes += end
      for (const line of added.toString('utf8', 0, end).split('\n')) take(line)
    } finally {
      closeSync(file)
    }
  }

  function take(line: string): void {
    const value = parseLine(line)
    const begun = EgressEntry.safeParse(value)
    if (begun.success) {
      entries.set(begun.data.entryId, begun.data)
      return
    }
    const ended = EndLine.safeParse(value)
    const entry = ended.success ? entries.get(ended.data.entryId) : undefined
    if (entry !== undefined) entries.set(entry.entryId, { ...entry, ...ended.data })
  }

  /** Only now and then: the file is rewritten with what is kept. */
  function shorten(): void {
    const kept = [...entries.values()].slice(-keptEntries)
    const temporary = `${path}.${process.pid}.tmp`
    writeFileSync(temporary, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 })
    renameSync(temporary, path)
  }

  let begunSinceLook = 0

  return {
    begin(entry) {
      append(entry)
      begunSinceLook++
      if (begunSinceLook < keptEntries / 4) return
      begunSinceLook = 0
      catchUp()
      if (entries.size >= keptEntries * 2) shorten()
    },
    end(entryId, end) {
      try {
        append({ entryId, ...end })
      } catch {
        // The entry stays open, which is what is known of it.
      }
    },
    list({ limit, before, runId }) {
      catchUp()
      const found: EgressEntry[] = []
      const all = [...entries.values()]
      const start = before === undefined ? all.length : all.findIndex((entry) => entry.entryId === before)
      for (let i = start - 1; i >= 0; i--) {
        const entry = all[i] as EgressEntry
        if (runId !== undefined && entry.runId !== runId) continue
        if (found.length === limit) return { entries: found, nextCursor: (found.at(-1) as EgressEntry).entryId }
        found.push(entry)
      }
      return { entries: found }
    },
  }
}

const Line = z.record(z.string(), z.unknown())

/** A line that a crash cut off is none. */
function parseLine(line: string): z.infer<typeof Line> | undefined {
  try {
    return Line.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}
