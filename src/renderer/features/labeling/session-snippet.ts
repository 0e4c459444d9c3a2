/**
 * How a session's answers are read in Python. Names of calls: MLflow's documentation on searching traces
 * (`mlflow.search_traces`); the experiment is named because the search is within the active one.
 */

export interface SnippetFacts {
  url: string
  needsToken: boolean
  runId: string
  experimentId: string
}

export function sessionSnippet({ url, needsToken, runId, experimentId }: SnippetFacts): string {
  const lines = [
    ...(needsToken ? ['# Set MLFLOW_TRACKING_TOKEN to the token of Assay’s settings first.'] : []),
    'import mlflow',
    '',
    `mlflow.set_tracking_uri("${url}")`,
    `mlflow.set_experiment(experiment_id="${experimentId}")`,
    '',
    `traces = mlflow.search_traces(run_id="${runId}", return_type="list")`,
    'for trace in traces:',
    '    print(trace.info.trace_id, [(a.name, a.value) for a in trace.info.assessments])',
  ]
  return lines.join('\n')
}
