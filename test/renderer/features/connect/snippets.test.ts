import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { curlSnippet, environmentSnippet } from '../../../../src/renderer/features/connect/snippets.ts'

const addresses = { http: 'http://127.0.0.1:4318', grpc: 'http://127.0.0.1:4317' }

if (process.platform === 'win32') console.warn('Skipped: the curl example is run by a POSIX shell.')
test.skipIf(process.platform === 'win32')('the curl example sends valid JSON with ids of its own each time', () => {
  // The same script with curl taken away shows what it would send.
  const script = curlSnippet(addresses).replace(/^curl .* -d @- <</, 'cat <<')
  const bodies = [0, 1].map(() => JSON.parse(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })))
  const spans = bodies.map((body) => body.resourceSpans[0].scopeSpans[0].spans[0])
  for (const span of spans) {
    expect(span.traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(span.spanId).toMatch(/^[0-9a-f]{16}$/)
    expect(Number(span.endTimeUnixNano)).toBeGreaterThan(Number(span.startTimeUnixNano))
    const messages = span.attributes.find((attribute: { key: string }) => attribute.key === 'gen_ai.input.messages')
    expect(JSON.parse(messages.value.stringValue)[0].role).toBe('user')
  }
  expect(spans[0].traceId).not.toBe(spans[1].traceId)
})

test('variables are set as the shell wants it', () => {
  expect(environmentSnippet(addresses, 'unix')).toContain('export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318\n')
  expect(environmentSnippet(addresses, 'powershell')).toContain('$env:OTEL_EXPORTER_OTLP_PROTOCOL = "http/protobuf"')
})
