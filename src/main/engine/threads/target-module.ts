/** Entry of the thread that a module of the user's runs in, so that it can hang or fail without harm to Assay. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ModuleThreadData, ToModule } from '../../evaluation/targets/module-messages.ts'
import { createModuleServer } from '../../evaluation/targets/serve-module.ts'

if (parentPort === null) throw new Error('started as a worker thread only')
const port = parentPort
const answer = createModuleServer(workerData as ModuleThreadData, (message) => port.postMessage(message))
port.on('message', (message: ToModule) => void answer(message))
