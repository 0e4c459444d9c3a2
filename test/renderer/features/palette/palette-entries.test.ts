import { expect, test } from 'vitest'
import type { Command } from '../../../../src/renderer/app/commands.ts'
import { matchCommands, paletteCommands } from '../../../../src/renderer/features/palette/palette-entries.ts'

function makeCommand(id: string, title: string, more: Partial<Command> = {}): Command {
  return { id, title, group: 'view', run: () => undefined, ...more }
}

test('what does not apply or works by key only is not offered', () => {
  const commands = [
    makeCommand('a', 'A'),
    makeCommand('b', 'B', { when: () => false }),
    makeCommand('c', 'C', { isHidden: true }),
    makeCommand('a', 'A, newer'),
  ]
  expect(paletteCommands(commands).map((command) => command.title)).toEqual(['A, newer'])
})

test('all words must fit, the start of the title fits best', () => {
  const commands = [
    makeCommand('x', 'Reopen the last file'),
    makeCommand('y', 'Open a workspace'),
    makeCommand('z', 'Back up', { keywords: ['open'] }),
    makeCommand('w', 'Show in open folder'),
  ]
  expect(matchCommands(commands, 'open').map((command) => command.id)).toEqual(['y', 'w', 'x', 'z'])
  expect(matchCommands(commands, 'open work').map((command) => command.id)).toEqual(['y'])
  expect(matchCommands(commands, 'nothing')).toEqual([])
})

test('Japanese titles are found by a part of them', () => {
  const commands = [makeCommand('x', 'ダークテーマを使う'), makeCommand('y', '設定へ移動')]
  expect(matchCommands(commands, 'テーマ').map((command) => command.id)).toEqual(['x'])
})
