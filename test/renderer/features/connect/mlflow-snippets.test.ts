import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import {
  evaluateSnippet,
  feedbackCurlSnippet,
  helperDownload,
  labelingSnippet,
  otlpSnippet,
  setupSnippet,
  traceSnippet,
  typescriptSnippet,
} from '../../../../src/renderer/features/connect/mlflow-snippets.ts'

const url = 'http://127.0.0.1:5017'
const open = { url, needsToken: false }
const guarded = { url, needsToken: true }

test('every snippet names the address that is listened on', () => {
  const texts = [
    setupSnippet(open, 'unix', 'token'),
    traceSnippet(open),
    helperDownload(open, 'unix'),
    labelingSnippet(open),
    evaluateSnippet(open),
    typescriptSnippet(open),
    feedbackCurlSnippet(open),
    otlpSnippet(open, 'unix'),
  ]
  for (const text of texts) expect(text).toContain(url)
  for (const text of texts) expect(text).not.toContain('TOKEN')
})

test('a token is asked for from the variable that the clients read', () => {
  expect(setupSnippet(guarded, 'unix', 'my token')).toContain("export MLFLOW_TRACKING_TOKEN='my token'")
  expect(setupSnippet(guarded, 'powershell', 'my token')).toContain('$env:MLFLOW_TRACKING_TOKEN = "my token"')
  expect(typescriptSnippet(guarded)).toContain('trackingServerToken: process.env.MLFLOW_TRACKING_TOKEN')
  expect(otlpSnippet(guarded, 'unix')).toContain('authorization=Bearer%20$MLFLOW_TRACKING_TOKEN')
  expect(helperDownload(guarded, 'unix')).toContain('Authorization: Bearer $MLFLOW_TRACKING_TOKEN')
})

if (process.platform === 'win32') console.warn('Skipped: the feedback example is run by a POSIX shell.')
test.skipIf(process.platform === 'win32')(
  'the feedback example sends MLflow’s JSON to the trace, with the token',
  () => {
    // A function named curl shows what the real one would be given.
    const script = `curl() { printf '%s\\n' "$@"; cat; }\n${feedbackCurlSnippet(guarded)}`
    const said = execFileSync('/bin/sh', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, MLFLOW_TRACKING_TOKEN: 's3cret' },
    })
    expect(said).toContain(`${url}/api/3.0/mlflow/traces/tr-…/assessments\n`)
    expect(said).toContain('Authorization: Bearer s3cret\n')
    const body = JSON.parse(said.slice(said.indexOf('{"assessment"')))
    expect(body.assessment).toMatchObject({ assessment_name: 'user_feedback', feedback: { value: false } })
  },
)
