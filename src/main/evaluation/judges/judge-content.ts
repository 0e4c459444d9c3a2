/** What a judge is shown of a row or a conversation, or why there is nothing to judge. */
import type { Json } from '../../../shared/model/json.ts'
import { type Score, scoreError } from '../scorers/scored-row.ts'
import type { JudgePlan } from './judge-plan.ts'
import type { JudgeContent } from './judge-prompt.ts'

export type Shown = { content: JudgeContent } | { missing: Score }

export interface JudgedRow {
  inputs: Json
  outputs: Json | undefined
  expectations: Record<string, Json>
}

export interface JudgedSpans {
  spans: Json[]
  types: readonly string[]
}

/** @param readTrace asked only for judges that look at spans */
export async function showRow(plan: JudgePlan, row: JudgedRow, readTrace: () => Promise<JudgedSpans>): Promise<Shown> {
  const expectations = pickExpectations(plan, row.expectations)
  if (expectations === undefined) return { missing: noExpectation(plan) }
  const looksAtSpans = plan.needsSpans !== undefined || plan.variables.includes('trace')
  const { spans, types } = looksAtSpans ? await readTrace() : { spans: [], types: [] }
  if (!hasNeeded(plan, types)) return { missing: noSpans(plan) }
  return {
    content: {
      inputs: row.inputs,
      ...(row.outputs === undefined ? {} : { outputs: row.outputs }),
      expectations,
      trace: { spans },
    },
  }
}

export function showConversation(
  plan: JudgePlan,
  conversation: { messages: Json[]; types: readonly string[]; expectations: Record<string, Json> },
): Shown {
  const expectations = pickExpectations(plan, conversation.expectations)
  if (expectations === undefined) return { missing: noExpectation(plan) }
  if (!hasNeeded(plan, conversation.types)) return { missing: noSpans(plan) }
  return { content: { conversation: conversation.messages, expectations } }
}

/** Those that the judge reads; undefined where it needs one and there is none. */
function pickExpectations({ variables, expectations }: JudgePlan, given: Record<string, Json>) {
  if (!variables.includes('expectations')) return {}
  const picked = Object.entries(given).filter(
    ([name, value]) => value !== null && (expectations === undefined || expectations.includes(name)),
  )
  return picked.length === 0 ? undefined : Object.fromEntries(picked)
}

function hasNeeded({ needsSpans }: JudgePlan, types: readonly string[]): boolean {
  if (needsSpans === undefined) return true
  return types.includes(needsSpans) || (needsSpans === 'RETRIEVER' && types.includes('RERANKER'))
}

function noExpectation({ expectations }: JudgePlan): Score {
  const which = expectations === undefined ? 'expectation' : `expectation ${expectations.join(' or ')}`
  return scoreError(
    'MISSING_EXPECTATION',
    `The row has no ${which}, so the judge was not asked. Add it to the dataset, or to the trace.`,
  )
}

function noSpans({ needsSpans }: JudgePlan): Score {
  return scoreError(
    'MISSING_SPANS',
    `There is no span of type ${needsSpans} to look at, so the judge was not asked. Choose traces of an application that records them.`,
  )
}
