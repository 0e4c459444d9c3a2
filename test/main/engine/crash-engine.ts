/**
 * The engine in a process of its own, for the crash test to kill: opens (or makes) the workspace given as argument,
 * serves OTLP and the contract on free ports, and says where on stdout.
 */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/node'
import { createEngine } from '../../../src/main/engine/engine.ts'

const [dataFolder = '', path = ''] = process.argv.slice(2)

const engine = createEngine({
  dataFolder,
  host: 'test',
  receivers: { otlpHttpPort: 0, otlpGrpcPort: 0, mlflowPort: 0 },
})
const client = createRouterClient(engine.router)
if (existsSync(path)) await client.workspaces.open({ path })
else await client.workspaces.create({ path })

const handler = new RPCHandler(engine.router)
const server = createServer((request, response) => void handler.handle(request, response))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

const { endpoints } = await client.receivers.status()
const otlp = endpoints.find((endpoint) => endpoint.protocol === 'otlp-http')?.url
const contract = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
process.stdout.write(`${JSON.stringify({ otlp, contract })}\n`)
