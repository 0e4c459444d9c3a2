/**
 * The trace row computed from its spans. Pure, and independent of the order in which spans arrived.
 *
 * Rules:
 * - Root: the earliest span without a parent; without one, the earliest whose parent is not there (a remote or
 *   sampled-out parent, or one still running).
 * - State: ERROR when the root's status is error, OK when a root ended, IN_PROGRESS while no root has. A span whose
 *   parent the sender marks as remote (OTLP flags 0x300) counts as a root at once.
 * - Previews: of the earliest root that has one, else input of the first and output of the last LLM span.
 * - Tokens and cost: of LLM and embedding spans without such a span below them that says the same, as agents repeat
 *   what their calls used; when none says anything, the root's own.
 */

export interface SummarySpan {
  spanId: string
  parentSpanId: string | null
  name: string
  type: string
  startUs: number
  endUs: number
  statusCode: number
  flags: number
  model: string | null
  inputTokens: number | null
  outputTokens: number | null
  totalTokens: number | null
  cacheReadTokens: number | null
  cacheWriteTokens: number | null
  reasoningTokens: number | null
  cost: number | null
  sessionId: string | null
  userId: string | null
  quirks: number
  resourceId: number
  /** Known for spans of the batch at hand and for those kept in `trace_texts` and `span_previews`. */
  inputPreview: string | null
  outputPreview: string | null
}

export const quirk = { duplicateKeys: 1, timeOutOfRange: 2 } as const

export interface Preview {
  text: string
  spanId: string
}

export interface TraceSummary {
  name: string
  state: 'OK' | 'ERROR' | 'IN_PROGRESS'
  startUs: number
  endUs: number | null
  input: Preview | null
  output: Preview | null
  model: string | null
  sessionId: string | null
  userId: string | null
  inputTokens: number | null
  outputTokens: number | null
  totalTokens: number | null
  cacheReadTokens: number | null
  cacheWriteTokens: number | null
  reasoningTokens: number | null
  cost: number | null
  errorCount: number
  flags: string[]
  /** Resource of the span that names the service, if any span is there. */
  resourceId: number | null
  /** Spans whose previews may yet be needed, as a later arrival can change who the root is. */
  candidates: SummarySpan[]
}

const isGeneration = (span: SummarySpan): boolean => span.type === 'LLM' || span.type === 'CHAT_MODEL'
const isMetered = (span: SummarySpan): boolean => isGeneration(span) || span.type === 'EMBEDDING'
const hasUsage = (span: SummarySpan): boolean =>
  span.totalTokens !== null || span.inputTokens !== null || span.outputTokens !== null

/** Earlier start first; ids decide between equals, so that any order of arrival gives one result. */
function isEarlier(a: SummarySpan, b: SummarySpan): boolean {
  return a.startUs !== b.startUs ? a.startUs < b.startUs : a.spanId < b.spanId
}

function isLater(a: SummarySpan, b: SummarySpan): boolean {
  if (a.endUs !== b.endUs) return a.endUs > b.endUs
  return a.startUs !== b.startUs ? a.startUs > b.startUs : a.spanId > b.spanId
}

/** `SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK | SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK` of OTLP's trace.proto. */
const remoteParent = 0x300

/**
 * @param spans all spans of the trace, each id once; at least one.
 */
