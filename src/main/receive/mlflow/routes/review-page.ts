/** `session.url`: a labeling session as a page for a browser, from which a reviewer goes on to a review link. */
import type { Database } from 'better-sqlite3'
import * as z from 'zod'
import { AppError } from '../../../../shared/model/error.ts'
import { findSession, getSession } from '../../../store/labeling-sessions.ts'
import { listItems } from '../../../store/session-items.ts'
import type { Backend } from '../backend.ts'
import { MlflowError } from '../mlflow-error.ts'
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
  defineRoute({
    methods: 'POST',
    path: '/review/{run_id}/label',
    versions: [],
    hasRawBody: true,
    input: z.object({ run_id: field.text }),
    handle: async ({ run_id }, call) => {
      // Pages of other programs of this machine may call the API, but make nobody a reviewer behind their back.
      if (call.headers.origin !== undefined && call.headers.origin !== call.origin)
        throw new MlflowError('PERMISSION_DENIED', 'Start labeling on the page of the session.')
      const { reviewers } = getSession(call.backend.db(), run_id)
      const reviewer = (new URLSearchParams(Buffer.from(call.body).toString()).get('reviewer') ?? '').trim()
      if (reviewer === '' || reviewer.length > 250 || (reviewers.length > 0 && !reviewers.includes(reviewer)))
        return new RawAnswer('', pageType, 303, { ...pageHeaders, location: `/review/${run_id}` })
      const location = await call.backend.createReviewLink({ sessionId: run_id, reviewer })
      return new RawAnswer('', pageType, 303, { ...pageHeaders, location })
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
