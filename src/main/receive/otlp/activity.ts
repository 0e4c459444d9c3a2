/** Counters and recent rejections of the receivers, for the Connect screen. */
import type { ReceiverStatus, Rejection } from '../../../shared/model/workspace.ts'
import type { Signal } from './decode-body.ts'

export const mostRejections = 50
/** Different messages of one reason that are told apart. */
export const mostMessages = 100

type Counters = ReceiverStatus['counters']

const counterOf: Record<Signal, 'spans' | 'logs' | 'metrics'> = { traces: 'spans', logs: 'logs', metrics: 'metrics' }

export class Activity {
  private readonly counters: Counters = {
    requests: 0,
    spans: 0,
    logs: 0,
    metrics: 0,
    rejectedRequests: 0,
    rejectedSpans: 0,
    bytes: 0,
  }
  private readonly rejections: Rejection[] = []
  /** By protocol and reason, where messages say what to do and not only how many there were. */
  private readonly messages = new Map<string, Set<string>>()
  private lastReceivedAtMs: number | undefined
  private readonly onRejection: (rejection: Rejection) => void

  constructor(onRejection: (rejection: Rejection) => void) {
    this.onRejection = onRejection
  }

  /** A request came in, whatever becomes of it. */
  requested(): void {
    this.counters.requests++
  }

  /** A body was stored. `bytes` is its decompressed size. */
  accepted(signal: Signal, items: number, bytes: number): void {
    this.counters[counterOf[signal]] += items
    this.counters.bytes += bytes
    this.lastReceivedAtMs = Date.now()
  }

  /** A whole request was refused. */
  refused(protocol: Rejection['protocol'], reason: string, message: string): void {
    this.counters.rejectedRequests++
    this.note(protocol, reason, message, 1)
  }

  /** Items of an accepted request were left out. `count` 0 is a warning, noted once. */
  leftOut(protocol: Rejection['protocol'], signal: Signal, reason: string, message: string, count: number): void {
    if (signal === 'traces') {
      this.counters.rejectedSpans += count
    }
    this.note(protocol, reason, message, Math.max(1, count))
  }

  snapshot(): Omit<ReceiverStatus, 'endpoints'> {
    return {
      counters: { ...this.counters },
      ...(this.lastReceivedAtMs !== undefined && { lastReceivedAtMs: this.lastReceivedAtMs }),
      rejections: this.rejections.map((rejection) => ({ ...rejection })),
    }
  }

  /** How many different messages MLflow clients got for one reason: one of them stands for very different mistakes. */
  private countMessages(protocol: Rejection['protocol'], reason: string, message: string): number {
    if (protocol !== 'mlflow') return 1
    const key = `${protocol} ${reason}`
    const known = this.messages.get(key) ?? new Set()
    this.messages.set(key, known)
    if (known.size < mostMessages) known.add(message)
    return known.size
  }

  /** Rejections with the same protocol and reason are one entry, with the newest message. */
  private note(protocol: Rejection['protocol'], reason: string, message: string, count: number): void {
    const at = this.rejections.findIndex((known) => known.protocol === protocol && known.reason === reason)
    const earlier = at < 0 ? undefined : this.rejections.splice(at, 1)[0]
    const messageCount = this.countMessages(protocol, reason, message)
    const rejection: Rejection = {
      atMs: Date.now(),
      protocol,
      reason,
      message,
      count: count + (earlier?.count ?? 0),
      ...(messageCount > 1 && { messageCount }),
    }
    this.rejections.unshift(rejection)
    this.rejections.length = Math.min(this.rejections.length, mostRejections)
    this.onRejection({ ...rejection })
  }
}
