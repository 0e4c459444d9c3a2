import { protocol } from 'electron'
import { answerAppRequest } from './app-files.ts'

/** Address of the interface in a window. A scheme of its own gives it an origin that no web page shares. */
export const appOrigin = 'app://assay'

/** Has to be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Answers `app://assay/…` with files of `folder` (the built renderer), and with nothing else. */
export function serveAppScheme(folder: string): void {
  protocol.handle('app', (request) => answerAppRequest(request, folder))
}
