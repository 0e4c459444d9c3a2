/** The page behind `session.url`: what a labeling session asks and holds, and the way to label it. Plain HTML without scripts. */
import type { LabelingSession, LabelSchema, SessionItem } from '../../../shared/model/labeling.ts'
import { html, Markup } from './html.ts'
import { reviewStyle } from './review-style.ts'
import { type ReviewTexts, reviewTexts } from './review-texts.ts'

export interface ReviewPage {
  session: LabelingSession
  items: readonly SessionItem[]
  /** There are more than `items`. */
  hasMore: boolean
  language: 'en' | 'ja'
}

export function renderReviewPage({ session, items, hasMore, language }: ReviewPage): string {
  const texts = reviewTexts[language]
  const { pending, complete, declined } = session.itemCounts
  const total = pending + complete + declined
  const reviewers = session.reviewers.length === 0 ? texts.nobody : session.reviewers.join(texts.listSeparator)
  return document(
    language,
    session.name,
    html`
      <header>
        <p class="kind">${texts.kind}</p>
        <h1>${session.name}</h1>
        <dl>
          <dt>${texts.experiment}</dt><dd>${session.experimentName}</dd>
          <dt>${texts.reviewers}</dt><dd>${reviewers}</dd>
          <dt>${texts.progress}</dt><dd>${texts.done(complete, declined, total)}</dd>
        </dl>
        <progress max="${Math.max(1, total)}" value="${complete + declined}" aria-label="${texts.progress}"></progress>
        ${items.length === 0 || session.schemas.length === 0 ? '' : renderStart(session, texts)}
        <p class="note">${texts.where}</p>
      </header>
      <main>
        <section aria-labelledby="questions">
          <h2 id="questions">${texts.questions}</h2>
          ${session.schemas.length === 0 ? html`<p class="empty">${texts.noQuestions}</p>` : html`<ol class="questions">${session.schemas.map((schema) => renderSchema(schema, texts))}</ol>`}
        </section>
        <section aria-labelledby="traces">
          <h2 id="traces">${texts.traces}</h2>
          ${items.length === 0 ? html`<p class="empty">${texts.noTraces}</p>` : html`<ol class="traces">${items.map((item) => renderItem(item, texts))}</ol>`}
          ${hasMore ? html`<p class="note">${texts.more(items.length, total)}</p>` : ''}
        </section>
      </main>
    `,
  )
}

export function renderMissingPage(language: 'en' | 'ja'): string {
  const texts = reviewTexts[language]
  return document(language, texts.missing, html`<main><h1>${texts.missing}</h1><p>${texts.missingHint}</p></main>`)
}

function document(language: string, title: string, body: Markup): string {
  const page = html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(reviewStyle)}</style>
</head>
<body>${body}</body>
</html>
`
  return `<!doctype html>\n${page.text}`
}

/** One button for each reviewer, or a field for the name where anyone may review. */
function renderStart({ sessionId, reviewers }: LabelingSession, texts: ReviewTexts): Markup {
  const field =
    reviewers.length === 0
      ? html`<label>${texts.yourName} <input name="reviewer" required maxlength="250" autocomplete="name"></label> <button>${texts.start}</button>`
      : reviewers.map((name) => html`<button name="reviewer" value="${name}">${texts.startAs(name)}</button> `)
  return html`<form method="post" action="/review/${sessionId}/label">${field}</form>`
}

function renderSchema(schema: LabelSchema, texts: ReviewTexts): Markup {
  return html`<li>
    <h3>${schema.title ?? schema.name}</h3>
    ${schema.instruction === undefined ? '' : html`<p>${schema.instruction}</p>`}
    <p class="facts"><code>${schema.name}</code> · ${texts.types[schema.type]} · ${texts.answer(schema.input)}${schema.enableComment ? html` · ${texts.comment}` : ''}</p>
  </li>`
}

function renderItem(item: SessionItem, texts: ReviewTexts): Markup {
  const { trace, status, completedBy } = item
  const preview = (label: string, text: string | undefined) =>
    text === undefined || text === '' ? '' : html`<dt>${label}</dt><dd>${text}</dd>`
  return html`<li>
    <p class="facts"><span class="state ${status.toLowerCase()}">${texts.states[status]}</span>${completedBy === undefined ? '' : html` · ${completedBy}`} · <code>tr-${trace.traceId}</code></p>
    <dl>${preview(texts.input, trace.inputPreview)}${preview(texts.output, trace.outputPreview)}</dl>
  </li>`
}
