/**
 * What to paste to use MLflow's clients against Assay. Pure text, with the address that is really listened on. A token
 * is never written out: where one is set, snippets read it from the variable that MLflow's clients read. Names and
 * calls: MLflow's documentation of tracing, of `mlflow.genai` and of its TypeScript SDK; the REST call is the one
 * that `mlflow.log_feedback` makes.
 */
import type { MlflowAddress } from '../../app/mlflow-address.ts'
import { type Shell, setVariable } from './snippets.ts'

const tokenVariable = 'MLFLOW_TRACKING_TOKEN'

export function setupSnippet({ url, needsToken }: MlflowAddress, shell: Shell, tokenHint: string): string {
  return [
    'pip install mlflow',
    setVariable('MLFLOW_TRACKING_URI', url, shell),
    ...(needsToken ? [setVariable(tokenVariable, shell === 'unix' ? `'${tokenHint}'` : tokenHint, shell)] : []),
  ].join('\n')
}

export function traceSnippet({ url }: MlflowAddress): string {
  return `import mlflow
from mlflow.entities import AssessmentSource

mlflow.set_tracking_uri("${url}")
mlflow.set_experiment("my-app")
mlflow.openai.autolog()  # or mlflow.langchain, mlflow.anthropic, …

@mlflow.trace
def my_app(question: str) -> str:
    return "Paris"  # your application

my_app("Capital of France?")

# What a user thought of the answer
mlflow.log_feedback(
    trace_id=mlflow.get_last_active_trace_id(),
    name="user_feedback",
    value=False,
    rationale="Too short.",
    source=AssessmentSource(source_type="HUMAN", source_id="enduser_123"),
)`
}

export function helperDownload({ url, needsToken }: MlflowAddress, shell: Shell): string {
  const variable = shell === 'unix' ? `$${tokenVariable}` : `$env:${tokenVariable}`
  const curl = shell === 'unix' ? 'curl' : 'curl.exe'
  return `${curl}${needsToken ? ` -H "Authorization: Bearer ${variable}"` : ''} -O ${url}/assay_mlflow.py`
}

export function labelingSnippet({ url }: MlflowAddress): string {
  return `import mlflow
from assay_mlflow import InputCategorical, InputText, create_label_schema, create_labeling_session

mlflow.set_tracking_uri("${url}")
mlflow.set_experiment("my-app")

create_label_schema(
    name="accuracy", type="feedback", title="Is the answer accurate?",
    input=InputCategorical(options=["Accurate", "Partly", "Wrong"]), overwrite=True,
)
create_label_schema(
    name="expected_response", type="expectation", title="What should the answer have been?",
    input=InputText(), overwrite=True,
)
session = create_labeling_session(
    name="first review", label_schemas=["accuracy", "expected_response"], assigned_users=["expert@example.com"],
)
session.add_traces(mlflow.search_traces(max_results=20))
print(session.url)`
}

export function evaluateSnippet({ url }: MlflowAddress): string {
  return `import mlflow
from mlflow.genai.scorers import Correctness

mlflow.set_tracking_uri("${url}")
mlflow.set_experiment("my-app")

def my_app(question: str) -> str:
    return "Paris"  # your application

mlflow.genai.evaluate(
    data=[{"inputs": {"question": "Capital of France?"}, "expectations": {"expected_response": "Paris"}}],
    predict_fn=my_app,
    scorers=[Correctness(model="openai:/gpt-4o-mini")],  # the judge; it reads OPENAI_API_KEY
)`
}

export const typescriptInstall = 'npm install @mlflow/core'

export function typescriptSnippet({ url, needsToken }: MlflowAddress): string {
  const token = needsToken ? `\n  trackingServerToken: process.env.${tokenVariable},` : ''
  return `import * as mlflow from '@mlflow/core'

mlflow.init({
  trackingUri: '${url}',
  experimentId: '0',${token}
})

const myApp = mlflow.trace(async (question: string) => 'Paris', { name: 'my-app' })

await myApp('Capital of France?')
await mlflow.flushTraces() // sends what is left before the program ends`
}

export function feedbackCurlSnippet({ url, needsToken }: MlflowAddress): string {
  const token = needsToken ? ` \\\n  -H "Authorization: Bearer $${tokenVariable}"` : ''
  return `TRACE_ID=tr-…  # from the list of traces, or from your application

curl -sS "${url}/api/3.0/mlflow/traces/$TRACE_ID/assessments" \\
  -H 'Content-Type: application/json'${token} -d @- <<JSON
{"assessment": {
  "assessment_name": "user_feedback",
  "source": {"source_type": "HUMAN", "source_id": "enduser_123"},
  "feedback": {"value": false},
  "rationale": "Too short."
}}
JSON`
}

export function otlpSnippet({ url, needsToken }: MlflowAddress, shell: Shell): string {
  // The specification wants header values percent-encoded in this variable.
  const token = shell === 'unix' ? `$${tokenVariable}` : `$($env:${tokenVariable})`
  const headers = `x-mlflow-experiment-id=0${needsToken ? `,authorization=Bearer%20${token}` : ''}`
  return [
    setVariable('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `${url}/v1/traces`, shell),
    setVariable('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf', shell),
    setVariable('OTEL_EXPORTER_OTLP_TRACES_HEADERS', headers, shell),
  ].join('\n')
}
