import { BrowserWindow } from 'electron'
import type { HostEvent } from '../../shared/contract/bridge.ts'

/** Tells one window's page, or every page. */
export function sendHostEvent(event: HostEvent, window?: BrowserWindow): void {
  const windows = window === undefined ? BrowserWindow.getAllWindows() : [window]
  for (const each of windows) {
    if (!each.isDestroyed()) each.webContents.send('host-event', event)
  }
}
