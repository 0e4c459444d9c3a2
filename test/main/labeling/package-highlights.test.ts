/** Highlights in a package: they stay on their text, and hold nothing that was redacted. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ingestBodies } from '../../../src/main/engine/commands/ingest-otlp.ts'
import { readReadableTrace } from '../../../src/main/engine/commands/readable-trace.ts'
import { writePackage } from '../../../src/main/labeling/package.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { getItem, saveAnswer } from '../../../src/main/store/label-work.ts'
import { openReader } from '../../../src/main/store/open-store.ts'
import { createFilledSession } from '../../../src/main/store/session-fill.ts'
import { noRedaction, type Redaction } from '../../../src/shared/model/handover.ts'
import { isAttached, listMarkableTexts, parseMarks } from '../../../src/shared/model/highlight.ts'
import { makeChat, toOtlpJson, traceIdOf } from '../../e2e/make-traces.ts'
import { makeFolder, makeWorkspace } from '../store/make.ts'

const traceId = traceIdOf('mail')

/** Marks two places of the answer, and reads the first reviewer's item out of a package. */
function packMarks(content: 'everything' | 'conversation', redaction: Redaction) {
  const { db } = makeWorkspace()
  const body = Buffer.from(
    toOtlpJson([makeChat('mail', 1_000, 'Who helps?', 'Write to ann@example.com. She is away.')]),
  )
  ingestBodies([{ signal: 'traces', encoding: 'json', body }], (batch) => ingestBatch(db, batch, 1))
  const { schemaId } = createLabelSchema(db, {
    name: 'where',
    type: 'feedback',
    input: { type: 'highlight', labels: [{ text: 'Wrong', color: 'red' }] },
  })
  const { sessionId } = createFilledSession(db, {
    name: 'Round',
    schemaIds: [schemaId],
    reviewers: ['Ana'],
    selection: { filter: {} },
  })
  const place = listMarkableTexts(readReadableTrace(db, { traceId })).find(({ text }) => text.includes('@'))
  if (place === undefined) throw new Error('The answer is no text to mark.')
  const value = ['ann@example.com', 'She is away'].map((quote) => {
    const start = place.text.indexOf(quote)
    return { source: { path: place.path, role: place.role }, start, end: start + quote.length, label: 'Wrong', quote }
  })
  saveAnswer(db, { sessionId, reviewer: 'Ana', traceId, schemaId, value })
  const { exportReport } = writePackage({
    db,
    path: join(makeFolder(), 'p.assay'),
    packageId: 'p',
    sessionId,
    reviewer: 'Ana',
    content,
    redaction,
    withAssessments: true,
    read: readReadableTrace,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    nowMs: 2,
  })
  const packed = openReader(exportReport.path)
  try {
    const marks = parseMarks(getItem(packed, { sessionId, reviewer: 'Ana', traceId }).answers[0]?.value) ?? []
    const texts = listMarkableTexts(readReadableTrace(packed, { traceId }))
    return marks.map((mark) => ({ quote: mark.quote, isAttached: isAttached(mark, texts) }))
  } finally {
    packed.close()
  }
}

test.each(['everything', 'conversation'] as const)('%s: marks are where they were', (content) => {
  expect(packMarks(content, noRedaction)).toEqual([
    { quote: 'ann@example.com', isAttached: true },
    { quote: 'She is away', isAttached: true },
  ])
})

test('a quote is redacted as its text is; what that moves is detached, and no mark is lost', () => {
  const marks = packMarks('everything', { ...noRedaction, detectors: ['email'] })
  expect(marks).toHaveLength(2)
  expect(JSON.stringify(marks)).not.toContain('ann@example.com')
  expect(marks[1]).toEqual({ quote: 'She is away', isAttached: false })
})
