/** What personal data and secrets look like. Every expression is linear: nothing in it repeats what it already repeats. */

export interface Detector {
  pattern: RegExp
  /** Whether what the pattern found is meant; undefined: always. */
  isMeant?: (found: string) => boolean
}

const email: Detector[] = [
  // Latin letters only: Japanese text stands right beside an address, without a space.
  {
    pattern:
      /[\p{Script=Latin}\d._%+-]{1,64}@(?:[\p{Script=Latin}\d][\p{Script=Latin}\d-]{0,62}\.){1,6}\p{Script=Latin}{2,24}(?![\p{Script=Latin}\d])/gu,
  },
]

const phone: Detector[] = [
  // With the country: +81 90-1234-5678, +1 (555) 010-9999, 0049 …
  { pattern: /(?<![\w.])(?:\+|00)\d{1,3}[ .()-]{0,3}\d(?:[ .()/-]{0,2}\d){6,13}(?![\w-])/g },
  // Groups that begin with 0 or an area code in parentheses: 03-1234-5678, 090 1234 5678, (555) 010-9999.
  { pattern: /(?<![\w.+-])(?:\(\d{2,5}\) ?|0\d{0,4}[ .-])\d{1,4}[ .-]\d{3,4}(?![\w-])/g },
  // North America: 555-010-9999, 555.010.9999.
  { pattern: /(?<![\w.+-])[2-9]\d{2}[.-]\d{3}[.-]\d{4}(?![\w-])/g },
  // In one: 09012345678.
  { pattern: /(?<![\w.+-])0[1-9]\d{8,9}(?![\w.-])/g },
]

const card: Detector[] = [
  { pattern: /(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])/g, isMeant: (found) => isCardNumber(found) },
]

const key: Detector[] = [
  { pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}-----END [A-Z ]{0,30}PRIVATE KEY-----/g },
  // By the prefixes of those who give them out.
  {
    pattern:
      /(?<![\w-])(?:sk|pk|rk)[-_](?:[a-z]{2,10}[-_]){0,3}[\w-]{16,250}|(?<!\w)(?:gh[pousr]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,100}|xox[abeprs]-[\w-]{10,250}|hf_\w{20,100}|npm_\w{30,100}|AIza[\w-]{30,60}|ya29\.[\w-]{20,500}|dapi[0-9a-f]{32})/g,
  },
  { pattern: /(?<!\w)(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)/g },
  // JSON web tokens.
  { pattern: /(?<![\w.])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,8000}\.[\w-]{8,2000}/g },
  { pattern: /(?<=\b(?:bearer|basic|token) )[\w.~+/=-]{20,4000}/gi },
  // What a name says to be secret.
  {
    pattern:
      /(?<=(?:api[_-]?key|secret|passwo?r?d|token|access[_-]?key)["']?[ ]{0,3}[:=][ ]{0,3}["']?)[^\s"',;&]{8,500}/gi,
  },
]

/** Card numbers before phone numbers, which could be parts of them; keys first, which could contain anything. */
export const detectors = { key, email, card, phone } as const

/** The check digit of ISO/IEC 7812-1 (Luhn), over 13 to 19 digits. */
export function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '')
  if (digits.length < 13 || digits.length > 19) return false
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
