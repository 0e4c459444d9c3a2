/** Who may call the MLflow API: programs of this machine, pages served from it, and with a token only who knows it. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isLocalHost, isLocalOrigin } from '../otlp/local-names.ts'

export interface Denial {
  status: number
  /** Stable code for the list of rejections. */
  reason: string
  message: string
  /** MLflow answers these two as plain text, others in its form of errors. */
  isText: boolean
}

/** What a client asks before it knows whether it may, the Python helper, and a page without data: answered without a token. */
const openPaths = new Set(['/', '/favicon.ico', '/version', '/health', '/assay_mlflow.py'])

const invalidHost: Denial = {
  status: 403,
  reason: 'hostNotAllowed',
  message: 'Invalid Host header - possible DNS rebinding attack detected. Use 127.0.0.1 or localhost.',
  isText: true,
}
const invalidOrigin: Denial = {
  status: 403,
  reason: 'originNotAllowed',
  message: 'Cross-origin request blocked. Web pages may call only when they are served from localhost.',
  isText: true,
}
const unauthenticated: Denial = {
  status: 401,
  reason: 'tokenMissing',
  message:
    'This Assay asks for a token: set MLFLOW_TRACKING_TOKEN to the one in its settings (or MLFLOW_TRACKING_PASSWORD, with any user name).',
  isText: false,
}

/** Why the request's `Host` or `Origin` is refused; undefined when it is not. */
export function findForeignSender(request: IncomingMessage, allowedHosts: readonly string[]): Denial | undefined {
  const { host, origin } = request.headers
  if (!isLocalHost(host, allowedHosts)) return invalidHost
  if (origin !== undefined) return isLocalOrigin(origin, allowedHosts) ? undefined : invalidOrigin
  return isForeignFetch(request) ? invalidOrigin : undefined
}

/**
 * Browsers leave `Origin` out of a picture's GET and of a link, but say where it comes from (Fetch Metadata). A link
 * from elsewhere may open a page of Assay's, such as a review that somebody was sent; it may not call the API.
 */
function isForeignFetch({ headers, url = '' }: IncomingMessage): boolean {
  if (headers['sec-fetch-site'] !== 'cross-site') return false
  return headers['sec-fetch-mode'] !== 'navigate' || /^\/(ajax-)?api\//.test(url)
}

/**
 * Why the request is refused when `token` is asked for (empty: it is not). MLflow's clients send it as
 * `Authorization: Bearer TOKEN`, or as the password of Basic, as which a browser asks for it.
 */
export function findMissingToken(request: IncomingMessage, path: string, token: string): Denial | undefined {
  if (token === '' || openPaths.has(path)) return undefined
  const given = readToken(request.headers.authorization)
  return given !== undefined && isSameText(given, token) ? undefined : unauthenticated
}

function readToken(authorization: string | undefined): string | undefined {
  const match = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization ?? '')
  const value = match?.[2]
  if (value === undefined) return undefined
  if (match?.[1]?.toLowerCase() === 'bearer') return value
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : pair.slice(colon + 1)
}

/** In a time that tells nothing of where, or after how many characters, they differ. */
function isSameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
