/** Which commands the palette shows, in which order. Pure. */
import { type Command, isApplicable } from '../../app/commands.ts'

/** Those that apply now, the newest of each id, without the ones that only make sense by key. */
export function paletteCommands(commands: Command[]): Command[] {
  const byId = new Map(commands.map((command) => [command.id, command]))
  return [...byId.values()].filter((command) => command.isHidden !== true && isApplicable(command))
}

/**
 * How well a command fits the words typed: every word must occur in its title, the action of its id or its keywords. Lower is better,
 * undefined means not at all.
 */
export function matchRank(command: Command, query: string): number | undefined {
  const title = command.title.toLowerCase()
  // The part of the id that names the action is English, so English words find commands in any language.
  const action = command.id.slice(command.id.indexOf('.') + 1)
  const rest = [action, ...(command.keywords ?? [])].join(' ').toLowerCase()
  let rank = 0
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = title.indexOf(word)
    if (at === 0) continue
    if (at > 0) rank += /[\s(]/.test(title[at - 1] ?? '') ? 1 : 2
    else if (rest.includes(word)) rank += 4
    else return undefined
  }
  return rank
}

/** Commands that fit, best first, in their registered order where equally good. */
export function matchCommands(commands: Command[], query: string): Command[] {
  return commands
    .map((command) => ({ command, rank: matchRank(command, query) }))
    .filter((entry): entry is { command: Command; rank: number } => entry.rank !== undefined)
    .sort((a, b) => a.rank - b.rank)
    .map((entry) => entry.command)
}
