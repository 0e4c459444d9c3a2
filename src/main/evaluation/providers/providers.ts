/**
 * Model servers of this person, in a file of the data folder. Keys are in the environment, or beside it in a file of their own,
 * encrypted by the system's keychain; never as they are.
 */
import * as z from 'zod'
import { AppError } from '../../../shared/model/error.ts'
import { Provider, type ProviderInfo } from '../../../shared/model/provider.ts'
import type { KeyVault, ProviderAccess } from '../outside.ts'

/** Where the list is kept; damaged or foreign entries are left out when it is read. */
export interface ProviderFile {
  read(): unknown
  write(value: unknown): void
}

export interface Providers extends ProviderAccess {
  list(): ProviderInfo[]
  /** Creates without an id or with one that is free (taking back a deletion), else replaces. Throws CONFLICT (name). */
  save(provider: ProviderDraft): ProviderInfo
  /** Puts the key of a provider into the keychain, `null` takes it out. Throws NOT_FOUND, INVALID_INPUT (no keychain). */
  setKey(providerId: string, key: string | null): Promise<ProviderInfo>
  hasKeychain(): Promise<boolean>
  /** Answers what was there, to save it again. */
  remove(providerId: string): Provider | undefined
}

export type ProviderDraft = Omit<Provider, 'providerId'> & { providerId?: string | undefined }

const Stored = z.object({ providers: z.array(z.unknown()) })

const StoredKeys = z.object({ keys: z.record(z.string(), z.string()) })

export interface ProvidersOptions {
  file: ProviderFile
  /** Encrypted keys by provider. */
  keyFile: ProviderFile
  /** Absent where no keychain can be reached. */
  vault?: KeyVault | undefined
  env?: NodeJS.ProcessEnv
}

export function openProviders({ file, keyFile, vault, env = process.env }: ProvidersOptions): Providers {
  let all = parseStored(file.read())
  let keys = parseKeys(keyFile.read())
  /** Of deleted providers, for taking the deletion back. */
  const removedKeys = new Map<string, string>()

  function keepKey(providerId: string, encrypted: string | undefined): void {
    const { [providerId]: _, ...others } = keys
    const next = encrypted === undefined ? others : { ...others, [providerId]: encrypted }
    keyFile.write({ keys: next })
    keys = next
  }

  const hasVault = async () => vault !== undefined && (await vault.isAvailable())

  function keep(next: Provider[]): void {
    const sorted = next.toSorted((a, b) => a.name.localeCompare(b.name))
    file.write({ providers: sorted })
    all = sorted
  }

  function toInfo(provider: Provider): ProviderInfo {
    const { key } = provider
    if (key.kind === 'none') return { provider, keyState: 'notNeeded' }
    const isPresent = key.kind === 'environment' ? Boolean(env[key.variable]) : provider.providerId in keys
    return { provider, keyState: isPresent ? 'present' : 'missing' }
  }

  return {
    list: () => all.map(toInfo),
    get(providerId) {
      const provider = all.find((each) => each.providerId === providerId)
      if (provider !== undefined) return provider
      throw new AppError('NOT_FOUND', 'There is no such provider. Choose one of those in Settings, Providers.')
    },
    async readKey({ providerId, name, key }) {
      if (key.kind === 'none') return undefined
      const hasKeychain = key.kind === 'keychain' && (await hasVault())
      const encrypted = keys[providerId]
      if (hasKeychain && encrypted !== undefined) return vault?.decrypt(encrypted)
      const value = key.kind === 'environment' ? env[key.variable] : undefined
      if (value) return value
      const remedy =
        key.kind === 'environment'
          ? `Set the environment variable ${key.variable} and start Assay again.`
          : hasKeychain
            ? 'Enter it in Settings, Providers.'
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
      const removed = removedKeys.get(provider.providerId)
      if (removed !== undefined && provider.key.kind === 'keychain') keepKey(provider.providerId, removed)
      removedKeys.delete(provider.providerId)
      // A key that is not used any more is not kept.
      if (provider.key.kind !== 'keychain' && provider.providerId in keys) keepKey(provider.providerId, undefined)
      return toInfo(provider)
    },
    async setKey(providerId, key) {
      const provider = this.get(providerId)
      if (key === null) keepKey(providerId, undefined)
      else if (vault !== undefined && (await hasVault())) keepKey(providerId, await vault.encrypt(key))
      else {
        const sentence = 'No keychain can be reached here. Name an environment variable that holds the key instead.'
        throw new AppError('INVALID_INPUT', sentence)
      }
      return toInfo(provider)
    },
    hasKeychain: hasVault,
    remove(providerId) {
      const found = all.find((each) => each.providerId === providerId)
      if (found !== undefined) keep(all.filter((each) => each !== found))
      const key = keys[providerId]
      if (key !== undefined) {
        removedKeys.set(providerId, key)
        keepKey(providerId, undefined)
      }
      return found
    },
  }
}

function parseKeys(value: unknown): Record<string, string> {
  const stored = StoredKeys.safeParse(value)
  return stored.success ? stored.data.keys : {}
}

function parseStored(value: unknown): Provider[] {
  const stored = Stored.safeParse(value)
  if (!stored.success) return []
  return stored.data.providers.flatMap((each) => {
    const parsed = Provider.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
}
