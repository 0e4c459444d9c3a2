/**
 * What the MLflow client's tracing path sees of a server, without anything behind it: the answers of Assay to `set_experiment`,
 * to spans and to trace infos, of which nothing is kept. The baseline of `bench:mlflow`.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Sink {
  url: string
  close(): void
}

export async function startSink(): Promise<Sink> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { type, body } = answer(request.method ?? 'GET', request.url ?? '/', Buffer.concat(chunks))
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function answer(method: string, url: string, sent: Buffer): { type: string; body: string } {
  const path = url.split('?')[0]
  if (path === '/version') return { type: 'text/plain', body: '3.17.2' }
  if (path === '/v1/traces') return { type: 'application/x-protobuf', body: '' }
  if (path === '/api/3.0/mlflow/traces' && method === 'POST') return json(storedInfo(sent))
  return json({
    experiment: {
      experiment_id: '1',
      name: 'bench',
      artifact_location: 'mlflow-artifacts:/1',
      lifecycle_stage: 'active',
    },
  })
}

/** The trace info as it was sent, with the tag that tells the client not to upload the spans once more. */
function storedInfo(sent: Buffer): unknown {
  const { trace } = JSON.parse(sent.toString()) as { trace: { trace_info: { tags?: Record<string, string> } } }
  const info = trace.trace_info
  return { trace: { trace_info: { ...info, tags: { ...info.tags, 'mlflow.trace.spansLocation': 'TRACKING_STORE' } } } }
}

function json(value: unknown): { type: string; body: string } {
  return { type: 'application/json', body: JSON.stringify(value) }
}
