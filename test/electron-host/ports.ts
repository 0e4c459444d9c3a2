import { EventEmitter } from 'node:events'

/** How data travels over the binding, which takes JSON only. */
export type Packed = { json: unknown } | { bytes: string; type: 'ArrayBuffer' | 'Uint8Array' }

export function pack(data: unknown): Packed {
  if (data instanceof Uint8Array) return { bytes: Buffer.from(data).toString('base64'), type: 'Uint8Array' }
  if (data instanceof ArrayBuffer) return { bytes: Buffer.from(data).toString('base64'), type: 'ArrayBuffer' }
  return { json: data }
}

export function unpack(packed: Packed): unknown {
  if ('json' in packed) return packed.json
  const bytes = new Uint8Array(Buffer.from(packed.bytes, 'base64'))
  return packed.type === 'ArrayBuffer' ? bytes.buffer : bytes
}

/** Electron's `MessagePortMain`, for a port whose other end is in a page. Holds messages back until `start`. */
export class TunnelledPort extends EventEmitter {
  readonly #send: (data: unknown) => void
  readonly #onClose: () => void
  #held: unknown[] | undefined = []
  #isClosed = false

  constructor(send: (data: unknown) => void, onClose: () => void) {
    super()
    this.#send = send
    this.#onClose = onClose
  }

  receive(data: unknown): void {
    if (this.#held !== undefined) this.#held.push(data)
    else this.emit('message', { data, ports: [] })
  }

  postMessage(data: unknown): void {
    if (!this.#isClosed) this.#send(data)
  }

  start(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const data of held) this.receive(data)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#onClose()
    this.emit('close')
  }
}
