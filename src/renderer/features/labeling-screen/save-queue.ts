/**
 * What a reviewer has done and the engine does not know yet: sent in order, one at a time, kept across reloads until it arrived. Nothing
 * waits for it, and nothing in it is dropped without the reviewer's word.
 */
import type { Json } from '../../../shared/model/json.ts'

export type Save =
  | { kind: 'answer'; traceId: string; schemaId: string; value: Json; rationale: string }
  | {
      kind: 'annotate'
      traceId: string
      note?: string | undefined
      isUnsure?: boolean | undefined
      activeMs?: number | undefined
    }
  | { kind: 'submit'; traceId: string; activeMs: number; visible: Record<string, Json> }
  | {
      kind: 'setAside'
      traceId: string
      state: 'skipped' | 'flagged'
      reason?: string | undefined
      activeMs: number
    }
  | { kind: 'reopen'; traceId: string }

/** `wait`: may succeed later by itself. `blocked`: somebody has to change something first. `refused`: never as it is. */
export type FailureKind = 'wait' | 'blocked' | 'refused'

/** Saves of one item that the engine refused, and why (an error code). */
export interface Refusal {
  traceId: string
  saves: Save[]
  code: string
}

export interface SaveState {
  /** Oldest first; the first one may be on its way. */
  pending: readonly Save[]
  refusals: readonly Refusal[]
  /** Why the first one has not arrived; absent while all goes well. */
  problem?: { kind: 'wait' | 'blocked'; error: unknown } | undefined
}

export interface SaveQueueOptions {
  /** Resolves when the save is on disk. `isRepeat`: it was sent before, and may have arrived. */
  send: (save: Save, isRepeat: boolean) => Promise<unknown>
  classify: (error: unknown) => { kind: FailureKind; code: string }
  onChange: (state: SaveState) => void
  start?: { pending: Save[]; refusals: Refusal[] } | undefined
  /** Runs later; answers how to call it off. */
  later?: (run: () => void, ms: number) => () => void
}

const firstPauseMs = 500
const longestPauseMs = 8_000
/** Typing is saved this long after the last key. */
const typingPauseMs = 400

export class SaveQueue {
  #pending: Save[]
  #refusals: Refusal[]
  #problem: SaveState['problem']
  #isSending = false
  #isStopped = false
  #isRepeat: boolean
  #pauseMs = firstPauseMs
  #cancelTimer: (() => void) | undefined
  readonly #options: SaveQueueOptions
  readonly #later: (run: () => void, ms: number) => () => void

  constructor(options: SaveQueueOptions) {
    this.#options = options
    this.#pending = [...(options.start?.pending ?? [])]
    this.#refusals = [...(options.start?.refusals ?? [])]
    // What was kept over a reload may have arrived just before it.
    this.#isRepeat = this.#pending.length > 0
    this.#later =
      options.later ??
      ((run, ms) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      })
  }

  get state(): SaveState {
    return { pending: this.#pending, refusals: this.#refusals, problem: this.#problem }
  }

  /** Saves of one item that are not on disk yet, oldest first. */
  pendingOf(traceId: string): Save[] {
    return this.#pending.filter((save) => save.traceId === traceId)
  }

  /** Takes over a save. `isTyping` waits for the next key, and the text before it is sent no more. */
  add(save: Save, { isTyping = false } = {}): void {
    const at = this.#findReplaceable(save)
    if (at === undefined) this.#pending = [...this.#pending, save]
    else this.#pending = this.#pending.with(at, merge(this.#pending[at] as Save, save))
    this.#changed()
    if (this.#problem !== undefined || this.#isSending) return
    this.#schedule(isTyping ? typingPauseMs : 0)
  }

  /** Sends what waits now, also what was blocked. */
  retry(): void {
    if (this.#isSending) return
    this.#pauseMs = firstPauseMs
    this.#schedule(0)
  }

  /** Puts what was refused for an item back in line. */
  retryRefused(traceId: string): void {
    const saves = this.#refusals.filter((refusal) => refusal.traceId === traceId).flatMap(({ saves }) => saves)
    this.#refusals = this.#refusals.filter((refusal) => refusal.traceId !== traceId)
    this.#pending = [...this.#pending, ...saves]
    this.#changed()
    this.retry()
  }

  /** The reviewer gives up what was refused for an item. */
  discardRefused(traceId: string): void {
    this.#refusals = this.#refusals.filter((refusal) => refusal.traceId !== traceId)
    this.#changed()
  }

  /** Sends no more; what waits stays kept for the next time. */
  stop(): void {
    this.#isStopped = true
    this.#cancelTimer?.()
  }

  /** The newest save that this one makes needless: the same answer, with nothing of its item in between. */
  #findReplaceable(save: Save): number | undefined {
    if (save.kind !== 'answer' && save.kind !== 'annotate') return undefined
    const first = this.#isSending ? 1 : 0
    for (let at = this.#pending.length - 1; at >= first; at--) {
      const other = this.#pending[at] as Save
      if (other.traceId !== save.traceId) continue
      if (other.kind !== 'answer' && other.kind !== 'annotate') return undefined
      if (other.kind === 'answer' && save.kind === 'answer' && other.schemaId === save.schemaId) return at
      if (other.kind === 'annotate' && save.kind === 'annotate') return at
    }
    return undefined
  }

  #schedule(ms: number): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#isStopped || this.#pending.length === 0) return
    if (ms === 0) void this.#send()
    else this.#cancelTimer = this.#later(() => void this.#send(), ms)
  }

  async #send(): Promise<void> {
    const save = this.#pending[0]
    if (save === undefined || this.#isSending || this.#isStopped) return
    this.#isSending = true
    try {
      await this.#options.send(save, this.#isRepeat)
      this.#isSending = false
      this.#pending = this.#pending.slice(1)
      this.#isRepeat = false
      this.#problem = undefined
      this.#pauseMs = firstPauseMs
      this.#changed()
      this.#schedule(0)
    } catch (error) {
      this.#isSending = false
      this.#failed(save, error)
    }
  }

  #failed(save: Save, error: unknown): void {
    const { kind, code } = this.#options.classify(error)
    if (kind === 'refused') {
      // What follows for the same item builds on it.
      const saves = this.#pending.filter(({ traceId }) => traceId === save.traceId)
      this.#pending = this.#pending.filter(({ traceId }) => traceId !== save.traceId)
      this.#refusals = [...this.#refusals, { traceId: save.traceId, saves, code }]
      this.#isRepeat = false
      this.#problem = undefined
      this.#changed()
      this.#schedule(0)
      return
    }
    this.#isRepeat = true
    this.#problem = { kind, error }
    this.#changed()
    this.#schedule(kind === 'blocked' ? longestPauseMs : this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }

  #changed(): void {
    this.#options.onChange(this.state)
  }
}

function merge(before: Save, save: Save): Save {
  if (before.kind !== 'annotate' || save.kind !== 'annotate') return save
  const activeMs = (before.activeMs ?? 0) + (save.activeMs ?? 0)
  const note = save.note ?? before.note
  const isUnsure = save.isUnsure ?? before.isUnsure
  return {
    kind: 'annotate',
    traceId: save.traceId,
    ...(note === undefined ? {} : { note }),
    ...(isUnsure === undefined ? {} : { isUnsure }),
    ...(activeMs === 0 ? {} : { activeMs }),
  }
}
