/** Reads what a reviewer sent back: a package, any workspace with the session, or a labels file. Never changes the file. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { findPackageMeta, readPackageHashes } from '../store/handovers.ts'
import { getSession, listSessions } from '../store/labeling-sessions.ts'
import { readMeta } from '../store/meta.ts'
import { openWorkspace } from '../store/open-store.ts'
import { listWork } from '../store/work-records.ts'
import { LabelsFile, labelsFormat, lastMs, maxLabelsBytes, parseLabelsFile, toLabelsItem } from './labels-file.ts'

/**
 * The labels of a session in a workspace: a package, or any other. Throws NOT_FOUND.
 *
 * @param reviewer only theirs; everyone's when undefined
 */
export function readLabels(
  db: Database,
  sessionId: string,
  reviewer: string | undefined,
  nowMs = Date.now(),
): LabelsFile {
  const session = getSession(db, sessionId)
  const { workspaceId } = readMeta(db)
  const about = findPackageMeta(db)
  const packed = about?.sessionId === sessionId ? about : undefined
  const hashes = packed === undefined ? undefined : readPackageHashes(db)
  return {
    format: labelsFormat,
    version: 1,
    sessionId,
    sessionName: session.name.slice(0, 1_000),
    workspaceId: packed?.workspaceId ?? workspaceId,
    ...(packed === undefined ? {} : { packageId: packed.packageId, exportedAtMs: packed.exportedAtMs }),
    origin: packed?.packageId ?? workspaceId,
    madeAtMs: Math.min(nowMs, lastMs),
    items: listWork(db, { sessionId, reviewer, answers: 'all' }).map((item) =>
      toLabelsItem(item, hashes?.get(item.traceId)),
    ),
  }
}

/**
 * Reads a returned file. A workspace of an older Assay is brought up to date in a copy.
 *
 * @param findSession tells which session to read from a workspace that is no package
 * @throws AppError NOT_FOUND, UNSUPPORTED_FORMAT, INVALID_INPUT, TOO_LARGE, STORE_FOREIGN, STORE_CORRUPT, STORE_TOO_NEW
 */
export function readReturnedFile(path: string, hasSession: (sessionId: string) => boolean): LabelsFile {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new AppError('NOT_FOUND', 'There is no such file.')
  if (!stats.isFile()) throw new AppError('UNSUPPORTED_FORMAT', 'Only a file can be merged, not a folder.')
  if (!isDatabase(path)) {
    if (stats.size > maxLabelsBytes) throw new AppError('TOO_LARGE', 'The labels file is too large.')
    return parseLabelsFile(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  }
  const read = (at: string, readOnly: boolean) => {
    const workspace = openWorkspace(at, { mode: 'open', readOnly })
    try {
      return toFile(workspace.db, hasSession)
    } finally {
      workspace.close()
    }
  }
  try {
    return read(path, true)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'STORE_READ_ONLY') throw error
  }
  // Of an older Assay, or in a folder that cannot be written. The copy is nobody else's, so it can be brought up to date.
  return withCopy(path, (copy) => read(copy, false))
}

function toFile(db: Database, hasSession: (sessionId: string) => boolean): LabelsFile {
  const about = findPackageMeta(db)
  const sessionId = about?.sessionId ?? listSessions(db).find((session) => hasSession(session.sessionId))?.sessionId
  if (sessionId === undefined) {
    throw new AppError('CONFLICT', 'The workspace has no session in common with this one.', {
      details: { reason: 'otherSession' },
    })
  }
  // Someone else made the rows: they go through the same door as a labels file.
  const file = LabelsFile.safeParse(readLabels(db, sessionId, undefined))
  if (file.success) return file.data
  throw new AppError('INVALID_INPUT', 'The labels in the workspace cannot be read. It was not written by Assay alone.')
}

function isDatabase(path: string): boolean {
  const head = Buffer.alloc(16)
  const descriptor = openSync(path, 'r')
  try {
    readSync(descriptor, head, 0, head.length, 0)
  } finally {
    closeSync(descriptor)
  }
  return head.toString('latin1') === 'SQLite format 3\0'
}

/** With the write-ahead log beside it, which has what was not folded in when the reviewer sent the file. */
function withCopy<T>(path: string, work: (copy: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'assay-returned-'))
  const copy = join(folder, 'returned.assay')
  try {
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
    return work(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
