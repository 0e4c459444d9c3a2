/** A person's regular expression on a stranger's text. */
import { createContext, Script } from 'node:vm'

/** Longest that one text may take. */
const timeoutMs = 500

export interface TimedRegex {
  /** @throws RangeError when the pattern takes too long on this text */
  test(text: string): boolean
}

/**
 * Runs the pattern where it can be interrupted: some patterns take years on some texts.
 *
 * @throws SyntaxError for what is no regular expression
 */
export function createTimedRegex(pattern: string, flags: string): TimedRegex {
  const regex = new RegExp(pattern, flags)
  const place = createContext({ regex, text: '' })
  const script = new Script('regex.test(text)')
  return {
    test(text) {
      place.text = text
      try {
        return script.runInContext(place, { timeout: timeoutMs }) === true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
        throw new RangeError(
          'The pattern takes too long on this output. Make it simpler, without repeats inside repeats.',
        )
      } finally {
        place.text = ''
      }
    },
  }
}
