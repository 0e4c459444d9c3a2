/** What a desk holds, and what it needs of the engine. */
import type { LabelItem, LabelQueue } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import type { Queue } from './queue-steps.ts'
import type { FailureKind, Save, SaveState } from './save-queue.ts'

export interface Work {
  sessionId: string
  reviewer: string
}

/** What the desk needs of the engine: the contract's `labelWork`. */
export interface LabelApi {
  queue: (input: Work) => Promise<LabelQueue>
  item: (input: Work & { traceId: string }) => Promise<LabelItem>
  send: (work: Work, save: Save) => Promise<LabelItem>
  /** An item was submitted; what was known about it, where the session tells it, is in the answer. */
  submitted?: (item: LabelItem, schemas: readonly LabelSchema[]) => void
  classify: (error: unknown) => { kind: FailureKind; code: string }
}

export interface DeskState extends Queue {
  phase: 'loading' | 'failed' | 'ready'
  /** Why the queue cannot be read. */
  error?: unknown
  items: Readonly<Record<string, LabelItem>>
  /** Items that could not be read. */
  itemErrors: Readonly<Record<string, unknown>>
  /** Items whose trace was deleted while they were on screen. */
  goneIds: ReadonlySet<string>
  currentId?: string | undefined
  /** The question that digits answer. */
  questionAt: number
  /** Counts up whenever the focus should go to that question. */
  focusCount: number
  /** Whether it should go into the text field of the question, where that has one. */
  isFocusInside: boolean
  isFinished: boolean
  isToDoOnly: boolean
  history: readonly string[]
  /** Why the item was not submitted, until something is answered; an unseen question stands in the way only once. */
  obstacle?: { reason: 'required' | 'nothing' | 'unseen'; schemaId: string } | undefined
  save: SaveState
}
