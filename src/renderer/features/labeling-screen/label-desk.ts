/**
 * One reviewer's work in one session: the queue, the item on screen, and the way of every answer to the engine. Everything shows at once
 * and is saved in the background. Knows nothing of React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Json } from '../../../shared/model/json.ts'
import type { LabelItem, Suggestion } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { ActiveTimer } from './active-timer.ts'
import type { DeskState, LabelApi, Work } from './desk-state.ts'
import type { DeskStorage } from './desk-storage.ts'
import {
  applySave,
  blankItem,
  findObstacle,
  firstOpenQuestion,
  stateAfter,
  stepToAsked,
  suggestionsToConfirm,
  toSavedValue,
  versionsKey,
} from './item-state.ts'
import {
  findUndo,
  mergeQueue,
  nextToDo,
  startIndex,
  stepFrom,
  toQueue,
  upcomingIds,
  withoutItem,
  withSaves,
} from './queue-steps.ts'
import { type Save, SaveQueue } from './save-queue.ts'

export interface LabelDeskOptions extends Work {
  api: LabelApi
  storage: DeskStorage
  now?: () => number
}

export class LabelDesk {
  readonly store: StoreApi<DeskState>
  readonly timer: ActiveTimer
  readonly sessionId: string
  readonly reviewer: string
  #schemas: readonly LabelSchema[] = []
  readonly #api: LabelApi
  readonly #storage: DeskStorage
  readonly #now: () => number
  readonly #saves: SaveQueue
  readonly #loading = new Set<string>()
  /** Time on items that is not saved with them yet. */
  readonly #spentMs = new Map<string, number>()

  constructor({ sessionId, reviewer, api, storage, now = Date.now }: LabelDeskOptions) {
    this.sessionId = sessionId
    this.reviewer = reviewer
    this.#api = api
    this.#storage = storage
    this.#now = now
    this.timer = new ActiveTimer(now())
    const kept = storage.read()
    const start = { pending: kept?.saves ?? [], refusals: kept?.refusals ?? [] }
    this.store = createStore<DeskState>(() => ({
      phase: 'loading',
      traceIds: [],
      states: [],
      items: {},
      itemErrors: {},
      goneIds: new Set(),
      currentId: kept?.currentId,
      questionAt: 0,
      focusCount: 0,
      isFocusInside: false,
      isFinished: false,
      isToDoOnly: false,
      history: kept?.history ?? [],
      save: start,
    }))
    this.#saves = new SaveQueue({
      start,
      classify: api.classify,
      send: (save, isRepeat) => this.#send(save, isRepeat),
      onChange: (save) => {
        this.store.setState({ save })
        this.#keep()
      },
    })
    if (start.pending.length > 0) this.#saves.retry()
  }

  /** Reads the queue; again, keeps everyone's place. `schemas`: the questions of the session. */
  async load(schemas: readonly LabelSchema[]): Promise<void> {
    // Answers may have been carried over to new versions: items are read anew.
    if (versionsKey(this.#schemas) !== versionsKey(schemas)) this.store.setState({ items: {} })
    this.#schemas = schemas
    try {
      const answer = await this.#api.queue(this)
      const now = withSaves(toQueue(answer), this.#saves.state.pending)
      const before = this.store.getState()
      if (before.phase === 'ready') {
        const queue = mergeQueue(before, now, before.currentId)
        this.store.setState(queue)
        // What came meanwhile goes on.
        if (before.isFinished && before.traceIds.length < queue.traceIds.length) this.goToNext()
        if (before.currentId !== undefined) this.need(before.currentId)
        return
      }
      const at = startIndex(now, before.currentId)
      this.store.setState({ ...now, phase: 'ready', error: undefined, isFinished: at === undefined })
      this.#show(at === undefined ? undefined : now.traceIds[at])
    } catch (error) {
      if (this.store.getState().phase !== 'ready') this.store.setState({ phase: 'failed', error })
    }
  }

  /** The item on screen; undefined until it is read. One that nobody has begun needs no reading. */
  item(traceId: string | undefined): LabelItem | undefined {
    if (traceId === undefined) return undefined
    const { items, states, traceIds } = this.store.getState()
    return items[traceId] ?? (states[traceIds.indexOf(traceId)] === 'pending' ? blankItem(traceId) : undefined)
  }

  index(): number {
    const { traceIds, currentId } = this.store.getState()
    return currentId === undefined ? -1 : traceIds.indexOf(currentId)
  }

  /** The items after the one on screen that will probably be wanted. */
  upcoming(count: number): string[] {
    return upcomingIds(this.store.getState(), this.index(), count)
  }

  goTo(index: number): void {
    const traceId = this.store.getState().traceIds[index]
    if (traceId !== undefined) this.#show(traceId)
  }

  step(step: 1 | -1): void {
    const state = this.store.getState()
    const at = stepFrom(state, this.index(), step, state.isToDoOnly)
    if (at !== undefined) this.goTo(at)
  }

  goToNext(): void {
    const at = nextToDo(this.store.getState(), this.index())
    if (at === undefined) this.finish()
    else this.goTo(at)
  }

  /** Shows that nothing is left, and looks whether something came meanwhile. */
  finish(): void {
    this.putDown()
    this.store.setState({ isFinished: true })
    void this.load(this.#schemas)
  }

  setToDoOnly(isToDoOnly: boolean): void {
    this.store.setState({ isToDoOnly })
  }

  /** Puts the focus on a question. */
  goToQuestion(index: number): void {
    const { currentId, questionAt: from } = this.store.getState()
    const questionAt = stepToAsked(this.#schemas, this.item(currentId), from, index)
    this.store.setState(({ focusCount }) => ({ questionAt, focusCount: focusCount + 1, isFocusInside: true }))
  }

  /** The focus went to a question by itself. */
  noteQuestion(questionAt: number): void {
    if (this.store.getState().questionAt !== questionAt) this.store.setState({ questionAt })
  }

  /** An answer to the item on screen. `value` undefined takes it back. */
  answer(
    schema: LabelSchema,
    { value, comment }: { value: Json | undefined; comment: string },
    { isTyping = false } = {},
  ): void {
    const { currentId, goneIds } = this.store.getState()
    if (currentId === undefined || goneIds.has(currentId)) return
    const saved = toSavedValue(schema, value)
    const { schemaId } = schema
    this.store.setState({ obstacle: undefined })
    this.#do({ kind: 'answer', traceId: currentId, schemaId, value: saved, rationale: comment }, isTyping)
  }

  annotate(change: { note?: string; isUnsure?: boolean }): void {
    const { currentId } = this.store.getState()
    if (currentId === undefined) return
    this.#do({ kind: 'annotate', traceId: currentId, ...change }, change.note !== undefined)
  }

  /** Ends the item and goes on; false when a question stands in the way, which then has the focus. */
  submit(visible: Record<string, Json>): boolean {
    const { currentId } = this.store.getState()
    const item = this.item(currentId)
    if (currentId === undefined || item === undefined) return false
    const obstacle = findObstacle(this.#schemas, item)
    if (obstacle !== undefined) {
      this.store.setState({ obstacle })
      this.goToQuestion(this.#schemas.findIndex(({ schemaId }) => schemaId === obstacle.schemaId))
      return false
    }
    const suggested = item.suggestions.map(({ schemaId, by }: Suggestion) => ({ schemaId, by }))
    for (const save of suggestionsToConfirm(this.#schemas, item)) this.#do(save)
    const seen = { ...visible, ...(suggested.length === 0 ? {} : { suggestions: suggested }) }
    this.#do({ kind: 'submit', traceId: currentId, activeMs: this.#takeTime(currentId), visible: seen })
    this.#ended(currentId)
    return true
  }

  setAside(state: 'skipped' | 'flagged', reason: string): void {
    const { currentId } = this.store.getState()
    if (currentId === undefined) return
    const activeMs = this.#takeTime(currentId)
    const text = reason.trim()
    this.#do({ kind: 'setAside', traceId: currentId, state, ...(text === '' ? {} : { reason: text }), activeMs })
    this.#ended(currentId)
  }

  /** Takes up again what was ended last, and so on back; the id, or undefined when there is nothing. */
  undo(): string | undefined {
    const state = this.store.getState()
    const index = state.isFinished ? state.traceIds.length : this.index()
    const { traceId, history } = findUndo(state, state.history, index)
    this.store.setState({ history })
    if (traceId === undefined) return undefined
    this.#do({ kind: 'reopen', traceId })
    this.#show(traceId)
    return traceId
  }

  /** Sends what waits now; of an item, what was refused. */
  retrySaves(traceId?: string): void {
    if (traceId === undefined) this.#saves.retry()
    else this.#saves.retryRefused(traceId)
  }

  discardRefused(traceId: string): void {
    this.#saves.discardRefused(traceId)
    this.store.setState(({ items: { [traceId]: _, ...items } }) => ({ items }))
    this.need(traceId)
  }

  /** A trace was deleted: its item leaves the queue, or, when it is on screen, says why until the reviewer goes on. */
  noteGone(traceId: string): void {
    const { currentId, isFinished, traceIds } = this.store.getState()
    if (!traceIds.includes(traceId)) return
    if (traceId !== currentId || isFinished) this.drop(traceId)
    else this.store.setState(({ goneIds }) => ({ goneIds: new Set(goneIds).add(traceId) }))
  }

  /** Some traces were deleted, nobody says which: those that the engine no longer has go. */
  async recheck(): Promise<void> {
    const { traceIds } = toQueue(await this.#api.queue(this))
    const stillThere = new Set(traceIds)
    for (const id of this.store.getState().traceIds) {
      if (stillThere.has(id) || this.#saves.pendingOf(id).length > 0) continue
      if (id === this.store.getState().currentId) await this.#read(id)
      else this.drop(id)
    }
  }

  drop(traceId: string): void {
    const state = this.store.getState()
    if (traceId !== state.currentId || state.isFinished) {
      this.store.setState(withoutItem(state, traceId))
      return
    }
    const index = this.index()
    this.timer.take(this.#now())
    this.store.setState({ ...withoutItem(state, traceId), currentId: undefined })
    const at = nextToDo(this.store.getState(), index - 1)
    if (at === undefined) this.finish()
    else this.goTo(at)
  }

  /** Reads an item unless it is there; errors are kept with it. */
  need(traceId: string): void {
    const { items } = this.store.getState()
    if (items[traceId] !== undefined || this.#loading.has(traceId)) return
    this.#loading.add(traceId)
    void this.#read(traceId).finally(() => this.#loading.delete(traceId))
  }

  retryItem(traceId: string): void {
    this.store.setState(({ itemErrors: { [traceId]: _, ...itemErrors } }) => ({ itemErrors }))
    this.need(traceId)
  }

  /** Sends nothing more; what waits is kept for the next time. */
  stop(): void {
    this.#saves.stop()
  }

  async #read(traceId: string): Promise<void> {
    const sent = this.#saves.pendingOf(traceId)
    try {
      const read = await this.#api.item({ sessionId: this.sessionId, reviewer: this.reviewer, traceId })
      const local = this.store.getState().items[traceId]
      // What arrived meanwhile may have been too late for this answer.
      const waiting = this.#saves.pendingOf(traceId)
      const unknown = [...sent.filter((save) => !waiting.includes(save)), ...waiting]
      // Begun before it was read: it was blank, so only what judges said is news.
      const item =
        local === undefined
          ? unknown.reduce((each, save) => applySave(each, save, this.#now()), read)
          : { ...local, suggestions: read.suggestions }
      const { traceIds, states } = this.store.getState()
      const at = traceIds.indexOf(traceId)
      if (at >= 0 && states[at] !== item.state) this.store.setState({ states: states.with(at, item.state) })
      this.#setItem(item)
    } catch (error) {
      if (this.#api.classify(error).code === 'NOT_FOUND') this.noteGone(traceId)
      this.store.setState(({ itemErrors }) => ({ itemErrors: { ...itemErrors, [traceId]: error } }))
    }
  }

  /** On screen at once, to the engine as soon as it goes. */
  #do(save: Save, isTyping = false): void {
    const { traceIds, states } = this.store.getState()
    const at = traceIds.indexOf(save.traceId)
    const item = this.item(save.traceId)
    const before = states[at] ?? 'pending'
    const state = stateAfter(save, before)
    if (at >= 0 && state !== before) this.store.setState({ states: states.with(at, state) })
    if (item !== undefined) this.#setItem(applySave(item, save, this.#now()))
    this.#saves.add(save, { isTyping })
  }

  #setItem(item: LabelItem): void {
    this.store.setState(({ items, itemErrors: { [item.traceId]: _, ...itemErrors } }) => ({
      items: { ...items, [item.traceId]: item },
      itemErrors,
    }))
  }

  #ended(traceId: string): void {
    this.store.setState(({ history }) => ({ history: [...history, traceId], obstacle: undefined }))
    this.goToNext()
  }

  #show(traceId: string | undefined): void {
    const before = this.store.getState()
    if (before.currentId !== traceId || before.isFinished) this.putDown()
    const item = this.item(traceId)
    this.store.setState(({ focusCount }) => ({
      currentId: traceId,
      isFinished: traceId === undefined,
      obstacle: undefined,
      questionAt: firstOpenQuestion(this.#schemas, item),
      focusCount: focusCount + 1,
      isFocusInside: false,
    }))
    this.#keep()
    if (traceId === undefined) return
    this.need(traceId)
  }

  /** The screen or the item goes: the time so far is saved with an item that is begun, else remembered until it is. */
  putDown(): void {
    const { currentId, isFinished } = this.store.getState()
    if (currentId === undefined || isFinished) {
      this.timer.take(this.#now())
      return
    }
    const activeMs = this.#takeTime(currentId)
    if (activeMs < 1_000 || this.item(currentId)?.state === 'pending') this.#spentMs.set(currentId, activeMs)
    else this.#do({ kind: 'annotate', traceId: currentId, activeMs })
  }

  #takeTime(traceId: string): number {
    const activeMs = (this.#spentMs.get(traceId) ?? 0) + this.timer.take(this.#now())
    this.#spentMs.delete(traceId)
    return activeMs
  }

  async #send(save: Save, isRepeat: boolean): Promise<void> {
    const { sessionId, reviewer } = this
    // The answer to the first try may be what was lost: the time would count twice.
    if (isRepeat && (save.kind === 'submit' || save.kind === 'setAside')) {
      const { state } = await this.#api.item({ sessionId, reviewer, traceId: save.traceId })
      if (state === (save.kind === 'submit' ? 'complete' : save.state)) return
    }
    const item = await this.#api.send({ sessionId, reviewer }, save)
    if (save.kind === 'submit') this.#api.submitted?.(item, this.#schemas)
  }

  #keep(): void {
    const { currentId, history } = this.store.getState()
    const { pending, refusals } = this.#saves.state
    this.#storage.write({ saves: [...pending], refusals: [...refusals], history: [...history], currentId })
  }
}
