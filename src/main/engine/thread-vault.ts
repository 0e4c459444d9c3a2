/** The keychain, asked of the main process from the engine's thread. */
import { AppError } from '../../shared/model/error.ts'
import type { KeyVault } from '../evaluation/outside.ts'
import type { FromEngineThread, VaultAction } from './engine-messages.ts'

export interface ThreadVault {
  vault: KeyVault
  onAnswer(answer: { id: number; text: string | undefined }): void
}

export function createThreadVault(post: (message: FromEngineThread) => void): ThreadVault {
  const waiting = new Map<number, (text: string | undefined) => void>()
  let nextId = 1

  function ask(action: VaultAction, text: string): Promise<string | undefined> {
    const id = nextId++
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      post({ kind: 'vault', id, action, text })
    })
  }

  async function demand(action: VaultAction, text: string): Promise<string> {
    const answer = await ask(action, text)
    if (answer !== undefined) return answer
    const message = 'The keychain of this computer did not give the key. Unlock it, or enter the key again in Settings.'
    throw new AppError('INVALID_INPUT', message, { details: { reason: 'keyMissing' } })
  }

  return {
    vault: {
      isAvailable: async () => (await ask('isAvailable', '')) !== undefined,
      encrypt: (text) => demand('encrypt', text),
      decrypt: (text) => demand('decrypt', text),
    },
    onAnswer({ id, text }) {
      waiting.get(id)?.(text)
      waiting.delete(id)
    },
  }
}
