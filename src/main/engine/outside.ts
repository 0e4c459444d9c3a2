/** What evaluations need of the world beyond this process: providers, the one way out, and its record. */
import { join } from 'node:path'
import * as z from 'zod'
import { createEgress } from '../evaluation/egress/egress.ts'
import { type Ledger, openLedger } from '../evaluation/egress/ledger.ts'
import type { KeyVault } from '../evaluation/outside.ts'
import { openProviders, type Providers } from '../evaluation/providers/providers.ts'
import type { EventBus } from './event-bus.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import type { SettingsStore } from './settings.ts'

export interface Outside {
  egress: ReturnType<typeof createEgress>
  ledger: Ledger
  providers: Providers
}

export function openOutside(
  dataFolder: string,
  settings: SettingsStore,
  bus: EventBus,
  vault: KeyVault | undefined,
): Outside {
  const ledger = openLedger({ path: join(dataFolder, 'egress.jsonl') })
  const fileAt = (name: string) => {
    const path = join(dataFolder, name)
    return {
      read: () => readJsonFile<unknown>(path, z.unknown(), undefined),
      write: (value: unknown) => writeJsonFile(path, value),
    }
  }
  return {
    ledger,
    egress: createEgress({
      isAirGapped: () => settings.get().isAirGapped,
      ledger,
      onChange: () => bus.publish({ topic: 'egress' }),
    }),
    providers: openProviders({ file: fileAt('providers.json'), keyFile: fileAt('provider-keys.json'), vault }),
  }
}
