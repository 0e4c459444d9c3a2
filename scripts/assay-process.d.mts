import type { ChildProcess } from 'node:child_process'

export interface AssayProcess {
  mlflowUrl: string
  otlpHttpUrl: string
  otlpGrpcUrl: string
  /** Link that signs a browser in. */
  url: string
  origin: string
  token: string
  /** Calls a procedure of the contract, such as `receivers/status`. */
  call(procedure: string, input?: unknown): Promise<unknown>
  stop(): Promise<void>
}

export function startAssay(options: { folder: string; fromSource?: boolean }): Promise<AssayProcess>
export function firstLine(child: ChildProcess): Promise<string>
export function stopProcess(child: ChildProcess): Promise<void>
