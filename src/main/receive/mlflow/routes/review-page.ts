/** `session.url`: a labeling session as a page for a browser. */
import * as z from 'zod'
import { findSession } from '../../../store/labeling-sessions.ts'
import { listItems } from '../../../store/session-items.ts'
import { renderMissingPage, renderReviewPage } from '../review-page.ts'
import { reviewPolicy } from '../review-style.ts'
import { chooseLanguage } from '../review-texts.ts'
import { defineRoute, field, RawAnswer, type Route } from '../route.ts'

/** More would make a page of many megabytes; Assay itself shows all. */
const mostTraces = 200

const headers = {
  'content-security-policy': reviewPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  vary: 'accept-language',
}

export const reviewPageRoutes: readonly Route[] = [
  defineRoute({
    methods: 'GET',
    path: '/review/{run_id}',
    versions: [],
    input: z.object({ run_id: field.text }),
    handle: ({ run_id }, call) => {
      const db = call.backend.db()
      const language = chooseLanguage(call.headers['accept-language'])
      const session = findSession(db, run_id)
      const type = 'text/html; charset=utf-8'
      if (session === undefined) return new RawAnswer(renderMissingPage(language), type, 404, headers)
      const { items, nextCursor } = listItems(db, { sessionId: run_id, limit: mostTraces })
      const page = renderReviewPage({ session, items, hasMore: nextCursor !== undefined, language })
      return new RawAnswer(page, type, 200, headers)
    },
  }),
]
