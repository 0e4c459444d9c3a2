import { ORPCError } from '@orpc/client'
import { AppError } from '../../shared/model/error.ts'
import type { Job } from '../../shared/model/job.ts'

/** Results go to stdout; everything for a person's eyes only goes to stderr. */
export interface Output {
  /** Prints the result: the object with `--json`, else the lines. */
  result(value: object, lines: string[]): void
  note(line: string): void
  /** Shows how far a job is; only on a terminal, on one line that is rewritten. */
  progress(job: Job): void
  failure(error: unknown): void
}

export function createOutput(isJson: boolean): Output {
  let shownLength = 0

  function clear(): void {
    if (shownLength > 0) process.stderr.write(`\r${' '.repeat(shownLength)}\r`)
    shownLength = 0
  }

  return {
    result(value, lines) {
      clear()
      process.stdout.write(isJson ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''))
    },
    note(line) {
      clear()
      process.stderr.write(`${line}\n`)
    },
    progress(job) {
      if (!process.stderr.isTTY) return
      const share = job.progress === undefined ? '' : ` ${Math.floor(job.progress * 100)} %`
      const line = `${job.title}:${share} ${job.done.toLocaleString('en')} records`
      clear()
      process.stderr.write(line)
      shownLength = line.length
    },
    failure(error) {
      clear()
      const { code, message } = describe(error)
      if (isJson) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
      process.stderr.write(`assay: ${message}\n`)
    },
  }
}

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  if (error instanceof ORPCError) return { code: error.code, message: error.message }
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}
