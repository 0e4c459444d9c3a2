import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/**
 * Who may talk to the browser host: pages it served itself, opened with the link it printed, and scripts that know
 * the token. Other web pages in the same browser, other people on the machine and names that a foreign DNS points at
 * 127.0.0.1 may not.
 */
export interface Access {
  /** Part of the start link, also taken as `Authorization: Bearer`. New for every launch. */
  token: string
  cookieName: string
  /** Value of the cookie that a valid token is exchanged for. */
  session: string
}

/** Cookies do not see ports, so the name carries it: two Assays side by side keep their sessions apart. */
export function createAccess(port: number): Access {
  return {
    token: randomBytes(24).toString('base64url'),
    cookieName: `assay_${port}`,
    session: randomBytes(24).toString('base64url'),
  }
}

/** Compares in constant time, as a token must not be guessed byte by byte. */
export function isSameSecret(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** How a machine calls itself. */
export const loopbackNames: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Whether `Host` names this machine, by its loopback address or another of `names`, and `port`. */
export function isOwnHost(host: string | undefined, port: number, names = loopbackNames): boolean {
  return host !== undefined && ownHosts(port, names).includes(host.toLowerCase())
}

function ownHosts(port: number, names: readonly string[]): string[] {
  return names.flatMap((name) => (port === 80 ? [name] : [`${name}:${port}`]))
}

/**
 * Whether a request may have come from the host's own page, by what browsers say of its origin. Requests that say
 * nothing (scripts) pass: they need the token like any other.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, port: number, names = loopbackNames): boolean {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return origin === undefined || ownHosts(port, names).some((host) => origin.toLowerCase() === `http://${host}`)
}

/** Whether a browser says it is opening an address as a page, the one request that may come from elsewhere. */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  const mode = headers['sec-fetch-mode']
  return mode === undefined || mode === 'navigate'
}

export function isSignedIn(
  access: Access,
  cookies: Record<string, string | undefined>,
  authorization: string | undefined,
): boolean {
  const bearer = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  return isSameSecret(cookies[access.cookieName], access.session) || isSameSecret(bearer, access.token)
}
