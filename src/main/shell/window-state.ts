import { readFileSync, writeFileSync } from 'node:fs'
import { type BrowserWindow, type Rectangle, screen } from 'electron'

export interface WindowState {
  bounds: Rectangle | undefined
  isMaximized: boolean
}

const smallest = { width: 720, height: 480 }

/** Where the window was left; nothing when the file is missing, damaged, or names a screen that is gone. */
export function readWindowState(file: string): WindowState {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
    const isUsable =
      bounds !== undefined &&
      [bounds.x, bounds.y, bounds.width, bounds.height].every(Number.isFinite) &&
      isOnScreen(bounds)
    return { bounds: isUsable ? bounds : undefined, isMaximized: isMaximized === true }
  } catch {
    return { bounds: undefined, isMaximized: false }
  }
}

function isOnScreen(bounds: Rectangle): boolean {
  if (bounds.width < smallest.width || bounds.height < smallest.height) return false
  const area = screen.getDisplayMatching(bounds).workArea
  const isInside = (from: number, length: number, start: number, extent: number) =>
    from < start + extent - 50 && from + length > start + 50
  return isInside(bounds.x, bounds.width, area.x, area.width) && isInside(bounds.y, bounds.height, area.y, area.height)
}

/** Writes the window's place whenever it closes. */
export function rememberWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
    try {
      writeFileSync(file, JSON.stringify(state))
    } catch {
      // A place not remembered is not worth keeping a window open for.
    }
  })
}
