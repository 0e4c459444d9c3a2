/** One short question, to see whether a provider answers. */
import type { Provider, ProviderTest } from '../../../shared/model/provider.ts'
import { toCallFailure } from '../call-error.ts'
import type { Egress, ProviderAccess } from '../outside.ts'
import { openModelClient } from './model-client.ts'

const longestReply = 200
const timeoutMs = 30_000

/** Throws CANCELLED; everything else that goes wrong is in the answer. */
export async function testProvider(
  { provider, model }: { provider: Provider; model: string },
  { providers, egress, signal }: { providers: Pick<ProviderAccess, 'readKey'>; egress: Egress; signal: AbortSignal },
): Promise<ProviderTest> {
  const startedAt = performance.now()
  const durationMs = () => Math.round(performance.now() - startedAt)
  try {
    const client = await openModelClient(provider, providers, egress, { purpose: 'providerTest', signal }, timeoutMs)
    const completion = await client.chat.completions.create(
      { model, messages: [{ role: 'user', content: 'Answer with the one word: ready' }] },
      { signal },
    )
    const reply = completion.choices?.[0]?.message?.content ?? undefined
    if (reply === undefined) {
      const message = 'The server answered, but not as the OpenAI API does. Check the path of the address.'
      return { durationMs: durationMs(), error: { code: 'malformed', message } }
    }
    return { durationMs: durationMs(), model: completion.model, reply: reply.trim().slice(0, longestReply) }
  } catch (error) {
    const { code, message, status } = toCallFailure(error, signal)
    return { durationMs: durationMs(), error: { code, message, ...(status === undefined ? {} : { status }) } }
  }
}

/** Names of the models that a provider offers, sorted. Empty where it does not say. */
export async function listModels(
  provider: Provider,
  { providers, egress, signal }: { providers: Pick<ProviderAccess, 'readKey'>; egress: Egress; signal: AbortSignal },
): Promise<string[]> {
  try {
    const client = await openModelClient(provider, providers, egress, { purpose: 'providerTest', signal }, timeoutMs)
    const page = await client.models.list({ signal })
    return (page.data ?? []).map(({ id }) => id).sort()
  } catch (error) {
    toCallFailure(error, signal)
    return []
  }
}
