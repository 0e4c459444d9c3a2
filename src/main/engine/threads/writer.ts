/** Entry of the writer thread, owner of the only connection that writes. */
import { setFlagsFromString } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import { serveCommands } from '../channel/serve-commands.ts'
import type { OtlpBody } from '../commands/ingest-otlp.ts'
import type { WriteCall } from '../commands/mlflow-calls.ts'
import { createWriter } from '../commands/writer-commands.ts'

if (parentPort === null) throw new Error('started as a worker thread only')

/**
 * A batch's spans live just long enough to outlast some collections of new objects. V8 learns from that to make their
 * like among the old ones, where they, dead, keep alive all they refer to, until a full collection: most of every batch
 * was copied to the old space (measured: 10 to 18 % of the CPU time of large spans). Not under Electron, whose V8 may
 * have its flags frozen by now.
 */
if (process.versions.electron === undefined) setFlagsFromString('--no-allocation-site-pretenuring')

/** Bodies stored in one transaction: small ones share a commit, large ones are answered while the next is stored. */
const maxGroupBytes = 256 * 1024
/** A body of a few spans need not wait behind large ones. */
const lightBytes = 16 * 1024

const writer = createWriter({
  emit: (event) => server.emit(event),
  addPort: (port) => server.addPort(port),
})

const server = serveCommands(parentPort, writer.commands, {
  bulk: ['ingestOtlp', 'ingestBatch', 'mlflowStreamedWrite'],
  groups: {
    ingestOtlp: {
      max: 64,
      maxWeight: maxGroupBytes,
      lightWeight: lightBytes,
      weigh: (input) => (input as OtlpBody).body.byteLength,
      run: (bodies) => writer.ingestOtlpGroup(bodies as OtlpBody[]),
    },
    // Records of a few hundred bytes.
    mlflowStreamedWrite: {
      max: 64,
      maxWeight: 64,
      lightWeight: 1,
      weigh: () => 1,
      run: (calls) => writer.mlflowWriteGroup(calls as WriteCall[]),
    },
  },
  whenIdle: writer.whenIdle,
})
