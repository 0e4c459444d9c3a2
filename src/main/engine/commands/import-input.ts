/** Where the bytes of an import are. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'

/** A file, or text that was pasted. Records without a time get `modifiedAtMs`. */
export type ImportInput = { fileName: string; sizeBytes: number; modifiedAtMs: number | undefined } & (
  | { path: string }
  | { text: string }
)

/** As the importers read it. */
export function toSource(input: ImportInput) {
  const { fileName, sizeBytes, modifiedAtMs } = input
  if ('text' in input)
    return { open: () => Readable.from([Buffer.from(input.text)]), fileName, sizeBytes, modifiedAtMs }
  const { path } = input
  return { open: () => createReadStream(path), fileName, sizeBytes, path, modifiedAtMs }
}
