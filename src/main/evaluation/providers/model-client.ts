/** The `openai` client, tied to the one way out. */
import OpenAI from 'openai'
import type { Provider } from '../../../shared/model/provider.ts'
import type { Egress, OutgoingContext, ProviderAccess } from '../outside.ts'

export type ModelClient = OpenAI

/**
 * A client of a provider whose requests go through `egress` under `context`. It tries once: whoever asks decides about
 * more. Throws what `readKey` throws.
 */
export async function openModelClient(
  provider: Provider,
  providers: Pick<ProviderAccess, 'readKey'>,
  egress: Egress,
  context: OutgoingContext,
  timeoutMs = 120_000,
): Promise<ModelClient> {
  const key = await providers.readKey(provider)
  return new OpenAI({
    baseURL: provider.baseUrl,
    apiKey: key ?? 'none',
    // What the environment holds for other programs is not meant for this server.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
    defaultHeaders: key === undefined ? { Authorization: null } : {},
    maxRetries: 0,
    timeout: timeoutMs,
    fetch: (input, init) => egress.fetch(input, init, context),
  })
}
