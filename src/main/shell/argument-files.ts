import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'

/** What Assay opens or imports when the system or a command line names it. */
const knownFile = /\.(assay|json|jsonl|ndjson|csv|tsv|parquet)(\.(gz|zst))?$/i

/** Files among the arguments of a start, relative ones resolved against where it was started. */
export function filesOfArguments(argv: readonly string[], folder: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-') && knownFile.test(argument))
    .map((argument) => (isAbsolute(argument) ? argument : resolve(folder, argument)))
    .filter((path) => existsSync(path))
}
