/** Between a module target and the thread that its module runs in. */
import type { Json } from '../../../shared/model/json.ts'

export interface ModuleThreadData {
  path: string
  exportName: string
}

export interface ToModule {
  callId: number
  inputs: Record<string, Json>
  traceparent: string
}

export type FromModule =
  | { callId: number; outputs: Json }
  /** `isUnusable`: the file or its export, so no row can work. */
  | { callId: number; message: string; isUnusable: boolean }
