/** Review links: a random token for one reviewer in one session, of which only the SHA-256 is kept. */
import { createHash, randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { ReviewLink } from '../../shared/model/review-link.ts'
import { requireReviewer } from './label-queue.ts'
import { getSessionPk } from './labeling-sessions.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction, writeTransaction } from './transaction.ts'

interface LinkRow {
  link_id: string
  reviewer: string
  created_at_ms: number
  used_at_ms: number | null
  revoked_at_ms: number | null
}

/** A link that works. */
export interface LinkHolder {
  linkId: string
  sessionId: string
  reviewer: string
}

const columns = 'link_id, reviewer, created_at_ms, used_at_ms, revoked_at_ms'

/** Newest first. @throws AppError NOT_FOUND */
export function listReviewLinks(db: Database, sessionId: string): ReviewLink[] {
  const rows = prepared(
    db,
    `SELECT ${columns} FROM review_links WHERE run_pk = ? ORDER BY created_at_ms DESC, link_id`,
  ).all(getSessionPk(db, sessionId))
  return (rows as LinkRow[]).map(fromRow)
}

/**
 * The token is 256 random bits in 43 characters that are safe in an address; it is told here and never again.
 *
 * @throws AppError NOT_FOUND (session), CONFLICT with `details.reason` `notAReviewer`
 */
export function createReviewLink(
  db: Database,
  { sessionId, reviewer }: { sessionId: string; reviewer: string },
  nowMs = Date.now(),
): { link: ReviewLink; token: string } {
  return durableTransaction(db, () => {
    requireReviewer(db, sessionId, reviewer)
    const token = randomBytes(32).toString('base64url')
    const linkId = randomBytes(12).toString('base64url')
    prepared(
      db,
      'INSERT INTO review_links (link_id, run_pk, reviewer, token_hash, created_at_ms) VALUES (?, ?, ?, ?, ?)',
    ).run(linkId, getSessionPk(db, sessionId), reviewer, hashOf(token), nowMs)
    return { link: { linkId, reviewer, createdAtMs: nowMs }, token }
  })
}

/** False when it was revoked before. @throws AppError NOT_FOUND */
export function revokeReviewLink(db: Database, linkId: string, nowMs = Date.now()): { revoked: boolean } {
  return durableTransaction(db, () => {
    const found = preparedPluck(db, 'SELECT 1 FROM review_links WHERE link_id = ?').get(linkId)
    if (found === undefined) throw new AppError('NOT_FOUND', 'There is no review link with this id.')
    const { changes } = prepared(
      db,
      'UPDATE review_links SET revoked_at_ms = ? WHERE link_id = ? AND revoked_at_ms IS NULL',
    ).run(nowMs, linkId)
    return { revoked: changes > 0 }
  })
}

/** Notes that a link's page was opened. */
export function markReviewLinkUsed(db: Database, linkId: string, nowMs = Date.now()): void {
  writeTransaction(db, () => {
    prepared(db, 'UPDATE review_links SET used_at_ms = ? WHERE link_id = ?').run(nowMs, linkId)
  })
}

/** The link of a token; undefined when there is none, it is revoked, or its session is deleted. Found by hash, so no timing tells. */
export function findReviewLink(db: Database, token: string): LinkHolder | undefined {
  const row = prepared(
    db,
    `SELECT l.link_id, l.reviewer, r.run_id FROM review_links l JOIN runs r ON r.run_pk = l.run_pk AND r.deleted_at_ms IS NULL
      WHERE l.token_hash = ? AND l.revoked_at_ms IS NULL`,
  ).get(hashOf(token)) as { link_id: string; reviewer: string; run_id: string } | undefined
  return row === undefined ? undefined : { linkId: row.link_id, sessionId: row.run_id, reviewer: row.reviewer }
}

/** Whether any link of the workspace works. */
export function hasReviewLinks(db: Database): boolean {
  return (
    preparedPluck(
      db,
      `SELECT 1 FROM review_links l JOIN runs r ON r.run_pk = l.run_pk AND r.deleted_at_ms IS NULL
        WHERE l.revoked_at_ms IS NULL LIMIT 1`,
    ).get() === 1
  )
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function fromRow(row: LinkRow): ReviewLink {
  return {
    linkId: row.link_id,
    reviewer: row.reviewer,
    createdAtMs: row.created_at_ms,
    ...(row.used_at_ms === null ? {} : { usedAtMs: row.used_at_ms }),
    ...(row.revoked_at_ms === null ? {} : { revokedAtMs: row.revoked_at_ms }),
  }
}
