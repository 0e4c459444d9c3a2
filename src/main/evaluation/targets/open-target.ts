/** Targets, ready to be called for many rows. */
import type { Target } from '../../../shared/model/target.ts'
import { type CallFailure, toCallFailure } from '../call-error.ts'
import type { TargetCaller } from '../outside.ts'
import { CallFailed, type TargetKind, type TargetSetting } from './called.ts'
import { openChat } from './chat-target.ts'
import { openCommand } from './command-target.ts'
import { openHttp } from './http-target.ts'
import { openModule } from './module-target.ts'

/** Recorded outputs need no call. */
export type CallableTarget = Exclude<Target, { kind: 'recorded' }>

/** Nothing is started and nothing is sent before the first call. */
export function openTarget(target: CallableTarget, setting: TargetSetting): TargetCaller {
  const kind = openKind(target, setting)
  return {
    async call(inputs, { traceparent, signal }) {
      const startedAt = performance.now()
      const durationMs = () => Math.round(performance.now() - startedAt)
      try {
        const called = await kind.call(inputs, traceparent, signal)
        return { ...called, traceId: traceparent.split('-')[1] ?? '', durationMs: durationMs(), canRetry: false }
      } catch (error) {
        const { code, message, canRetry, retryAfterMs } = toFailure(error, signal)
        const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
        return { error: { code, message }, durationMs: durationMs(), canRetry, ...wait }
      }
    },
    close: () => kind.close(),
  }
}

function openKind(target: CallableTarget, setting: TargetSetting): TargetKind {
  switch (target.kind) {
    case 'chat':
      return openChat(target, setting)
    case 'http':
      return openHttp(target, setting)
    case 'command':
      return openCommand(target, setting)
    case 'module':
      return openModule(target, setting)
  }
}

function toFailure(error: unknown, signal: AbortSignal): CallFailure {
  return error instanceof CallFailed && !signal.aborted ? error.failure : toCallFailure(error, signal)
}

/** A W3C `traceparent` (version 00, sampled) of a new trace. */
export function makeTraceparent(): string {
  const hex = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex')
  return `00-${hex(16)}-${hex(8)}-01`
}
