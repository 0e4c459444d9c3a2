import { english } from '../i18n/english.ts'
import { useT } from '../i18n/i18n.ts'
import { Dialog } from '../ui/dialog.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { type Command, type CommandGroup, isApplicable, useRegisteredCommands } from './commands.ts'
import { closeDialog } from './dialogs.ts'
import css from './keys-dialog.module.css'

const groups = Object.keys(english.shell.command.group) as CommandGroup[]

/** Commands with keys that apply now, the newest of each id. */
function withKeys(commands: Command[]): Command[] {
  const byId = new Map(commands.map((command) => [command.id, command]))
  return [...byId.values()].filter((command) => (command.keys?.length ?? 0) > 0 && isApplicable(command))
}

/** `?`: every shortcut that works on the current screen. */
export function KeysDialog() {
  const t = useT()
  const commands = withKeys(useRegisteredCommands())
  return (
    <Dialog onClose={closeDialog} title={t('shell.keys.title')} size="xl">
      <div className={css.groups}>
        {groups.map((group) => {
          const inGroup = commands.filter((command) => command.group === group)
          if (inGroup.length === 0) return null
          return (
            <section key={group} className={css.group}>
              <h3 className={css.title}>{t(`shell.command.group.${group}`)}</h3>
              <dl className={css.list}>
                {inGroup.map((command) => (
                  <div key={command.id} className={css.line}>
                    <dt>{command.title}</dt>
                    <dd className={css.keys}>
                      {command.keys?.map((keys, index) => (
                        <span key={keys} className={css.keys}>
                          {index > 0 && <span className={css.or}>{t('shell.keys.or')}</span>}
                          <KeyHint keys={keys} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
