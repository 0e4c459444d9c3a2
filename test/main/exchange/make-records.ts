/** Records for import tests. */

/** A span with an id of its own; every trace has two. */
export function makeSpan(index: number, more: object = {}): object {
  return {
    traceId: (Math.floor(index / 2) + 1).toString(16).padStart(32, '0'),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    name: `span ${index}`,
    startTimeUnixNano: `17000000000000${String(index).padStart(5, '0')}`,
    endTimeUnixNano: `17000000010000${String(index).padStart(5, '0')}`,
    ...more,
  }
}

/** One line of the Collector's file exporter. */
export function makeSpanLine(index: number, more: object = {}): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [makeSpan(index, more)] }] }] })
}
