/** One question to a judge that is still being written. */
import { AppError } from '../../../shared/model/error.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { JudgeDefinition, JudgeTrial } from '../../../shared/model/judge.ts'
import { type JudgedRow, type JudgedSpans, type Shown, showConversation, showRow } from './judge-content.ts'
import { type JudgeSetting, openJudgeModel } from './judge-model.ts'
import { type JudgePlan, planDefinition } from './judge-plan.ts'
import { makeJudgeMessages } from './judge-prompt.ts'

interface Tried extends JudgedRow {
  trace: JudgedSpans
  conversation: Json[]
}

/**
 * Asks once, and answers with what was sent. What goes wrong with the call is in the result.
 *
 * @throws AppError INVALID_INPUT (instructions, nothing to judge), NOT_FOUND (provider), CANCELLED
 */
export async function tryJudge(
  definition: JudgeDefinition,
  readRow: () => Promise<Tried>,
  setting: JudgeSetting & { signal: AbortSignal },
): Promise<JudgeTrial> {
  const plan = planDefinition(definition, 'trial')
  const model = openJudgeModel(definition, setting)
  const shown = await show(plan, await readRow())
  if ('missing' in shown) {
    const sentence = 'error' in shown.missing ? shown.missing.error.message : ''
    throw new AppError('INVALID_INPUT', sentence)
  }
  const messages = makeJudgeMessages(definition, shown.content)
  const { canRetry: _, retryAfterMs: __, ...result } = await model.ask(messages, setting.signal)
  return { messages, result }
}

function show(plan: JudgePlan, row: Tried): Promise<Shown> | Shown {
  if (!plan.definition.isMultiTurn) return showRow(plan, row, async () => row.trace)
  return showConversation(plan, { messages: row.conversation, types: row.trace.types, expectations: row.expectations })
}
