import { parseArgs } from 'node:util'

/** Exit codes, for scripts. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  /** The words of the call are off. */
  usage: 2,
  /** Done, but some records of the source were skipped. */
  partial: 3,
  /** Done, but a measure is below what `--min` asks for. */
  belowMinimum: 4,
  /** Interrupted (128 + SIGINT, as shells count). */
  interrupted: 130,
} as const

/** A call that cannot be understood; its message is shown with the usage. */
export class UsageError extends Error {}

export interface OptionSpec {
  type: 'string' | 'boolean'
  short?: string
  multiple?: boolean
}

export interface Parsed {
  positionals: string[]
  flag(name: string): boolean
  text(name: string): string | undefined
  texts(name: string): string[]
  /** @throws UsageError when it is not a port number */
  port(name: string): number | undefined
}

/**
 * Reads a command's own words. Every command also knows `--json`, `--help` and `--data-folder`.
 *
 * @throws UsageError for unknown options and missing values
 */
export function parseWords(words: string[], options: Record<string, OptionSpec>): Parsed {
  const all: Record<string, OptionSpec> = {
    ...options,
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    'data-folder': { type: 'string' },
  }
  const { values, positionals } = parse(words, all)
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    positionals,
    flag: (name) => values[name] === true,
    text,
    texts: (name) => [values[name] ?? []].flat().filter((value) => typeof value === 'string'),
    port: (name) => {
      const given = text(name)
      if (given === undefined) return undefined
      const port = Number(given)
      if (!/^\d+$/.test(given) || port > 65_535) throw new UsageError(`--${name} takes a port number from 0 to 65535.`)
      return port
    },
  }
}

function parse(words: string[], options: Record<string, OptionSpec>) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
