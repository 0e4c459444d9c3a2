/** Model servers of this person, in a file of the data folder. Keys are in the environment, never in the file. */
import * as z from 'zod'
import { AppError } from '../../../shared/model/error.ts'
import { Provider, type ProviderInfo } from '../../../shared/model/provider.ts'
import type { ProviderAccess } from '../outside.ts'

/** Where the list is kept; damaged or foreign entries are left out when it is read. */
export interface ProviderFile {
  read(): unknown
  write(value: unknown): void
}

export interface Providers extends ProviderAccess {
  list(): ProviderInfo[]
  /** Creates without an id or with one that is free (taking back a deletion), else replaces. Throws CONFLICT (name). */
  save(provider: ProviderDraft): ProviderInfo
  /** Answers what was there, to save it again. */
  remove(providerId: string): Provider | undefined
}

export type ProviderDraft = Omit<Provider, 'providerId'> & { providerId?: string | undefined }

const Stored = z.object({ providers: z.array(z.unknown()) })

export function openProviders(file: ProviderFile, env: NodeJS.ProcessEnv = process.env): Providers {
  let all = parseStored(file.read())

  function keep(next: Provider[]): void {
    const sorted = next.toSorted((a, b) => a.name.localeCompare(b.name))
    file.write({ providers: sorted })
    all = sorted
  }

  function toInfo(provider: Provider): ProviderInfo {
    const { key } = provider
    if (key.kind === 'none') return { provider, keyState: 'notNeeded' }
    return { provider, keyState: key.kind === 'environment' && env[key.variable] ? 'present' : 'missing' }
  }

  return {
    list: () => all.map(toInfo),
    get(providerId) {
      const provider = all.find((each) => each.providerId === providerId)
      if (provider !== undefined) return provider
      throw new AppError('NOT_FOUND', 'There is no such provider. Choose one of those in Settings, Providers.')
    },
    async readKey({ name, key }) {
      if (key.kind === 'none') return undefined
      const value = key.kind === 'environment' ? env[key.variable] : undefined
      if (value) return value
      const remedy =
        key.kind === 'environment'
          ? `Set the environment variable ${key.variable} and start Assay again.`
          : 'No keychain can be reached here: name an environment variable that holds it in Settings, Providers.'
      const details = { reason: 'keyMissing' }
      throw new AppError('INVALID_INPUT', `The key of ${name} is missing. ${remedy}`, { details })
    },
    save(draft) {
      const provider: Provider = { ...draft, providerId: draft.providerId ?? crypto.randomUUID() }
      const others = all.filter(({ providerId }) => providerId !== provider.providerId)
      if (others.some(({ name }) => name === provider.name)) {
        throw new AppError('CONFLICT', 'There is already a provider with this name. Choose another one.')
      }
      keep([...others, provider])
      return toInfo(provider)
    },
    remove(providerId) {
      const found = all.find((each) => each.providerId === providerId)
      if (found !== undefined) keep(all.filter((each) => each !== found))
      return found
    },
  }
}

function parseStored(value: unknown): Provider[] {
  const stored = Stored.safeParse(value)
  if (!stored.success) return []
  return stored.data.providers.flatMap((each) => {
    const parsed = Provider.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
}
