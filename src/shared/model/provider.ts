/** Model servers, and the record of everything that leaves this machine. */
import * as z from 'zod'

/** Where the key of a provider is: in the system's keychain, in an environment variable, or it takes none. */
export const KeySource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('keychain') }),
  z.object({ kind: z.literal('environment'), variable: z.string().regex(/^[A-Za-z_]\w{0,99}$/) }),
])
export type KeySource = z.infer<typeof KeySource>

/** US dollars for a million tokens. */
export const ModelPrice = z.object({ inputPerMillion: z.number().min(0), outputPerMillion: z.number().min(0) })
export type ModelPrice = z.infer<typeof ModelPrice>

/** Why a call to somebody else gave nothing. */
export const CallErrorCode = z.enum([
  'airGapped',
  'keyMissing',
  'keyRefused',
  'notFound',
  'tooMany',
  'serverError',
  'refused',
  'unreachable',
  'timeout',
  'malformed',
  'tooLarge',
  'program',
  'target',
])
export type CallErrorCode = z.infer<typeof CallErrorCode>

/** A server with an OpenAI-compatible API. Kept in the data folder, never in a workspace; its key in neither. */
export const Provider = z.object({
  providerId: z.string(),
  name: z.string().trim().min(1).max(100),
  /** With the `/v1`, such as `http://127.0.0.1:11434/v1`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  key: KeySource,
  defaultModel: z.string().optional(),
  /** By model name, for estimates and limits. A model without a price costs nothing that could be counted. */
  prices: z.record(z.string(), ModelPrice),
})
export type Provider = z.infer<typeof Provider>

/** A provider as the interface shows it. The key itself never comes back. */
export const ProviderInfo = z.object({
  provider: Provider,
  /** `missing`: the environment variable is not set, or the keychain holds no key of it. */
  keyState: z.enum(['notNeeded', 'present', 'missing']),
})
export type ProviderInfo = z.infer<typeof ProviderInfo>

/** What became of one short question to a model. */
export const ProviderTest = z.object({
  durationMs: z.number(),
  /** As the server names the model that answered. */
  model: z.string().optional(),
  /** The beginning of the answer. */
  reply: z.string().optional(),
  /** Why there is none: `code` for the interface's sentence, `message` as the server said it. */
  error: z.object({ code: CallErrorCode, message: z.string(), status: z.number().optional() }).optional(),
})
export type ProviderTest = z.infer<typeof ProviderTest>

export const EgressPurpose = z.enum(['providerTest', 'target', 'judge'])
export type EgressPurpose = z.infer<typeof EgressPurpose>

/** One request that left this process, or was kept from leaving. Written down before anything is sent. */
export const EgressEntry = z.object({
  entryId: z.string(),
  atMs: z.number(),
  /** HTTP method, or `RUN` for a program or module, which Assay cannot watch. */
  method: z.string(),
  /** Scheme, host, port and path; without the query, which may hold secrets. */
  url: z.string(),
  purpose: EgressPurpose,
  runId: z.string().optional(),
  sentBytes: z.number(),
  /** `open`: no end is known; it runs still, or Assay ended before it did. `blocked`: nothing was sent. */
  outcome: z.enum(['open', 'answered', 'failed', 'blocked']),
  receivedBytes: z.number().optional(),
  durationMs: z.number().optional(),
  /** HTTP status of the answer. */
  status: z.number().optional(),
  /** Why no answer came. */
  error: z.string().optional(),
})
export type EgressEntry = z.infer<typeof EgressEntry>
