/** Entry of the reader thread. */
import { parentPort } from 'node:worker_threads'
import { serveCommands } from '../channel/serve-commands.ts'
import { createReaderCommands } from '../commands/reader-commands.ts'

if (parentPort === null) throw new Error('started as a worker thread only')

serveCommands(parentPort, createReaderCommands(), {
  // Counting everything may take a while, and nobody reads a count as eagerly as a search.
  bulk: ['countTraces', 'countByExperiment'],
})
