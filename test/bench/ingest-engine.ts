/**
 * The engine of `bench:ingest` in a process of its own, with receivers and browser host on free ports.
 * Says where they are as its first message, and ends when its parent disconnects.
 *
 *     node test/bench/ingest-engine.ts <data folder>
 */
import { join } from 'node:path'
import { createEngine } from '../../src/main/engine/engine.ts'
import { startBrowserHost } from '../../src/main/serve/serve.ts'

export interface EngineAddress {
  origin: string
  token: string
}

const [folder = ''] = process.argv.slice(2)
const engine = createEngine({
  dataFolder: folder,
  host: 'cli',
  receivers: { otlpHttpPort: 0, otlpGrpcPort: 0, mlflowPort: 0 },
})
const host = await startBrowserHost({ engine, port: 0, staticFolder: join(folder, 'no-pages') })

process.once('disconnect', async () => {
  await host.close()
  await engine.close()
  process.exit(0)
})
const address: EngineAddress = { origin: host.origin, token: host.token }
process.send?.(address)
