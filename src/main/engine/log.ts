import { randomBytes } from 'node:crypto'

export interface Log {
  /** Writes down a bug (see `describeBug`) and answers the short id that a person can quote. */
  bug(report: string, where: string): string
  info(message: string): void
}

/** Writes one line an entry to `write`. Entries never hold trace content: callers give sentences of Assay's own. */
export function createLog(write: (line: string) => void): Log {
  const entry = (fields: Record<string, string>) => write(JSON.stringify({ at: new Date().toISOString(), ...fields }))
  return {
    bug(report, where) {
      const reportId = randomBytes(4).toString('hex')
      entry({ level: 'error', reportId, where, report })
      return reportId
    },
    info: (message) => entry({ level: 'info', message }),
  }
}
