import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function receiverHandlers(os: Implementer, { receivers }: Services) {
  return { status: os.receivers.status.handler(() => receivers.status()) }
}

export function eventHandlers(os: Implementer, { bus }: Services) {
  return { subscribe: os.events.subscribe.handler(({ signal }) => bus.subscribe(signal)) }
}
