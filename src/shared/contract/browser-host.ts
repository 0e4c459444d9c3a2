/**
 * Paths of the browser host (`assay serve`), all on the page's own origin. Every request carries the session cookie
 * that the printed start link sets, so the page adds nothing itself.
 */

/** The contract: `new RPCLink({ url: `${window.location.origin}${rpcPath}` })` from `@orpc/client/fetch`. */
export const rpcPath = '/rpc'

/**
 * `POST` with the file as the body and content type `application/octet-stream`. Answers `{ uploadId }` for
 * `ImportSource`, or 413 when it is larger than the host allows.
 */
export const uploadPath = '/upload'

/** `GET` of the file that a finished export or backup job wrote. */
export function downloadPath(jobId: string): string {
  return `/download/${encodeURIComponent(jobId)}`
}
