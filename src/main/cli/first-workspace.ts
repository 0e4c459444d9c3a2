/** Which workspace `assay serve` starts with. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { ORPCError } from '@orpc/client'
import { createRouterClient } from '@orpc/server'
import { AppError } from '../../shared/model/error.ts'
import type { Engine } from '../engine/engine.ts'
import { toNewPath } from '../engine/workspaces.ts'
import { type Parsed, UsageError } from './arguments.ts'
import type { Output } from './output.ts'

export interface Opening {
  workspace: string | undefined
  wantsSample: boolean
  mayCreate: boolean
  readOnly: boolean
}

/** Throws UsageError for options that contradict each other. */
export function readOpening(parsed: Parsed, workspace: string | undefined): Opening {
  const [wantsSample, mayCreate, readOnly] = [parsed.flag('sample'), parsed.flag('create'), parsed.flag('read-only')]
  if (mayCreate && workspace === undefined) throw new UsageError('--create needs the name of the workspace.')
  if (mayCreate && readOnly) throw new UsageError('--create and --read-only do not go together.')
  if (wantsSample && (readOnly || workspace !== undefined))
    throw new UsageError('--sample stands alone: it opens a workspace of its own, to be written in.')
  return { workspace, wantsSample, mayCreate, readOnly }
}

/**
 * The workspace asked for; else the one that was open last. That one may have gone or be in use: then the interface
 * starts without a workspace and says what can be opened.
 */
export async function openFirst(
  engine: Engine,
  { dataFolder, ...opening }: Opening & { dataFolder: string },
  output: Output,
) {
  const { workspace, wantsSample, mayCreate, readOnly } = opening
  const client = createRouterClient(engine.router)
  if (wantsSample) {
    await client.workspaces.openSample()
    return
  }
  if (workspace === undefined) {
    const [last] = await client.workspaces.recent()
    if (last?.exists !== true) return
    await client.workspaces.open({ path: last.path, readOnly }).catch((error: Error) => {
      output.note(`${last.path} was not opened: ${error.message}`)
    })
    return
  }
  const path = findWorkspace(workspace, dataFolder)
  if (path !== undefined) {
    await client.workspaces.open({ path, readOnly }).catch((error: unknown) => {
      throw isLocked(error) ? new AppError('STORE_LOCKED', lockedHint(workspace), { cause: error }) : error
    })
  } else if (mayCreate) {
    const { path: made } = await client.workspaces.create({ path: toCreated(workspace) })
    output.note(`Made ${made}`)
  } else {
    throw new AppError('NOT_FOUND', `There is no workspace at ${workspace}. Add --create to make it.`)
  }
}

/** A file as named from here, else as the interface would name a new one: a bare name in the folder of workspaces. */
function findWorkspace(given: string, dataFolder: string): string | undefined {
  const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true
  return [resolve(given), toNewPath(given, { path: dataFolder })].find(isFile)
}

/** With its ending a name is a file here, as for the other commands; without, one in the folder of workspaces. */
function toCreated(given: string): string {
  return /\.assay$/i.test(given) ? resolve(given) : given
}

function isLocked(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'STORE_LOCKED'
}

function lockedHint(workspace: string): string {
  return `${workspace} is open in another Assay. Close it there, or add --read-only to look at it here.`
}
