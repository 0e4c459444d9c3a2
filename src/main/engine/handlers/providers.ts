import type { Provider } from '../../../shared/model/provider.ts'
import type { ProviderDraft } from '../../evaluation/providers/providers.ts'
import { listModels, testProvider } from '../../evaluation/providers/test-provider.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function providerHandlers(os: Implementer, { outside, bus }: Services) {
  const { providers, egress, ledger } = outside
  return {
    providers: {
      list: os.providers.list.handler(() => providers.list()),
      save: os.providers.save.handler(({ input }) => {
        const saved = providers.save(input)
        bus.publish({ topic: 'providers' })
        return saved
      }),
      delete: os.providers.delete.handler(({ input }) => {
        const deleted = providers.remove(input.providerId) !== undefined
        bus.publish({ topic: 'providers' })
        return { deleted }
      }),
      keychain: os.providers.keychain.handler(async () => ({ isAvailable: await providers.hasKeychain() })),
      setKey: os.providers.setKey.handler(async ({ input }) => {
        const saved = await providers.setKey(input.providerId, input.key)
        bus.publish({ topic: 'providers' })
        return saved
      }),
      test: os.providers.test.handler(({ input: { provider, model, key }, signal }) => {
        const keys = key === undefined ? providers : { readKey: async () => key }
        return testProvider(
          { provider: toProvider(provider), model },
          { providers: keys, egress, signal: signal ?? never() },
        )
      }),
      models: os.providers.models.handler(({ input: { provider }, signal }) =>
        listModels(toProvider(provider), { providers, egress, signal: signal ?? never() }),
      ),
    },
    egress: {
      list: os.egress.list.handler(({ input }) => ledger.list(input)),
    },
  }
}

/** One that is not saved yet has no key of its own anywhere. */
function toProvider(draft: ProviderDraft): Provider {
  return { ...draft, providerId: draft.providerId ?? '' }
}

/** In-process callers may give no signal. */
function never(): AbortSignal {
  return new AbortController().signal
}
