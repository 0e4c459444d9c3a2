import { implement, ORPCError, ValidationError } from '@orpc/server'
import { errorStatus } from '../../shared/contract/errors.ts'
import { contract } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/model/error.ts'
import { RemoteBug, toWireError } from './channel/wire-error.ts'
import type { Log } from './log.ts'

export interface ImplementerOptions {
  log: Log
  /** Whether answers are checked against the contract: on in tests and development, off where it costs users time. */
  isOutputChecked: boolean
}

/** The contract's implementer: handlers throw AppErrors, callers get the contract's defined errors. */
export type Implementer = ReturnType<typeof createImplementer>

export function createImplementer({ log, isOutputChecked }: ImplementerOptions) {
  // An index that no middleware has leaves the check of outputs out.
  return implement(contract, { initialOutputValidationIndex: isOutputChecked ? 0 : Number.NaN }).use(
    async ({ next, path }) => {
      try {
        return await next()
      } catch (error) {
        throw toContractError(error, path.join('.'), log)
      }
    },
  )
}

/** The one place where failures become errors of the contract. */
export function toContractError(error: unknown, procedure: string, log: Log): Error {
  if (error instanceof ORPCError) {
    if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError)
      return defined(toInvalidInput(error.cause))
    const report = error.cause instanceof ValidationError ? describeIssues(error.cause) : `${error.code}`
    return defined(internalError(log.bug(report, procedure)))
  }
  if (error instanceof RemoteBug) return defined(internalError(log.bug(error.report, procedure)))
  const wire = toWireError(error)
  if (wire.report !== undefined) return defined(internalError(log.bug(wire.report, procedure)))
  return defined(new AppError(wire.code, wire.message, wire.details === undefined ? {} : { details: wire.details }))
}

function internalError(reportId: string): AppError {
  return new AppError('INTERNAL', `Something failed inside Assay (report ${reportId}).`, { details: { reportId } })
}

function toInvalidInput(error: ValidationError): AppError {
  const issue = error.issues[0]
  const path = pathOf(issue)
  const message = `${path === '' ? 'The input' : path}: ${issue?.message ?? 'not valid'}`
  return new AppError('INVALID_INPUT', message, { details: { path, issues: error.issues.length } })
}

function pathOf(issue: ValidationError['issues'][number] | undefined): string {
  return (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
}

/** Where an answer breaks the contract; paths and messages only, never values. */
function describeIssues(error: ValidationError): string {
  const lines = error.issues.slice(0, 5).map((issue) => `${pathOf(issue)}: ${issue.message}`)
  return [error.message, ...lines].join('\n')
}

function defined(error: AppError): ORPCError<string, AppError['details']> {
  return new ORPCError(error.code, {
    defined: true,
    status: errorStatus[error.code],
    message: error.message,
    data: error.details,
  })
}
