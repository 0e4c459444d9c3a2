/**
 * Which evaluations were begun here. A workspace can come from anybody, with a run in it that is "running" and whose target is a program,
 * or sends secrets of the environment somewhere: only what a person began on this machine goes on by itself.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { EvaluationConfig } from '../../shared/model/evaluation.ts'
import type { Json } from '../../shared/model/json.ts'
import { canonicalJson } from '../store/assessment-rows.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

const Entry = z.object({ runId: z.string(), configHash: z.string() })
/** Of workspaces that never came back, the oldest are forgotten; their runs then wait for a person. */
const mostKept = 500

export interface BegunRuns {
  add(runId: string, config: EvaluationConfig): void
  /** With this very configuration: the workspace may have been elsewhere meanwhile. */
  has(runId: string, config: EvaluationConfig): boolean
  remove(runId: string): void
}

/** Kept in `file`, which belongs to the data folder. */
export function openBegunRuns(file: string): BegunRuns {
  let entries = readJsonFile(file, z.array(Entry), [])

  function keep(next: z.infer<typeof Entry>[]): void {
    entries = next.slice(0, mostKept)
    writeJsonFile(file, entries)
  }

  const hash = (config: EvaluationConfig) =>
    createHash('sha256')
      .update(canonicalJson(JSON.parse(JSON.stringify(config)) as Json))
      .digest('hex')
  const others = (runId: string) => entries.filter((entry) => entry.runId !== runId)
  return {
    add: (runId, config) => keep([{ runId, configHash: hash(config) }, ...others(runId)]),
    has: (runId, config) => entries.some((entry) => entry.runId === runId && entry.configHash === hash(config)),
    remove: (runId) => keep(others(runId)),
  }
}
