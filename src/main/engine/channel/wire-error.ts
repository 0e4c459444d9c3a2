/** Errors on their way between threads, where class and prototype are lost. */
import { AppError, type ErrorCode } from '../../../shared/model/error.ts'
import { toStoreError } from '../../store/store-error.ts'

export interface WireError {
  code: ErrorCode
  message: string
  details: Record<string, string | number | boolean> | undefined
  /** For bugs: what a developer may see. Never the original message, as that may quote trace content. */
  report: string | undefined
}

/**
 * What may be told about an unexpected error: its name, its system code and where it was thrown. The message is left
 * out unless the error comes from the system or SQLite, as parsers quote their input in theirs.
 */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const said = code === undefined ? '' : ` ${code}: ${error.message}`
  return [`${error.name}${said}`, ...frames].join('\n')
}

export function toWireError(thrown: unknown): WireError {
  const error = toStoreError(thrown)
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, details: error.details, report: undefined }
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'CANCELLED', message: 'Cancelled.', details: undefined, report: undefined }
  }
  return { code: 'INTERNAL', message: 'Something failed inside Assay.', details: undefined, report: describeBug(error) }
}

/** A bug in another thread; `report` is what `describeBug` said there. */
export class RemoteBug extends Error {
  readonly report: string

  constructor(report: string) {
    super('Something failed in another thread.')
    this.name = 'RemoteBug'
    this.report = report
  }
}

export function fromWireError(wire: WireError): Error {
  if (wire.report !== undefined) return new RemoteBug(wire.report)
  return new AppError(wire.code, wire.message, wire.details === undefined ? undefined : { details: wire.details })
}
