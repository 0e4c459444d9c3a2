/** Messages between a test and the stand-in that it forked. */

/** From the test: what a person or the system would do outside the page. */
export type ToHost =
  | { kind: 'answerDialog'; paths: string[] }
  | { kind: 'clickMenu'; labels: string[] }
  | { kind: 'readMenu'; id: number }

/** To the test: where the browser is, and what the app asked the system for. */
export type FromHost =
  | { kind: 'ready'; endpoint: string }
  | { kind: 'menu'; id: number; labels: string[] }
  | { kind: 'dialog'; name: string; options: unknown }
  | { kind: 'openExternal'; url: string }
  | { kind: 'showItemInFolder'; path: string }
  | { kind: 'title'; title: string }

export function tell(message: FromHost): void {
  process.send?.(message)
}

export function onControl(listener: (message: ToHost) => void): void {
  process.on('message', (message) => listener(message as ToHost))
  // The app alone decides how long it lives.
  process.channel?.unref()
}
