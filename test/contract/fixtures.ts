import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, type Engine, type EngineOptions } from '../../src/main/engine/engine.ts'

export interface TestEngine {
  engine: Engine
  folder: string
  /** Lines that the engine logged. */
  log: string[]
  close(): Promise<void>
}

/** An engine on a folder of its own, with receivers on free ports and every answer checked against the contract. */
export function startTestEngine(options: Partial<EngineOptions> = {}): TestEngine {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'))
  const log: string[] = []
  const engine = createEngine({
    dataFolder: join(folder, 'data'),
    host: 'test',
    receivers: { otlpHttpPort: 0, otlpGrpcPort: 0, mlflowPort: 0 },
    isOutputChecked: true,
    log: {
      bug: (report, where) => {
        log.push(`${where}: ${report}`)
        return 'test-report'
      },
      info: (message) => log.push(message),
    },
    ...options,
  })
  return {
    engine,
    folder,
    log,
    close: async () => {
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A folder that looks like a built renderer to the browser host. */
export function makeStaticFolder(folder: string): string {
  const path = join(folder, 'renderer')
  mkdirSync(join(path, 'assets'), { recursive: true })
  writeFileSync(join(path, 'index.html'), '<!doctype html><title>Assay</title>')
  writeFileSync(join(path, 'assets', 'index-a1b2c3d4.js'), 'void 0')
  return path
}

/** One OTLP JSON request with `spanCount` spans in one trace; the first span is the root. */
export function makeTraceRequest(traceId: string, spanCount = 1, input = 'Hello'): string {
  const startNano = 1_760_000_000_000_000_000n
  const spans = Array.from({ length: spanCount }, (_, index) => ({
    traceId,
    spanId: (index + 1).toString(16).padStart(16, '0'),
    ...(index === 0 ? {} : { parentSpanId: '1'.padStart(16, '0') }),
    name: index === 0 ? 'root' : `step ${index}`,
    kind: 1,
    startTimeUnixNano: String(startNano + BigInt(index) * 1_000n),
    endTimeUnixNano: String(startNano + 1_000_000_000n),
    attributes: [
      {
        key: 'gen_ai.input.messages',
        value: { stringValue: JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: input }] }]) },
      },
    ],
    status: {},
  }))
  return JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 'test' }, spans }] }] })
}

/** Sends a request to the engine's own OTLP receiver and answers the HTTP status. */
export async function sendTraces(
  client: { receivers: { status(): Promise<{ endpoints: { protocol: string; url: string }[] }> } },
  body: string,
): Promise<number> {
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find((endpoint) => endpoint.protocol === 'otlp-http')?.url
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  await response.arrayBuffer()
  return response.status
}

export function makeTraceId(number: number): string {
  return number.toString(16).padStart(32, '0')
}
