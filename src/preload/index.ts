/**
 * The bridge of the Electron window, `window.assay` (see `shared/contract/bridge.ts`). It passes the engine's port on
 * and names a handful of host functions; it knows no procedure of the contract.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import { type AssayBridge, enginePortMessage, type HostEvent, type HostFunctions } from '../shared/contract/bridge.ts'

interface Listener {
  kinds: HostEvent['kind'][]
  call: (event: HostEvent) => void
}

const listeners = new Set<Listener>()
/** What happened before the page listened for it, such as the file that Assay was started with. */
let missed: HostEvent[] = []

ipcRenderer.on('host-event', (_event: IpcRendererEvent, event: HostEvent) => {
  const interested = [...listeners].filter(({ kinds }) => kinds.includes(event.kind))
  if (interested.length === 0) missed.push(event)
  for (const { call } of interested) call(event)
})

window.addEventListener('message', (event) => {
  // Same origin: the policy allows no frames, so this is the page itself.
  if (event.origin !== window.location.origin || event.data !== enginePortMessage) return
  const [port] = event.ports
  if (port !== undefined) ipcRenderer.postMessage('engine-port', null, [port])
})

function callHost<K extends keyof HostFunctions>(name: K, argument: Parameters<HostFunctions[K]>[0]) {
  return ipcRenderer.invoke('host', name, argument) as ReturnType<HostFunctions[K]>
}

const bridge: AssayBridge = {
  platform: process.platform as AssayBridge['platform'],
  pickOpenFiles: (options) => callHost('pickOpenFiles', options),
  pickSaveFile: (options) => callHost('pickSaveFile', options),
  printToPdf: (options) => callHost('printToPdf', options),
  revealInFolder: (path) => callHost('revealInFolder', path),
  openExternal: (url) => callHost('openExternal', url),
  setTitle: (title) => callHost('setTitle', title),
  pathForFile: (file) => webUtils.getPathForFile(file),
  onHostEvent(kinds, call) {
    const listener: Listener = { kinds: [...kinds], call }
    listeners.add(listener)
    const waited = missed.filter(({ kind }) => kinds.includes(kind))
    missed = missed.filter(({ kind }) => !kinds.includes(kind))
    for (const event of waited) call(event)
    return () => {
      listeners.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('assay', bridge)
