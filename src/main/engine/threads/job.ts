/** Entry of a job thread. */
import { parentPort } from 'node:worker_threads'
import { type CommandServer, serveCommands } from '../channel/serve-commands.ts'
import { createJobCommands } from '../commands/job-commands.ts'

if (parentPort === null) throw new Error('started as a worker thread only')

const server: CommandServer = serveCommands(
  parentPort,
  createJobCommands({ emit: (event) => server.emit(event), poll: () => server.poll() }),
)
