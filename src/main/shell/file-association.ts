import { app } from 'electron'

/** Calls `onFiles` for files that macOS asks to open, also before the app is ready. */
export function watchOpenFile(onFiles: (paths: string[]) => void): void {
  app.on('open-file', (event, path) => {
    event.preventDefault()
    onFiles([path])
  })
}
