/**
 * The cache of what the engine said. Nothing grows stale by time: the engine's events say what changed
 * (`events.ts`), and after a lost connection everything is asked again.
 */
import { QueryClient } from '@tanstack/react-query'
import { toFailure } from './errors.ts'

const retryable = new Set(['STORE_BUSY', 'UNAVAILABLE'])

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      // Loopback works without a network.
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => failures < 3 && retryable.has(toFailure(error).code),
      retryDelay: (attempt) => Math.min(200 * 2 ** attempt, 2000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
