/** The model behind a judge. */
import { createHash } from 'node:crypto'
import type { Json } from '../../../shared/model/json.ts'
import type { JudgeDefinition } from '../../../shared/model/judge.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import { type CallFailure, malformed, toCallFailure } from '../call-error.ts'
import type { Attempt, Egress, ProviderAccess } from '../outside.ts'
import { openModelClient } from '../providers/model-client.ts'
import { toCostUsd } from '../providers/price.ts'
import { readJudgeAnswer, toAnswerSchema } from './judge-answer.ts'
import type { JudgeMessage } from './judge-prompt.ts'

export interface JudgeSetting {
  egress: Egress
  providers: ProviderAccess
  /** For the ledger. */
  runId?: string | undefined
}

export interface JudgeModel {
  /** Hash of everything that an answer depends on. */
  keyOf(messages: readonly JudgeMessage[]): string
  /** @throws AppError CANCELLED; everything else becomes the result's error */
  ask(messages: readonly JudgeMessage[], signal: AbortSignal): Promise<Attempt>
}

/**
 * Asks with structured output. A server that refuses that is asked without, and not offered it again; the answer is then
 * found in the text.
 *
 * @throws AppError NOT_FOUND for a provider that is not there
 */
export function openJudgeModel(
  { providerId, model, temperature, answer }: Pick<JudgeDefinition, 'providerId' | 'model' | 'temperature' | 'answer'>,
  { egress, providers, runId }: JudgeSetting,
): JudgeModel {
  providers.get(providerId)
  const schema = toAnswerSchema(answer)
  let takesSchema = true

  async function askOnce(messages: readonly JudgeMessage[], signal: AbortSignal, isHeld: boolean) {
    const provider = providers.get(providerId)
    const client = await openModelClient(provider, providers, egress, { purpose: 'judge', runId, signal })
    const completion = await client.chat.completions.create(
      {
        model,
        messages: isHeld ? [...messages] : withForm(messages, schema),
        temperature,
        ...(isHeld
          ? { response_format: { type: 'json_schema', json_schema: { name: 'judgement', schema, strict: true } } }
          : {}),
      },
      { signal },
    )
    const inputTokens = completion.usage?.prompt_tokens
    const outputTokens = completion.usage?.completion_tokens
    const costUsd = toCostUsd(provider, model, { inputTokens, outputTokens })
    const usage = {
      model: completion.model,
      ...(inputTokens === undefined ? {} : { inputTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
      ...(costUsd === undefined ? {} : { costUsd }),
    }
    const text = completion.choices?.[0]?.message?.content
    const reading = typeof text === 'string' ? readJudgeAnswer(answer, text) : { problem: 'The model gave no text.' }
    if (!('problem' in reading)) return { ...reading, ...usage, canRetry: false }
    return { ...usage, ...toFields(malformed(reading.problem)) }
  }

  return {
    keyOf: (messages) =>
      createHash('sha256')
        .update(canonicalJson({ providerId, model, temperature, schema, messages: messages as unknown as Json }))
        .digest('hex'),
    async ask(messages, signal) {
      const startedAt = performance.now()
      const timed = <T>(result: T) => ({ ...result, durationMs: Math.round(performance.now() - startedAt) })
      const isHeld = takesSchema
      try {
        return timed(await askOnce(messages, signal, isHeld))
      } catch (error) {
        const failure = toCallFailure(error, signal)
        if (!isHeld || failure.code !== 'refused') return timed(toFields(failure))
        try {
          const result = await askOnce(messages, signal, false)
          takesSchema = false
          return timed(result)
        } catch (second) {
          toCallFailure(second, signal)
          // Refused either way: what the server said first is about the question itself.
          return timed(toFields(failure))
        }
      }
    },
  }
}

function toFields({ code, message, canRetry, retryAfterMs }: CallFailure): Omit<Attempt, 'durationMs'> {
  return { error: { code, message }, canRetry, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

/** Says in words what structured output would hold the model to. */
function withForm(messages: readonly JudgeMessage[], schema: Record<string, Json>): JudgeMessage[] {
  const form = `Answer with nothing but JSON of this schema:\n${JSON.stringify(schema)}`
  return messages.map((message, index) =>
    index === 0 ? { ...message, content: `${message.content}\n\n${form}` } : message,
  )
}
