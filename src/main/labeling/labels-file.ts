/**
 * The labels file (`name.labels.json`): the work of reviewers on the items of one session, without the traces. UTF-8 JSON:
 *
 *     {
 *       "format": "assay.labels", "version": 1,
 *       "sessionId": "…",             the run of the session
 *       "sessionName": "…",           optional
 *       "workspaceId": "…",           the workspace that the session is at home in
 *       "packageId": "…",             where the work was done in a package
 *       "origin": "…",                id of the place that made the file: package or workspace
 *       "madeAtMs": 0,                times are milliseconds since 1970
 *       "exportedAtMs": 0,            when the package was made
 *       "items": [{
 *         "traceId": "32 hex digits", "reviewer": "…",
 *         "contentHash": "…",         of the trace at home when the package was made
 *         "work": {"state": "complete", "reason": "…", "activeMs": 0, "visible": {}, "startedAtMs": 0, "endedAtMs": 0,
 *                  "updatedAtMs": 0, "origin": "…"},
 *         "note": {"text": "…", "isUnsure": true, "notedAtMs": 0, "origin": "…"},
 *         "answers": [{"schemaId": "…", "version": 1, "value": …, "rationale": "…", "isBulk": true, "savedAtMs": 0, "origin": "…"}],
 *         "repeat": {"state": "complete", "isUnsure": false, "activeMs": 0, "updatedAtMs": 0,
 *                    "answers": {"schema id": {"version": 1, "value": …, "savedAtMs": 0}}}   when the item came a second time
 *       }]
 *     }
 *
 * An `origin` inside an item says that the answer (or the last change) was made at another place than that of the file. A `value` that is
 * absent was taken back. Readers pass over members they do not know; `version` rises when they must not.
 */
import * as z from 'zod'
import { AppError } from '../../shared/model/error.ts'
import { Json } from '../../shared/model/json.ts'
import { WorkState } from '../../shared/model/label-work.ts'
import { RepeatRecord } from '../store/label-repeats.ts'
import type { WorkItem } from '../store/work-records.ts'
import { isDeeper } from './json-depth.ts'

export const labelsFormat = 'assay.labels'
const labelsVersion = 1
export const maxLabelsBytes = 256 * 1024 * 1024
/** Answers are flat; nothing that Assay writes nests deeper than a few levels. */
const maxDepth = 32
const maxItems = 500_000
/** The year 9999. */
export const lastMs = 253_402_300_799_999

const Id = z.string().min(1).max(250)
const TimeMs = z.number().int().min(0).max(lastMs)
const Value = Json.refine((value) => JSON.stringify(value).length <= 1_000_000, 'The answer is too long.')

const Work = z.object({
  state: WorkState,
  reason: z.string().max(2_000).optional(),
  activeMs: TimeMs,
  visible: z.record(z.string(), Json).optional(),
  startedAtMs: TimeMs.optional(),
  endedAtMs: TimeMs.optional(),
  updatedAtMs: TimeMs,
  origin: Id.optional(),
})

const Note = z.object({
  text: z.string().max(20_000).optional(),
  isUnsure: z.boolean().optional(),
  notedAtMs: TimeMs,
  origin: Id.optional(),
})

const Answer = z.object({
  schemaId: Id,
  version: z.number().int().min(1).max(1_000_000),
  value: Value.optional(),
  rationale: z.string().max(20_000).optional(),
  isBulk: z.boolean().optional(),
  savedAtMs: TimeMs,
  origin: Id.optional(),
})

const Item = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  reviewer: z.string().trim().min(1).max(250),
  contentHash: z.string().max(100).optional(),
  work: Work,
  note: Note.optional(),
  answers: z.array(Answer).max(1_000),
  repeat: RepeatRecord.optional(),
})
export type LabelsItem = z.infer<typeof Item>

export const LabelsFile = z.object({
  format: z.literal(labelsFormat),
  version: z.literal(labelsVersion),
  sessionId: Id,
  sessionName: z.string().max(1_000).optional(),
  workspaceId: Id,
  packageId: Id.optional(),
  origin: Id,
  madeAtMs: TimeMs,
  exportedAtMs: TimeMs.optional(),
  items: z.array(Item).max(maxItems),
})
export type LabelsFile = z.infer<typeof LabelsFile>
/** All but the items. */
export type LabelsHeader = Omit<LabelsFile, 'items'>

/**
 * Reads a labels file.
 *
 * @throws AppError UNSUPPORTED_FORMAT (something else), STORE_TOO_NEW (of a later Assay), INVALID_INPUT, TOO_LARGE
 */
export function parseLabelsFile(text: string): LabelsFile {
  if (text.length > maxLabelsBytes) throw new AppError('TOO_LARGE', 'The labels file is too large.')
  if (isDeeper(text, maxDepth))
    throw new AppError('INVALID_INPUT', 'The labels file is nested too deep. It was not made by Assay.')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new AppError('UNSUPPORTED_FORMAT', 'The file is neither a package nor a labels file of Assay.', { cause })
  }
  const head = z.object({ format: z.literal(labelsFormat), version: z.number() }).safeParse(json)
  if (!head.success)
    throw new AppError('UNSUPPORTED_FORMAT', 'The file is neither a package nor a labels file of Assay.')
  if (head.data.version > labelsVersion) {
    throw new AppError('STORE_TOO_NEW', 'The labels file was made by a newer Assay. Update Assay to merge it.')
  }
  const file = LabelsFile.safeParse(json)
  if (file.success) return file.data
  const [issue] = file.error.issues
  const where = issue?.path.join('.') || 'the file'
  throw new AppError(
    'INVALID_INPUT',
    `The labels file cannot be read: ${where.slice(0, 200)} is not as it should be.`,
    {
      details: { path: where.slice(0, 200) },
    },
  )
}

/** Work as it travels. Origins of this place are left out. */
export function toLabelsItem(item: WorkItem, contentHash: string | undefined): LabelsItem {
  const { work, note } = item
  return {
    traceId: item.traceId,
    reviewer: item.reviewer,
    ...(contentHash === undefined ? {} : { contentHash }),
    work: {
      state: work.state,
      ...(work.reason === null ? {} : { reason: work.reason }),
      activeMs: work.activeMs,
      ...(work.visible === null ? {} : { visible: JSON.parse(work.visible) as Record<string, Json> }),
      ...(work.startedAtMs === null ? {} : { startedAtMs: work.startedAtMs }),
      ...(work.endedAtMs === null ? {} : { endedAtMs: work.endedAtMs }),
      updatedAtMs: work.updatedAtMs,
      ...(work.origin === '' ? {} : { origin: work.origin }),
    },
    ...(note.notedAtMs === 0
      ? {}
      : {
          note: {
            ...(note.note === null ? {} : { text: note.note }),
            ...(note.isUnsure ? { isUnsure: true } : {}),
            notedAtMs: note.notedAtMs,
            ...(note.origin === '' ? {} : { origin: note.origin }),
          },
        }),
    ...(item.repeat === undefined ? {} : { repeat: item.repeat }),
    answers: item.answers.map(({ schemaId, version, value, rationale, isBulk, savedAtMs, origin }) => ({
      schemaId,
      version,
      ...(value === null ? {} : { value: JSON.parse(value) as Json }),
      ...(rationale === null || rationale === '' ? {} : { rationale }),
      ...(isBulk === true ? { isBulk } : {}),
      savedAtMs,
      ...(origin === '' ? {} : { origin }),
    })),
  }
}
