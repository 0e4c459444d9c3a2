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

/** What the engine asks of the keychain, which only the main process can reach. */
export type VaultAction = 'isAvailable' | 'encrypt' | 'decrypt'

export type ToEngineThread =
  | { kind: 'connect'; port: MessagePort }
  | { kind: 'close' }
  /** `text` is absent where it could not be done. */
  | { kind: 'vaultAnswer'; id: number; text: string | undefined }

export type FromEngineThread =
  | { kind: 'state'; state: EngineState }
  | { kind: 'closed' }
  | { kind: 'vault'; id: number; action: VaultAction; text: string }
