/** The parts of an evaluation that reach out of this process agree on this. */
import type { CallResult } from '../../shared/model/call-result.ts'
import type { Json } from '../../shared/model/json.ts'
import type { EgressPurpose, Provider } from '../../shared/model/provider.ts'

export interface OutgoingContext {
  purpose: EgressPurpose
  runId?: string | undefined
  signal: AbortSignal
}

/** The one way out: every request is written down, and refused with AppError AIR_GAPPED while the switch is on. */
export interface Egress {
  /** As `fetch`; the body is sent as given. Redirects are not followed: they come back as the answers they are. */
  fetch(input: string | URL | Request, init: RequestInit | undefined, context: OutgoingContext): Promise<Response>
  /** Before a program or module of the user's is started, as what it sends cannot be seen: `what` names it. */
  admitProgram(what: string, context: Omit<OutgoingContext, 'signal'>): void
  /** Aborts when the air gap is switched on; requests do so by themselves, programs are ended by whoever runs them. */
  untilCut(): AbortSignal
}

/** Encrypts with a key that the system's keychain holds. */
export interface KeyVault {
  isAvailable(): Promise<boolean>
  encrypt(text: string): Promise<string>
  /** Throws INVALID_INPUT for what was encrypted elsewhere. */
  decrypt(text: string): Promise<string>
}

/** Providers with their keys, for whoever sends. */
export interface ProviderAccess {
  /** Throws NOT_FOUND. */
  get(providerId: string): Provider
  /** Undefined where the provider takes none. Throws INVALID_INPUT with what to do where it is missing. */
  readKey(provider: Provider): Promise<string | undefined>
}

/** An answer, and whether asking again may give a better one. `retryAfterMs`: what the server asked for. */
export type Attempt = CallResult & { canRetry: boolean; retryAfterMs?: number }

/** One target, ready to be called for many rows. */
export interface TargetCaller {
  /**
   * @param traceparent W3C trace context that goes along, so that the spans of the application land under the row
   * @throws AppError CANCELLED; everything else becomes the result's error
   */
  call(inputs: Record<string, Json>, options: { traceparent: string; signal: AbortSignal }): Promise<Attempt>
  close(): Promise<void>
}
