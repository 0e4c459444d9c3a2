import type { ErrorCode } from '../../../shared/model/error.ts'

/** What the interface says for each expected failure: what is the case, then what to do. */
export const errors = {
  INVALID_INPUT: 'Something in the request is not valid. Check the values and try again.',
  NOT_FOUND: 'This is no longer here. It may have been deleted.',
  CONFLICT: 'This was changed elsewhere, or the name is taken. Reload, or choose another name.',
  TOO_LARGE: 'This is too large to handle.',
  UNSUPPORTED_FORMAT: 'The format was not recognised. Assay reads OTLP, MLflow, CSV, JSONL and Parquet files.',
  NO_WORKSPACE: 'No workspace is open. Open or create one first.',
  STORE_LOCKED: 'Another Assay has this workspace open. Close it there, or open it read-only here.',
  STORE_BUSY: 'The workspace is busy. Try again in a moment.',
  STORE_READ_ONLY: 'This workspace is open read-only, so it cannot be changed.',
  STORE_FULL: 'The disk is full. Free some space, then try again; nothing saved so far is lost.',
  STORE_CORRUPT: 'The workspace file is damaged. Restore a backup; Assay keeps some beside the file.',
  STORE_TOO_NEW: 'A newer Assay wrote this workspace. Update Assay to open it; the file was not touched.',
  STORE_FOREIGN: 'This file is not an Assay workspace, or holds parts that Assay did not write. It was not opened.',
  AIR_GAPPED: 'The air gap is on, so nothing was sent. It can be switched off in Settings, under Providers.',
  UNAVAILABLE: 'Assay’s engine does not answer. Reconnecting…',
  CANCELLED: 'Cancelled.',
  INTERNAL: 'Something failed inside Assay. The details can be copied for a bug report.',
} satisfies Record<ErrorCode, string>
