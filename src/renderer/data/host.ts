/**
 * What differs between an Electron window and a browser tab: file dialogs, reveal in folder, opening links. The
 * interface asks for a capability, never for Electron.
 */
import type { FileKind, HostEvent } from '../../shared/contract/bridge.ts'
import { downloadPath, uploadPath } from '../../shared/contract/browser-host.ts'
import type { ImportSource } from '../../shared/model/job.ts'

/** A file someone chose or dropped: by path where the engine can read it itself, else the file's bytes. */
export interface HostFile {
  name: string
  sizeBytes: number | undefined
  path: string | undefined
  file: File | undefined
}

export interface Host {
  capabilities: {
    /** Chooses existing files and places to write by the system's dialogs, as paths. */
    hasFileDialogs: boolean
    canReveal: boolean
    /** Writes PDF files itself; elsewhere the browser's print dialog does. */
    canPrintToPdf: boolean
  }
  platform: 'darwin' | 'win32' | 'linux'
  /** Files to read; empty when cancelled. */
  pickOpenFiles(options: { title: string; kinds: FileKind[]; isMultiple: boolean }): Promise<HostFile[]>
  /** Where to write; undefined when cancelled or without file dialogs. */
  pickSaveFile(options: { title: string; kinds: FileKind[]; defaultName: string }): Promise<string | undefined>
  /** Only where `canPrintToPdf`. */
  printToPdf(options: { html: string; path: string }): Promise<void>
  revealInFolder(path: string): Promise<void>
  /** Opens a web or mail address outside Assay; anything else is ignored. */
  openExternal(url: string): Promise<void>
  setTitle(title: string): Promise<void>
  /** A dropped or picked file, with its path where the host knows it. */
  toHostFile(file: File): HostFile
  /** Makes the file readable for the engine: its path, or an upload with progress from 0 to 1. */
  toImportSource(
    file: HostFile,
    options: { onProgress: (fraction: number) => void; signal: AbortSignal },
  ): Promise<ImportSource>
  /** Hands a finished export to the browser; only without file dialogs. */
  download(jobId: string): void
  /** Host events from now on. Returns the stop function. */
  onHostEvent(listener: (event: HostEvent) => void): () => void
}

/** Schemes that may leave Assay. */
export function isExternalUrl(url: string): boolean {
  return /^(https?:|mailto:)/i.test(url)
}

function fileNameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

/** The file's own time, which the engine cannot see on bytes that were handed over; none from before 1970. */
function timeOf(file: File): { modifiedAtMs?: number } {
  return file.lastModified >= 0 ? { modifiedAtMs: Math.floor(file.lastModified) } : {}
}

/** Bytes go to the browser host's `/upload`; XMLHttpRequest, as fetch tells no upload progress. */
function upload(
  file: File,
  options: { onProgress: (fraction: number) => void; signal: AbortSignal },
): Promise<ImportSource> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', uploadPath)
    request.responseType = 'json'
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = (event) => options.onProgress(event.total > 0 ? event.loaded / event.total : 0)
    request.onload = () => {
      const answer: unknown = request.response
      if (request.status === 200 && typeof answer === 'object' && answer !== null && 'uploadId' in answer) {
        resolve({ uploadId: String(answer.uploadId), fileName: file.name, ...timeOf(file) })
      } else {
        reject(new Error(`The upload was refused (${request.status}).`))
      }
    }
    request.onerror = () => reject(new TypeError('The upload did not reach Assay.'))
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'))
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    if (options.signal.aborted) return reject(new DOMException('The upload was cancelled.', 'AbortError'))
    request.send(file)
  })
}

function pickWithInput(kinds: FileKind[], isMultiple: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = isMultiple
    const extensions = kinds.flatMap((kind) => kind.extensions)
    if (!extensions.includes('*')) input.accept = extensions.map((extension) => `.${extension}`).join(',')
    input.onchange = () => resolve([...(input.files ?? [])])
    input.oncancel = () => resolve([])
    input.click()
  })
}

function browserPlatform(): Host['platform'] {
  const agent = navigator.userAgent
  return /Mac|iPhone|iPad/.test(agent) ? 'darwin' : /Windows/.test(agent) ? 'win32' : 'linux'
}

function makeHost(): Host {
  const bridge = window.assay
  const toHostFile = (file: File): HostFile => {
    const path = bridge?.pathForFile(file) ?? ''
    return { name: file.name, sizeBytes: file.size, path: path === '' ? undefined : path, file }
  }
  return {
    capabilities: {
      hasFileDialogs: bridge !== undefined,
      canReveal: bridge !== undefined,
      canPrintToPdf: bridge !== undefined,
    },
    platform: bridge?.platform ?? browserPlatform(),
    async pickOpenFiles(options) {
      if (bridge === undefined) return (await pickWithInput(options.kinds, options.isMultiple)).map(toHostFile)
      const paths = await bridge.pickOpenFiles(options)
      return paths.map((path) => ({ name: fileNameOf(path), sizeBytes: undefined, path, file: undefined }))
    },
    async pickSaveFile(options) {
      return bridge?.pickSaveFile(options)
    },
    async printToPdf(options) {
      await bridge?.printToPdf(options)
    },
    async revealInFolder(path) {
      await bridge?.revealInFolder(path)
    },
    async openExternal(url) {
      if (!isExternalUrl(url)) return
      if (bridge !== undefined) await bridge.openExternal(url)
      else window.open(url, '_blank', 'noopener,noreferrer')
    },
    async setTitle(title) {
      document.title = title
      await bridge?.setTitle(title)
    },
    toHostFile,
    async toImportSource(hostFile, options) {
      if (hostFile.path !== undefined) return { path: hostFile.path }
      if (hostFile.file === undefined) throw new Error('The file has neither a path nor content.')
      if (bridge === undefined) return upload(hostFile.file, options)
      // A file without a path in a window, such as one made by a page: only text can be handed over.
      return { text: await hostFile.file.text(), fileName: hostFile.name, ...timeOf(hostFile.file) }
    },
    download(jobId) {
      const anchor = document.createElement('a')
      anchor.href = downloadPath(jobId)
      anchor.download = ''
      anchor.click()
    },
    onHostEvent(listener) {
      return bridge?.onHostEvent(['command', 'files'], listener) ?? (() => undefined)
    },
  }
}

export const host: Host = makeHost()

/** A path of a file outside any dialog, such as one the system asked to open. */
export function hostFileAt(path: string): HostFile {
  return { name: fileNameOf(path), sizeBytes: undefined, path, file: undefined }
}
