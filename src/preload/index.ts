/**
 * The bridge of the Electron window, `window.assay` (see `shared/contract/bridge.ts`). It passes the engine's port on
 * and names a handful of host functions; it knows no procedure of the contract.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import { type AssayBridge, enginePortMessage, type HostEvent, type HostFunctions } from '../shared/contract/bridge.ts'

type HostEventListener = (event: HostEvent) => void

const listeners = new Set<HostEventListener>()
/** What happened before the page listened, such as the file that Assay was started with. */
const missed: HostEvent[] = []

ipcRenderer.on('host-event', (_event: IpcRendererEvent, event: HostEvent) => {
  if (listeners.size === 0) missed.push(event)
  for (const listener of listeners) listener(event)
})

window.addEventListener('message', (event) => {
  // Same origin: the policy allows no frames, so this is the page itself.
  if (event.origin !== window.location.origin || event.data !== enginePortMessage) return
  const [port] = event.ports
  if (port !== undefined) ipcRenderer.postMessage('engine-port', null, [port])
})

function call<K extends keyof HostFunctions>(name: K, argument: Parameters<HostFunctions[K]>[0]) {
  return ipcRenderer.invoke('host', name, argument) as ReturnType<HostFunctions[K]>
}

const bridge: AssayBridge = {
  platform: process.platform as AssayBridge['platform'],
  pickOpenFiles: (options) => call('pickOpenFiles', options),
  pickSaveFile: (options) => call('pickSaveFile', options),
  revealInFolder: (path) => call('revealInFolder', path),
  openExternal: (url) => call('openExternal', url),
  setTitle: (title) => call('setTitle', title),
  pathForFile: (file) => webUtils.getPathForFile(file),
  onHostEvent(listener) {
    listeners.add(listener)
    for (const event of missed.splice(0)) listener(event)
    return () => {
      listeners.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('assay', bridge)
