import * as z from 'zod'
import { EgressEntry, Provider, ProviderInfo, ProviderTest } from '../model/provider.ts'
import { procedure } from './errors.ts'

const ProviderDraft = Provider.extend({ providerId: z.string().min(1).max(100).optional() })

/** Model servers of this person on this machine; they are no part of a workspace. */
export const providers = {
  /** By name. */
  list: procedure.output(z.array(ProviderInfo)),
  /** Creates without an id, or with one that is free (a deletion taken back); else replaces. CONFLICT: name taken. */
  save: procedure.input(ProviderDraft).output(ProviderInfo),
  /** Whether the system's keychain can be reached from here: in the desktop app, where the system has one. */
  keychain: procedure.output(z.object({ isAvailable: z.boolean() })),
  /** Puts the key of a saved provider into the keychain, `null` takes it out. NOT_FOUND; INVALID_INPUT: no keychain. */
  setKey: procedure
    .input(z.object({ providerId: z.string(), key: z.string().trim().min(1).max(10_000).nullable() }))
    .output(ProviderInfo),
  delete: procedure.input(z.object({ providerId: z.string() })).output(z.object({ deleted: z.boolean() })),
  /** Asks the model something short. A failure is an answer, too. Also of one that is not saved yet. CANCELLED. */
  test: procedure
    .input(
      z.object({
        provider: ProviderDraft,
        model: z.string().trim().min(1).max(250),
        /** One that is not saved yet. */
        key: z.string().trim().min(1).max(10_000).optional(),
      }),
    )
    .output(ProviderTest),
  /** What the server says it has; empty where it does not say. */
  models: procedure.input(z.object({ provider: ProviderDraft })).output(z.array(z.string())),
}

/** The record of everything that left this process, or was kept from it by the switch `settings.isAirGapped`. */
export const egress = {
  /** Newest first. `before`: `nextCursor` of the page before. */
  list: procedure
    .input(
      z.object({
        limit: z.number().int().min(1).max(500),
        before: z.string().optional(),
        runId: z.string().optional(),
      }),
    )
    .output(z.object({ entries: z.array(EgressEntry), nextCursor: z.string().optional() })),
}
