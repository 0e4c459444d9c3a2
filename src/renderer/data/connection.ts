/** Whether the engine answers; shown by the banner, decided by the event subscription and failed calls. */
import { create } from 'zustand'

export type ConnectionState =
  /** Nothing heard yet. */
  | 'connecting'
  | 'ready'
  /** Was ready, now silent; retried on its own. */
  | 'lost'
  /** The browser host does not know this browser: the start link has to be opened again. */
  | 'refused'

export const useConnection = create<{ state: ConnectionState }>(() => ({ state: 'connecting' }))

/** Records what was learnt about the connection. */
export function setConnection(state: ConnectionState): void {
  if (useConnection.getState().state !== state) useConnection.setState({ state })
}
