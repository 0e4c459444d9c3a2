/** `session.url`: a labeling session as a page for a browser. */
import type { Database } from 'better-sqlite3'
import * as z from 'zod'
import { AppError } from '../../../../shared/model/error.ts'
import { findSession } from '../../../store/labeling-sessions.ts'
import { listItems } from '../../../store/session-items.ts'
import type { Backend } from '../backend.ts'
import { pageHeaders, pageType } from '../plain-page.ts'
import { renderMissingPage, renderReviewPage } from '../review-page.ts'
import { chooseLanguage } from '../review-texts.ts'
import { defineRoute, field, RawAnswer, type Route } from '../route.ts'

/** More would make a page of many megabytes; Assay itself shows all. */
const mostTraces = 200

export const reviewPageRoutes: readonly Route[] = [
  defineRoute({
    methods: 'GET',
    path: '/review/{run_id}',
    versions: [],
    input: z.object({ run_id: field.text }),
    handle: ({ run_id }, call) => {
      const language = chooseLanguage(call.headers['accept-language'])
      const db = findDb(call.backend)
      const session = db === undefined ? undefined : findSession(db, run_id)
      if (db === undefined || session === undefined)
        return new RawAnswer(renderMissingPage(language), pageType, 404, pageHeaders)
      const { items, nextCursor } = listItems(db, { sessionId: run_id, limit: mostTraces })
      const page = renderReviewPage({ session, items, hasMore: nextCursor !== undefined, language })
      return new RawAnswer(page, pageType, 200, pageHeaders)
    },
  }),
]

/** A person without an open workspace reads the page for missing sessions, which says to open one. */
function findDb(backend: Backend): Database | undefined {
  try {
    return backend.db()
  } catch (error) {
    if (error instanceof AppError && error.code === 'NO_WORKSPACE') return undefined
    throw error
  }
}
