/** The token that MLflow clients must send. Pure, but for chance. */

const randomBytes = 24

/** 32 characters that no shell and no header needs to quote. */
export function makeToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(randomBytes))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

/** A header cannot carry spaces within a token, nor letters beyond ASCII; clients would be refused without a clue. */
export function isSendable(token: string): boolean {
  return /^[\x21-\x7e]*$/.test(token)
}
