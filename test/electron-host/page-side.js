/**
 * Runs in the page before anything else: plays `electron` for the preload script. `electronHostSend` is the binding to
 * the stand-in; what comes from there arrives by `electronHostReceive`. The text of the preload script is put in place
 * of PRELOAD by `web-contents.ts`.
 */
;(() => {
  if (window !== window.top || window.electronHostReceive !== undefined) return
  const send = window.electronHostSend
  const listeners = new Map()
  const ports = new Map()
  // Starts elsewhere in every page, so that a late message to a page that was left meets no port of the next one.
  let lastPort = Math.floor(performance.timeOrigin) * 1000

  const pack = (data) => {
    if (data instanceof ArrayBuffer || data instanceof Uint8Array) {
      const bytes = new Uint8Array(data)
      let binary = ''
      for (let start = 0; start < bytes.length; start += 32768) {
        binary += String.fromCharCode(...bytes.subarray(start, start + 32768))
      }
      return { bytes: btoa(binary), type: data instanceof ArrayBuffer ? 'ArrayBuffer' : 'Uint8Array' }
    }
    return { json: data }
  }
  const unpack = (packed) => {
    if ('json' in packed) return packed.json
    const bytes = Uint8Array.from(atob(packed.bytes), (character) => character.charCodeAt(0))
    return packed.type === 'ArrayBuffer' ? bytes.buffer : bytes
  }

  const takePort = (port) => {
    lastPort += 1
    const id = lastPort
    ports.set(id, port)
    port.onmessage = (event) => send({ kind: 'portMessage', id, data: pack(event.data) })
    port.addEventListener('close', () => send({ kind: 'portClose', id }))
    return id
  }

  Object.defineProperty(window, 'electronHostReceive', {
    value: (messages) => {
      for (const message of messages) {
        if (message.kind === 'portMessage') ports.get(message.id)?.postMessage(unpack(message.data))
        else if (message.kind === 'portClose') ports.get(message.id)?.close()
        else for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args)
      }
    },
  })

  const electron = {
    contextBridge: {
      exposeInMainWorld: (key, api) =>
        Object.defineProperty(window, key, { value: Object.freeze(api), enumerable: true }),
    },
    ipcRenderer: {
      on: (channel, listener) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      },
      invoke: async (channel, ...args) => {
        const answer = await send({ kind: 'invoke', channel, args })
        if ('error' in answer) throw new Error(`Error invoking remote method '${channel}': ${answer.error}`)
        return answer.value
      },
      postMessage: (channel, message, transfer = []) => {
        send({ kind: 'post', channel, message: pack(message), ports: transfer.map(takePort) })
      },
    },
    webUtils: {
      // Chromium tells pages no paths; a test that drops a file names it here.
      getPathForFile: (file) => window.electronHostPaths?.[file.name] ?? '',
    },
  }

  const preload = (require, process, module, exports) => {
    PRELOAD
  }
  const module = { exports: {} }
  const load = (name) => {
    if (name === 'electron') return electron
    throw new Error(`A sandboxed preload script cannot load ${name}.`)
  }
  preload(load, { platform: PLATFORM }, module, module.exports)
})()
