/** What an evaluation calls to get outputs. */
import * as z from 'zod'
import { Json } from './json.ts'

/** Headers whose value stands in the environment: the name of the variable, never the secret. */
const SecretHeaders = z.record(z.string(), z.string())

export const Target = z.discriminatedUnion('kind', [
  /** Scores the outputs that are there: those of the record, else those of its trace. */
  z.object({ kind: z.literal('recorded') }),
  z.object({
    kind: z.literal('chat'),
    providerId: z.string(),
    model: z.string(),
    /** Templates with `{{ inputs }}` or `{{ inputs.name }}`; a role with an empty text is left out. */
    system: z.string(),
    user: z.string(),
    temperature: z.number().min(0).max(2).optional(),
    maxTokens: z.number().int().min(1).optional(),
    seed: z.number().int().optional(),
  }),
  z.object({
    kind: z.literal('http'),
    url: z.string(),
    method: z.enum(['POST', 'PUT', 'GET']),
    headers: z.record(z.string(), z.string()),
    secretHeaders: SecretHeaders,
    /** JSON in which texts may be templates; absent: the inputs as they are. */
    body: Json.optional(),
    /** Where the outputs are in the answer, as a dotted path; absent: the whole answer. */
    responsePath: z.string().optional(),
    timeoutMs: z.number().int().min(100).max(600_000),
  }),
  /** Gets one JSON line with `inputs` on its standard input, answers one with `outputs`; it stays for all rows. */
  z.object({
    kind: z.literal('command'),
    command: z.string(),
    args: z.array(z.string()),
    folder: z.string().optional(),
    timeoutMs: z.number().int().min(100).max(600_000),
  }),
  /** A JavaScript or TypeScript file whose named export takes the inputs and answers the outputs. */
  z.object({
    kind: z.literal('module'),
    path: z.string(),
    exportName: z.string(),
    timeoutMs: z.number().int().min(100).max(600_000),
  }),
])
export type Target = z.infer<typeof Target>

export const SavedTarget = z.object({
  targetId: z.string(),
  name: z.string(),
  target: Target,
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
})
export type SavedTarget = z.infer<typeof SavedTarget>
