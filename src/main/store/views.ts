/** Saved views of the trace list. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { SavedView } from '../../shared/model/trace.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

const Definition = SavedView.omit({ viewId: true, name: true })

/** By name. */
export function listViews(db: Database): SavedView[] {
  const rows = preparedRaw(db, 'SELECT view_id, name, definition FROM saved_views ORDER BY name, view_id').all()
  return (rows as [string, string, string][]).flatMap(([viewId, name, definition]) => {
    // A view of a later build may hold filters that this one does not know; it stays in the file.
    const parsed = Definition.safeParse(JSON.parse(definition))
    return parsed.success ? [{ viewId, name, ...parsed.data }] : []
  })
}

/** Creates without a `viewId`, replaces with one. Errors: CONFLICT (name taken), NOT_FOUND (no such view). */
export function saveView(db: Database, view: Omit<SavedView, 'viewId'> & { viewId?: string | undefined }): SavedView {
  return durableTransaction(db, () => {
    const { viewId = crypto.randomUUID(), name, ...definition } = view
    const holder = preparedPluck(db, 'SELECT view_id FROM saved_views WHERE name = ?').get(name)
    if (holder !== undefined && holder !== view.viewId)
      throw new AppError('CONFLICT', 'There is already a view with this name.')
    const text = JSON.stringify(definition)
    if (view.viewId === undefined) {
      prepared(db, 'INSERT INTO saved_views (view_id, name, definition) VALUES (?, ?, ?)').run(viewId, name, text)
    } else {
      const update = prepared(db, 'UPDATE saved_views SET name = ?, definition = ? WHERE view_id = ?').run(
        name,
        text,
        viewId,
      )
      if (update.changes === 0) throw new AppError('NOT_FOUND', 'There is no view with this id.')
    }
    return { viewId, name, ...definition }
  })
}

export function deleteView(db: Database, viewId: string): { deleted: boolean } {
  return durableTransaction(db, () => ({
    deleted: prepared(db, 'DELETE FROM saved_views WHERE view_id = ?').run(viewId).changes > 0,
  }))
}