export function summarizeTrace(spans: readonly SummarySpan[]): TraceSummary {
  const parents = linkParents(spans)
  let startUs = 0
  let endUs = 0
  let errorCount = 0
  let quirks = 0
  let hasEndBeforeStart = false
  let hasZeroStart = false
  let orphanCount = 0
  let trueRoot: SummarySpan | undefined
  let orphanRoot: SummarySpan | undefined
  let remoteRoot: SummarySpan | undefined
  let earliest: SummarySpan | undefined
  let sessionHolder: SummarySpan | undefined
  let userHolder: SummarySpan | undefined
  let hasModel = false
  let isUsageMetered = false
  let isCostMetered = false
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as SummarySpan
    if (span.startUs > 0) {
      if (startUs === 0 || span.startUs < startUs) startUs = span.startUs
    } else hasZeroStart = true
    if (span.endUs > endUs) endUs = span.endUs
    if (span.endUs > 0 && span.endUs < span.startUs) hasEndBeforeStart = true
    if (span.statusCode === 2) errorCount++
    quirks |= span.quirks
    if (span.parentSpanId === null) {
      if (trueRoot === undefined || isEarlier(span, trueRoot)) trueRoot = span
    } else if (parents[i] === -1) {
      orphanCount++
      if (orphanRoot === undefined || isEarlier(span, orphanRoot)) orphanRoot = span
      if ((span.flags & remoteParent) === remoteParent && (remoteRoot === undefined || isEarlier(span, remoteRoot))) {
        remoteRoot = span
      }
    }
    if (span.model !== null) hasModel = true
    if (isMetered(span)) {
      if (hasUsage(span)) isUsageMetered = true
      if (span.cost !== null) isCostMetered = true
    }
    if (earliest === undefined || isEarlier(span, earliest)) earliest = span
    if (span.sessionId !== null && (sessionHolder === undefined || isEarlier(span, sessionHolder))) sessionHolder = span
    if (span.userId !== null && (userHolder === undefined || isEarlier(span, userHolder))) userHolder = span
  }
  const settledRoot = trueRoot ?? remoteRoot
  const root = settledRoot ?? orphanRoot
  const named = root ?? earliest
  const flags: string[] = []
  if (orphanCount > 0) flags.push('orphanSpans')
  if (spans.length > 1 && hasCycle(parents)) flags.push('parentCycle')
  else if (spans.length === 1 && parents[0] === 0) flags.push('parentCycle')
  if (trueRoot === undefined) flags.push('noRoot')
  if (hasEndBeforeStart) flags.push('endBeforeStart')
  if (hasZeroStart) flags.push('zeroStart')
  if (quirks & quirk.duplicateKeys) flags.push('duplicateKeys')
  if (quirks & quirk.timeOutOfRange) flags.push('timeOutOfRange')
  const state =
    settledRoot === undefined || settledRoot.endUs === 0 ? 'IN_PROGRESS' : settledRoot.statusCode === 2 ? 'ERROR' : 'OK'
  return {
    name: named?.name ?? '',
    state,
    startUs,
    endUs: endUs === 0 ? null : endUs,
    model: hasModel ? chooseModel(spans, parents, root) : null,
    sessionId: (root?.sessionId ?? sessionHolder?.sessionId) || null,
    userId: (root?.userId ?? userHolder?.userId) || null,
    ...(isUsageMetered ? sumUsage(spans, parents) : usageOf(root)),
    cost: isCostMetered ? sumCost(spans, parents) : (root?.cost ?? null),
    errorCount,
    flags,
    resourceId: named?.resourceId ?? null,
    ...choosePreviews(spans, parents, trueRoot !== undefined),
  }
}

/** Index of each span's parent, -1 when it has none or it is not there. */
function linkParents(spans: readonly SummarySpan[]): number[] {
  const parents = new Array<number>(spans.length).fill(-1)
  if (spans.length === 1) {
    const only = spans[0] as SummarySpan
    if (only.parentSpanId === only.spanId) parents[0] = 0
    return parents
  }
  const indexes = new Map<string, number>()
  for (let i = 0; i < spans.length; i++) indexes.set((spans[i] as SummarySpan).spanId, i)
  for (let i = 0; i < spans.length; i++) {
    const parentSpanId = (spans[i] as SummarySpan).parentSpanId
    if (parentSpanId !== null) parents[i] = indexes.get(parentSpanId) ?? -1
  }
  return parents
}

/** Whether following parents from any span comes back to a span of the same walk. */
function hasCycle(parents: readonly number[]): boolean {
  const walkOf = new Uint32Array(parents.length)
  for (let i = 0; i < parents.length; i++) {
    let at = i
    while (at !== -1 && walkOf[at] === 0) {
      walkOf[at] = i + 1
      at = parents[at] as number
    }
    if (at !== -1 && walkOf[at] === i + 1) return true
  }
  return false
}

/** Marks every span that has one of `included` below it. */
function markAncestors(
  spans: readonly SummarySpan[],
  parents: readonly number[],
  included: (span: SummarySpan) => boolean,
): Uint8Array {
  const marked = new Uint8Array(spans.length)
  for (let i = 0; i < spans.length; i++) {
    if (!included(spans[i] as SummarySpan)) continue
    // A span that is marked has all its ancestors marked, so each is visited once; a cycle ends the same way.
    let at = parents[i] as number
    while (at !== -1 && marked[at] === 0) {
      marked[at] = 1
      at = parents[at] as number
    }
  }
  return marked
}

type Usage = Pick<
  TraceSummary,
  'inputTokens' | 'outputTokens' | 'totalTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens'
>

function usageOf(span: SummarySpan | undefined): Usage {
  return {
    inputTokens: span?.inputTokens ?? null,
    outputTokens: span?.outputTokens ?? null,
    totalTokens: span?.totalTokens ?? null,
    cacheReadTokens: span?.cacheReadTokens ?? null,
    cacheWriteTokens: span?.cacheWriteTokens ?? null,
    reasoningTokens: span?.reasoningTokens ?? null,
  }
}

