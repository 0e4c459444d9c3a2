import { app, type Session, session, shell, type WebContents, type WebFrameMain } from 'electron'
import { appOrigin } from './protocol.ts'

/** Origins that a window may show: the app's own, and the development server's when one is used. */
export function allowedOrigins(): string[] {
  const development = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
  return development === undefined ? [appOrigin] : [appOrigin, new URL(development).origin]
}

function originOf(url: string): string | undefined {
  try {
    const { protocol, host, origin } = new URL(url)
    // Node gives schemes that it does not know the origin "null".
    return origin === 'null' ? `${protocol}//${host}` : origin
  } catch {
    return undefined
  }
}

/** Whether a message comes from the page we loaded, in the top frame. Everything else is ignored by the caller. */
export function isTrustedFrame(frame: WebFrameMain | null): boolean {
  if (frame === null || frame.parent !== null) return false
  const origin = originOf(frame.url)
  return origin !== undefined && allowedOrigins().includes(origin)
}

/** Opens `https:` links in the system's browser; anything else could start programs. */
export async function openExternalLink(url: string): Promise<void> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== 'https:') throw new Error('Only https links are opened.')
  await shell.openExternal(parsed.href)
}

/** No page in Assay needs camera, notifications, devices and the like; copying text is all it does. */
export function lockDownSession(target: Session = session.defaultSession): void {
  const isAllowed = (permission: string) => permission === 'clipboard-sanitized-write'
  target.setPermissionRequestHandler((_contents, permission, answer) => answer(isAllowed(permission)))
  target.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
  target.setDevicePermissionHandler(() => false)
}

/** A window shows the app and stays there: no navigation, no further windows, no embedded pages. */
export function lockDownContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    const origin = originOf(event.url)
    if (origin === undefined || !allowedOrigins().includes(origin)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openExternalLink(url).catch(() => undefined)
    return { action: 'deny' }
  })
}
