/** The system's keychain, as Electron reaches it: it holds the key that Assay's own secrets are encrypted with. */
import { safeStorage } from 'electron'
import type { VaultAction } from '../engine/engine-messages.ts'

/** Undefined where it cannot be done. What is encrypted is text in base64. */
export function askVault(action: VaultAction, text: string): string | undefined {
  try {
    if (!isAvailable()) return undefined
    switch (action) {
      case 'isAvailable':
        return 'yes'
      case 'encrypt':
        return safeStorage.encryptString(text).toString('base64')
      case 'decrypt':
        return safeStorage.decryptString(Buffer.from(text, 'base64'))
    }
  } catch {
    // Another user's, another machine's, or a keychain that was locked just now.
    return undefined
  }
}

/** On Linux without a keychain Electron falls back to a password that everybody knows; that is none. */
function isAvailable(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}