const add = (a: number | null, b: number | null): number | null => (b === null ? a : (a ?? 0) + b)

function sumUsage(spans: readonly SummarySpan[], parents: readonly number[]): Usage {
  const counts = (span: SummarySpan): boolean => isMetered(span) && hasUsage(span)
  const repeated = markAncestors(spans, parents, counts)
  const usage = usageOf(undefined)
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as SummarySpan
    if (repeated[i] === 1 || !counts(span)) continue
    usage.inputTokens = add(usage.inputTokens, span.inputTokens)
    usage.outputTokens = add(usage.outputTokens, span.outputTokens)
    usage.totalTokens = add(usage.totalTokens, span.totalTokens)
    usage.cacheReadTokens = add(usage.cacheReadTokens, span.cacheReadTokens)
    usage.cacheWriteTokens = add(usage.cacheWriteTokens, span.cacheWriteTokens)
    usage.reasoningTokens = add(usage.reasoningTokens, span.reasoningTokens)
  }
  return usage
}

function sumCost(spans: readonly SummarySpan[], parents: readonly number[]): number {
  const counts = (span: SummarySpan): boolean => isMetered(span) && span.cost !== null
  const repeated = markAncestors(spans, parents, counts)
  // Added in one order whatever the order of arrival: sums of doubles depend on it.
  const costs: number[] = []
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as SummarySpan
    if (repeated[i] === 0 && counts(span)) costs.push(span.cost as number)
  }
  return costs.sort((a, b) => a - b).reduce((sum, cost) => sum + cost, 0)
}

/** The model of the first LLM call that is no mere wrapper of another; else of an embedding, the root, any span. */
function chooseModel(
  spans: readonly SummarySpan[],
  parents: readonly number[],
  root: SummarySpan | undefined,
): string | null {
  const wrappers = markAncestors(spans, parents, isGeneration)
  let leaf: SummarySpan | undefined
  let metered: SummarySpan | undefined
  let any: SummarySpan | undefined
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as SummarySpan
    if (span.model === null) continue
    if (any === undefined || isEarlier(span, any)) any = span
    if (!isMetered(span)) continue
    if (metered === undefined || isEarlier(span, metered)) metered = span
    if (isGeneration(span) && wrappers[i] === 0 && (leaf === undefined || isEarlier(span, leaf))) leaf = span
  }
  return leaf?.model ?? metered?.model ?? root?.model ?? any?.model ?? null
}

/** Asks a span for its preview last: finding it means reading the span's content. */
/**
 * Reads the previews of no more spans than it must: making one from a span's content is most of the work on it.
 */
function choosePreviews(
  spans: readonly SummarySpan[],
  parents: readonly number[],
  hasTrueRoot: boolean,
): Pick<TraceSummary, 'input' | 'output' | 'candidates'> {
  let input: SummarySpan | undefined
  let output: SummarySpan | undefined
  const candidates = new Set<SummarySpan>()
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as SummarySpan
    if (hasTrueRoot ? span.parentSpanId !== null : parents[i] !== -1) continue
    const hasInput = span.inputPreview !== null
    const hasOutput = span.outputPreview !== null
    if (hasInput && (input === undefined || isEarlier(span, input))) input = span
    if (hasOutput && (output === undefined || isEarlier(span, output))) output = span
    if (!hasTrueRoot && (hasInput || hasOutput)) candidates.add(span)
  }
  if (!hasTrueRoot || input === undefined || output === undefined) {
    let llmInput: SummarySpan | undefined
    let llmOutput: SummarySpan | undefined
    for (let i = 0; i < spans.length; i++) {
      const span = spans[i] as SummarySpan
      if (!isGeneration(span)) continue
      if ((llmInput === undefined || isEarlier(span, llmInput)) && span.inputPreview !== null) llmInput = span
      if ((llmOutput === undefined || isLater(span, llmOutput)) && span.outputPreview !== null) llmOutput = span
    }
    input ??= llmInput
    output ??= llmOutput
    if (!hasTrueRoot) {
      // A root that arrives later may have no previews of its own: then these are needed again.
      if (llmInput !== undefined) candidates.add(llmInput)
      if (llmOutput !== undefined) candidates.add(llmOutput)
    }
  }
  return {
    input: toPreview(input?.inputPreview, input),
    output: toPreview(output?.outputPreview, output),
    candidates: [...candidates],
  }
}

function toPreview(text: string | null | undefined, span: SummarySpan | undefined): Preview | null {
  return text === null || text === undefined || span === undefined ? null : { text, spanId: span.spanId }
}
