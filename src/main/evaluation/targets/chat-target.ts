/** A model of a provider, asked with a prompt template. */
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import type { Json } from '../../../shared/model/json.ts'
import type { Target } from '../../../shared/model/target.ts'
import { malformed } from '../call-error.ts'
import { openModelClient } from '../providers/model-client.ts'
import { toCostUsd } from '../providers/price.ts'
import { renderTemplate } from '../template.ts'
import { type Called, CallFailed, type TargetSetting } from './called.ts'

type ChatTarget = Extract<Target, { kind: 'chat' }>

/** A role with an empty text is left out. */
export function makeMessages(
  { system, user }: ChatTarget,
  inputs: Record<string, Json>,
): { role: 'system' | 'user'; content: string }[] {
  const messages = [
    { role: 'system' as const, content: renderTemplate(system, { inputs }) },
    { role: 'user' as const, content: renderTemplate(user, { inputs }) },
  ]
  return messages.filter(({ content }) => content.trim() !== '')
}

export function openChat(target: ChatTarget, { providers, egress, runId }: TargetSetting) {
  return {
    async call(inputs: Record<string, Json>, traceparent: string, signal: AbortSignal): Promise<Called> {
      const provider = providers.get(target.providerId)
      const client = await openModelClient(provider, providers, egress, { purpose: 'target', runId, signal })
      const completion = await client.chat.completions.create(
        {
          model: target.model,
          messages: makeMessages(target, inputs) satisfies ChatCompletionMessageParam[],
          ...(target.temperature === undefined ? {} : { temperature: target.temperature }),
          ...(target.maxTokens === undefined ? {} : { max_tokens: target.maxTokens }),
          ...(target.seed === undefined ? {} : { seed: target.seed }),
        },
        { signal, headers: { traceparent } },
      )
      const content = completion.choices?.[0]?.message?.content
      if (content === undefined || content === null) throw new CallFailed(malformed('The model gave no text.'))
      const usage = { inputTokens: completion.usage?.prompt_tokens, outputTokens: completion.usage?.completion_tokens }
      const costUsd = toCostUsd(provider, target.model, usage)
      return {
        value: content,
        model: completion.model,
        ...(usage.inputTokens === undefined ? {} : { inputTokens: usage.inputTokens }),
        ...(usage.outputTokens === undefined ? {} : { outputTokens: usage.outputTokens }),
        ...(costUsd === undefined ? {} : { costUsd }),
      }
    },
    close: async () => undefined,
  }
}
