/** Messages between Electron's main process and the engine thread, beside the ports of the pages. */
import type { MessagePort } from 'node:worker_threads'
import type { RecentWorkspace, Settings } from '../../shared/model/workspace.ts'

export interface EngineThreadData {
  dataFolder: string
  /** The built interface, for pages of review links. */
  staticFolder: string
  /** Workspace that Assay was started with, or that was open when an earlier engine thread crashed. */
  workspace: string | undefined
}

/** What menu, window and a restart need to know of the engine. */
export interface EngineState {
  language: Settings['language']
  theme: Settings['theme']
  recents: RecentWorkspace[]
  /** Path of the open workspace. */
  workspacePath: string | undefined
}

export type ToEngineThread = { kind: 'connect'; port: MessagePort } | { kind: 'close' }

export type FromEngineThread = { kind: 'state'; state: EngineState } | { kind: 'closed' }
