/** Packages of labeling sessions: what a package says of itself, and what its session remembers of it. */
import type { Database } from 'better-sqlite3'
import * as z from 'zod'
import { type Handover, PackageInfo } from '../../shared/model/handover.ts'
import { getSessionPk } from './labeling-sessions.ts'
import { findMeta, writeMeta } from './meta.ts'
import { prepared } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** Of a package, in its own `meta`. */
const PackageMeta = PackageInfo.extend({
  /** Of the workspace it was made from. */
  workspaceId: z.string(),
  exportedAtMs: z.number(),
})
export type PackageMeta = z.infer<typeof PackageMeta>

const Hashes = z.record(z.string(), z.string())

const metaKey = 'handover'
const hashesKey = 'handoverHashes'

export function writePackageMeta(db: Database, meta: PackageMeta, hashes: Readonly<Record<string, string>>): void {
  writeMeta(db, metaKey, JSON.stringify(meta))
  writeMeta(db, hashesKey, JSON.stringify(hashes))
}

/** Undefined for a workspace that is no package. Someone else may have made the file: what cannot be read is as if it were not there. */
export function findPackageMeta(db: Database): PackageMeta | undefined {
  return PackageMeta.safeParse(readJson(findMeta(db, metaKey))).data
}

/** What others are told of it. */
export function toPackageInfo({ packageId, sessionId, reviewer }: PackageMeta): PackageInfo {
  return { packageId, sessionId, ...(reviewer === undefined ? {} : { reviewer }) }
}

/** What the traces of a package were at home when it was made, by trace id; empty for what is no package. */
export function readPackageHashes(db: Database): Map<string, string> {
  return new Map(Object.entries(Hashes.safeParse(readJson(findMeta(db, hashesKey))).data ?? {}))
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

export interface NewHandover {
  packageId: string
  sessionId: string
  reviewer: string | undefined
  hashes: Record<string, string>
  createdAtMs: number
}

/** Remembers a package that was made. Throws NOT_FOUND. */
export function recordHandover(db: Database, given: NewHandover): void {
  durableTransaction(db, () => {
    prepared(
      db,
      `INSERT INTO handovers (package_id, run_pk, reviewer, content_hashes, created_at_ms) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (package_id) DO NOTHING`,
    ).run(
      given.packageId,
      getSessionPk(db, given.sessionId),
      given.reviewer ?? null,
      JSON.stringify(given.hashes),
      given.createdAtMs,
    )
  })
}

export function markMerged(db: Database, packageId: string, nowMs: number): void {
  durableTransaction(db, () => {
    prepared(db, 'UPDATE handovers SET merged_at_ms = ? WHERE package_id = ?').run(nowMs, packageId)
  })
}

/** Newest first. Throws NOT_FOUND. */
export function listHandovers(db: Database, sessionId: string): Handover[] {
  const rows = prepared(
    db,
    `SELECT h.package_id, h.reviewer, h.created_at_ms, h.merged_at_ms, (SELECT count(*) FROM json_each(h.content_hashes)) AS items
      FROM handovers h WHERE h.run_pk = ? ORDER BY h.created_at_ms DESC, h.package_id`,
  ).all(getSessionPk(db, sessionId)) as {
    package_id: string
    reviewer: string | null
    created_at_ms: number
    merged_at_ms: number | null
    items: number
  }[]
  return rows.map((row) => ({
    packageId: row.package_id,
    ...(row.reviewer === null ? {} : { reviewer: row.reviewer }),
    itemCount: row.items,
    createdAtMs: row.created_at_ms,
    ...(row.merged_at_ms === null ? {} : { mergedAtMs: row.merged_at_ms }),
  }))
}
