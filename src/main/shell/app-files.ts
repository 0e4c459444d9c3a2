import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { pageHeaders } from '../../shared/contract/page-policy.ts'

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Answers one request of the `app:` scheme with a file of `folder`, and with nothing else. */
export async function answerAppRequest(request: { url: string; method: string }, folder: string): Promise<Response> {
  const url = new URL(request.url)
  if (url.host !== 'assay' || request.method !== 'GET') return refuse(403)
  const path = await findFile(folder, url.pathname)
  if (path === undefined) return refuse(404)
  const type = contentTypes[extname(path)] ?? 'application/octet-stream'
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
  return new Response(body as unknown as BodyInit, { headers: { ...pageHeaders, 'content-type': type } })
}

function refuse(status: number): Response {
  return new Response(`${status}\n`, { status, headers: { ...pageHeaders, 'content-type': 'text/plain' } })
}

/** A file inside `folder`, after links are followed; a path without an extension is an address within the page. */
async function findFile(folder: string, pathname: string): Promise<string | undefined> {
  let relative: string
  try {
    relative = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  if (relative.includes('\0')) return undefined
  const isAddress = extname(relative) === ''
  try {
    const root = await realpath(folder)
    const path = await realpath(join(root, isAddress ? 'index.html' : relative))
    return path.startsWith(root + sep) && (await stat(path)).isFile() ? path : undefined
  } catch {
    return undefined
  }
}
