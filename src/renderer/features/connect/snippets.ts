/**
 * What to paste to send traces here. Pure text, with the addresses that are really listened on. Names of packages
 * and variables: OpenTelemetry specification, "OTLP exporter configuration"; the SDKs' own READMEs.
 */

export interface Addresses {
  /** Base of OTLP over HTTP, such as `http://127.0.0.1:4318`. */
  http: string
  /** Of OTLP over gRPC, such as `http://127.0.0.1:4317`. */
  grpc: string
}

export type Shell = 'unix' | 'powershell'

/** The line that sets an environment variable in a shell. */
export function setVariable(name: string, value: string, shell: Shell): string {
  return shell === 'unix' ? `export ${name}=${value}` : `$env:${name} = "${value}"`
}

export function environmentSnippet({ http }: Addresses, shell: Shell): string {
  return [
    setVariable('OTEL_EXPORTER_OTLP_ENDPOINT', http, shell),
    setVariable('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', shell),
  ].join('\n')
}

export const pythonInstall = 'pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http'

export function pythonSnippet({ http }: Addresses): string {
  return `from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint="${http}/v1/traces")))
trace.set_tracer_provider(provider)

tracer = trace.get_tracer("my-app")
with tracer.start_as_current_span("chat gpt-4o-mini") as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.request.model", "gpt-4o-mini")

provider.shutdown()  # sends what is left before the program ends`
}

export const jsInstall = 'npm install @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-proto'

export function jsSnippet({ http }: Addresses): string {
  return `import { trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { NodeSDK } from '@opentelemetry/sdk-node'

const sdk = new NodeSDK({
  serviceName: 'my-app',
  traceExporter: new OTLPTraceExporter({ url: '${http}/v1/traces' }),
})
sdk.start()

const span = trace.getTracer('my-app').startSpan('chat gpt-4o-mini')
span.setAttributes({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o-mini' })
span.end()

await sdk.shutdown() // sends what is left before the program ends`
}

/** One chat span; ids are made by the shell, so that every run is a trace of its own. */
export function curlSnippet({ http }: Addresses): string {
  return `curl -sS ${http}/v1/traces -H 'Content-Type: application/json' -d @- <<JSON
{"resourceSpans": [{
  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "curl"}}]},
  "scopeSpans": [{"scope": {"name": "by-hand"}, "spans": [{
    "traceId": "$(od -An -tx1 -N16 /dev/urandom | tr -d ' \\n')",
    "spanId": "$(od -An -tx1 -N8 /dev/urandom | tr -d ' \\n')",
    "name": "chat gpt-4o-mini",
    "kind": 3,
    "startTimeUnixNano": "$(date +%s)000000000",
    "endTimeUnixNano": "$(date +%s)750000000",
    "attributes": [
      {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
      {"key": "gen_ai.request.model", "value": {"stringValue": "gpt-4o-mini"}},
      {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "12"}},
      {"key": "gen_ai.usage.output_tokens", "value": {"intValue": "3"}},
      {"key": "gen_ai.input.messages", "value": {"stringValue": "[{\\"role\\": \\"user\\", \\"parts\\": [{\\"type\\": \\"text\\", \\"content\\": \\"Is anyone there?\\"}]}]"}},
      {"key": "gen_ai.output.messages", "value": {"stringValue": "[{\\"role\\": \\"assistant\\", \\"parts\\": [{\\"type\\": \\"text\\", \\"content\\": \\"Loud and clear.\\"}]}]"}}
    ]
  }]}]
}]}
JSON`
}

/**
 * Into a file of its own: a workspace that is open in a window is locked for the command line. By npx, as nothing
 * puts `assay` on the PATH.
 */
export const importSnippet = 'npx assay import --workspace my.assay traces.jsonl'
