/** The command palette: every command that applies now, found by typing, with its key. */
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { type Command, type CommandGroup, useCommands, useRegisteredCommands } from '../../app/commands.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './palette.module.css'
import { matchCommands, paletteCommands } from './palette-entries.ts'

const [store, palette] = createSpotlight()

/** Draws the palette and registers the command that opens it. */
export function PaletteDialog() {
  const t = useT()
  const [query, setQuery] = useState('')
  const commands = useRegisteredCommands()
  useCommands(
    () => [
      {
        id: 'palette.open',
        title: t('shell.command.palette'),
        group: 'help',
        keys: ['mod+k', 'mod+shift+p'],
        whileTyping: true,
        isHidden: true,
        run: palette.open,
      },
    ],
    [t],
  )
  const found = matchCommands(paletteCommands(commands), query)
  const groups = query.trim() === '' ? groupCommands(found) : [{ group: undefined, commands: found }]
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      clearQueryOnClose
      scrollable
      maxHeight="min(60vh, 480px)"
      size={600}
      transitionProps={{ duration: 0 }}
      overlayProps={{ color: 'var(--assay-scrim)', backgroundOpacity: 1, blur: 0 }}
      classNames={{ content: css.content ?? '', search: css.search ?? '', actionsGroup: css.group ?? '' }}
    >
      <Spotlight.Search
        aria-label={t('palette.title')}
        placeholder={t('palette.placeholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
      />
      <Spotlight.ActionsList aria-label={t('palette.title')}>
        {groups.map(({ group, commands: inGroup }) =>
          group === undefined ? (
            inGroup.map((command) => <Entry key={command.id} command={command} />)
          ) : (
            <Spotlight.ActionsGroup key={group} label={t(`shell.command.group.${group}`)}>
              {inGroup.map((command) => (
                <Entry key={command.id} command={command} />
              ))}
            </Spotlight.ActionsGroup>
          ),
        )}
        {found.length === 0 && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function Entry({ command }: { command: Command }) {
  const keys = command.keys?.[0]
  return (
    <Spotlight.Action onClick={command.run} className={css.entry ?? ''}>
      <span className={css.title}>{command.title}</span>
      {keys !== undefined && <KeyHint keys={keys} />}
    </Spotlight.Action>
  )
}

/** Screen-specific groups come first: what one can do here. */
function groupCommands(commands: Command[]): { group: CommandGroup; commands: Command[] }[] {
  const order: CommandGroup[] = ['assessments', 'trace', 'traces', 'go', 'workspace', 'data', 'view', 'help']
  return order
    .map((group) => ({ group, commands: commands.filter((command) => command.group === group) }))
    .filter((entry) => entry.commands.length > 0)
}
