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

export const EgressPurpose = z.enum(['providerTest', 'target', 'judge'])
export type EgressPurpose = z.infer<typeof EgressPurpose>

/** One request that left this process, or was kept from leaving. */
export const EgressEntry = z.object({
  atMs: z.number(),
  method: z.string(),
  /** Scheme, host, port and path; without the query, which may hold secrets. */
  url: z.string(),
  purpose: EgressPurpose,
  runId: z.string().optional(),
  sentBytes: z.number(),
  receivedBytes: z.number(),
  durationMs: z.number(),
  /** HTTP status; absent where no answer came. */
  status: z.number().optional(),
  /** `airGap`: the switch is on and nothing was sent. Otherwise why no answer came. */
  blocked: z.boolean(),
  error: z.string().optional(),
})
export type EgressEntry = z.infer<typeof EgressEntry>
