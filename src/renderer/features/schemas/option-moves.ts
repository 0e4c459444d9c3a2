/** Adding, removing and moving the options of a choice. Pure; each answers the options and which one has the focus. */
import { type DraftOption, isBlankOption, toOption } from './schema-draft.ts'

export interface OptionsChange {
  options: DraftOption[]
  /** Key of the option to go on with. */
  focusKey: number | undefined
}

export function addOption(options: readonly DraftOption[], afterIndex = options.length - 1): OptionsChange {
  const added = toOption('')
  return { options: options.toSpliced(afterIndex + 1, 0, added), focusKey: added.key }
}

/** The next option has the focus then, or the last. */
export function removeOption(options: readonly DraftOption[], index: number): OptionsChange {
  const left = options.toSpliced(index, 1)
  return { options: left, focusKey: left[Math.min(index, left.length - 1)]?.key }
}

/** At the ends nothing moves. */
export function moveOption(options: readonly DraftOption[], index: number, step: 1 | -1): OptionsChange {
  const moved = options[index]
  const to = index + step
  if (moved === undefined || to < 0 || to >= options.length) return { options: [...options], focusKey: moved?.key }
  return { options: options.toSpliced(index, 1).toSpliced(to, 0, moved), focusKey: moved.key }
}

/** Several lines pasted into one option become several options; empty rows from there on are used up first. */
export function pasteOptions(options: readonly DraftOption[], index: number, text: string): OptionsChange | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const here = options[index]
  if (lines.length < 2 || here === undefined) return undefined
  const added = lines.map((line) => toOption(line))
  const from = here.text.trim() === '' ? index : index + 1
  let to = index + 1
  for (let next = options[to]; next !== undefined && isBlankOption(next); next = options[to]) {
    if (to - from === added.length) break
    to += 1
  }
  return {
    options: options.toSpliced(from, to - from, ...added),
    focusKey: added.at(-1)?.key,
  }
}
