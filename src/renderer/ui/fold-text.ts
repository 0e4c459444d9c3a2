/** Texts up to this show whole. */
const foldLength = 4_000

/** The start of a long text, cut at a line or word where one ends near by and never inside a character pair. */
export function foldText(text: string): string {
  if (text.length <= foldLength * 1.25) return text
  const head = text.slice(0, foldLength)
  const line = head.lastIndexOf('\n')
  if (line > foldLength * 0.7) return head.slice(0, line)
  const word = head.lastIndexOf(' ')
  if (word > foldLength * 0.9) return head.slice(0, word)
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head
}
