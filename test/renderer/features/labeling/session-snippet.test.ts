import { expect, test } from 'vitest'
import { sessionSnippet } from '../../../../src/renderer/features/labeling/session-snippet.ts'

const facts = { url: 'http://127.0.0.1:5123', needsToken: false, runId: 'a1b2', experimentId: '7' }

test('the snippet names address, experiment and run, and the token only where one is needed, never its value', () => {
  const plain = sessionSnippet(facts)
  expect(plain).toContain('mlflow.set_tracking_uri("http://127.0.0.1:5123")')
  expect(plain).toContain('mlflow.set_experiment(experiment_id="7")')
  expect(plain).toContain('mlflow.search_traces(run_id="a1b2"')
  expect(plain).not.toContain('MLFLOW_TRACKING_TOKEN')
  expect(sessionSnippet({ ...facts, needsToken: true })).toContain('MLFLOW_TRACKING_TOKEN')
})
