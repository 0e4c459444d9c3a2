import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'
import { lockDownContents, lockDownSession } from './security.ts'

/** What the page may ask to have written: the name it chose in a dialog. */
export function isPdfPath(path: string): boolean {
  return isAbsolute(path) && extname(path).toLowerCase() === '.pdf'
}

/** Prints a self-contained page in a window that is never shown: no script runs in it, and it reads its own file alone. */
export async function printToPdf({ html, path }: { html: string; path: string }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-print-'))
  const page = join(folder, 'page.html')
  const isolated = session.fromPartition('print')
  lockDownSession(isolated)
  const address = pathToFileURL(page).href
  isolated.webRequest.onBeforeRequest((details, answer) => answer({ cancel: details.url !== address }))
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: isolated, javascript: false, sandbox: true, contextIsolation: true },
  })
  try {
    lockDownContents(window.webContents)
    await writeFile(page, html, { mode: 0o600 })
    await window.loadURL(address)
    const pdf = await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true, pageSize: 'A4' })
    // Written beside its place, so that half a file never stands there.
    const part = join(dirname(path), `.${basename(path)}.part`)
    await writeFile(part, pdf)
    await rename(part, path)
  } finally {
    window.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}
