/** HTML that cannot be broken out of: what is put into it is escaped, unless it was made here too. Pure. */

const made = Symbol('made by html``')

export interface Html {
  readonly [made]: true
  readonly text: string
}

type Part = Html | string | number | undefined | readonly Part[]

/** Template tag: texts are escaped for element content and quoted attributes alike. */
export function html(literals: TemplateStringsArray, ...parts: Part[]): Html {
  let text = literals[0] as string
  parts.forEach((part, at) => {
    text += toText(part) + (literals[at + 1] as string)
  })
  return { [made]: true, text }
}

/** Text of ours that is HTML, or style, as it stands. Nothing that was read may come here. */
export function asIs(text: string): Html {
  return { [made]: true, text }
}

function toText(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part))
  return made in part ? part.text : part.map(toText).join('')
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
