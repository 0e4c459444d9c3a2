/** Entry of the writer thread, owner of the only connection that writes. */
import { parentPort } from 'node:worker_threads'
import { serveCommands } from '../channel/serve-commands.ts'
import type { OtlpBody } from '../commands/ingest-otlp.ts'
import { createWriter } from '../commands/writer-commands.ts'

if (parentPort === null) throw new Error('started as a worker thread only')

/** Bodies stored in one transaction: small ones share a commit, large ones are answered while the next is stored. */
const maxGroupBytes = 256 * 1024

const writer = createWriter({
  emit: (event) => server.emit(event),
  addPort: (port) => server.addPort(port),
})

const server = serveCommands(parentPort, writer.commands, {
  bulk: ['ingestOtlp', 'ingestBatch'],
  groups: {
    ingestOtlp: {
      max: 64,
      maxWeight: maxGroupBytes,
      weigh: (input) => (input as OtlpBody).body.byteLength,
      run: (bodies) => writer.ingestOtlpGroup(bodies as OtlpBody[]),
    },
  },
  whenIdle: writer.whenIdle,
})
