import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../shared/contract/bridge.ts'
import type { EngineState } from '../engine/engine-messages.ts'
import { sendHostEvent } from './host-events.ts'
import { type ShellTexts, shellTexts } from './menu-texts.ts'

/** Makes the menu for the state of the engine: language and recent workspaces. */
export function setMenu(state: EngineState): void {
  const texts = shellTexts(state.language, app.getLocale())
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(texts, state, process.platform === 'darwin')))
}

/** The menu as data. Entries that the page carries out send it a command; it knows whether it can. */
export function menuTemplate(texts: ShellTexts, state: EngineState, isMac: boolean): MenuItemConstructorOptions[] {
  const send = (command: MenuCommand) => () => sendHostEvent({ kind: 'command', command })
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: send(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const settings = item(texts.settings, 'settings.open', 'CmdOrCtrl+,')
  const about = item(texts.about, 'help.about')
  const quit: MenuItemConstructorOptions = { label: texts.quit, role: 'quit' }

  const recents = state.recents
    .filter((recent) => recent.exists)
    .slice(0, 10)
    .map(
      ({ name, path }): MenuItemConstructorOptions => ({
        label: name.replaceAll('&', '&&'),
        toolTip: path,
        click: () => sendHostEvent({ kind: 'files', paths: [path] }),
      }),
    )

  return [
    ...(isMac ? [{ label: 'Assay', submenu: [about, separator, settings, separator, quit] }] : []),
    {
      label: texts.file,
      submenu: [
        item(texts.newWorkspace, 'workspace.new', 'CmdOrCtrl+Shift+N'),
        item(texts.openWorkspace, 'workspace.open', 'CmdOrCtrl+O'),
        {
          label: texts.openRecent,
          submenu: recents.length > 0 ? recents : [{ label: texts.noRecent, enabled: false }],
        },
        item(texts.closeWorkspace, 'workspace.close'),
        separator,
        item(texts.import, 'import.open', 'CmdOrCtrl+I'),
        item(texts.export, 'export.open', 'CmdOrCtrl+E'),
        item(texts.backup, 'workspace.backup'),
        ...(isMac ? [] : [separator, settings, separator, quit]),
      ],
    },
    {
      label: texts.edit,
      submenu: [
        { label: texts.undo, role: 'undo' },
        { label: texts.redo, role: 'redo' },
        separator,
        { label: texts.cut, role: 'cut' },
        { label: texts.copy, role: 'copy' },
        { label: texts.paste, role: 'paste' },
        { label: texts.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: texts.view,
      submenu: [
        item(texts.palette, 'palette.open', 'CmdOrCtrl+K'),
        item(texts.connect, 'connect.open'),
        separator,
        item(texts.reload, 'view.reload', 'CmdOrCtrl+R'),
        separator,
        { label: texts.actualSize, role: 'resetZoom' },
        { label: texts.zoomIn, role: 'zoomIn' },
        { label: texts.zoomOut, role: 'zoomOut' },
        { label: texts.fullScreen, role: 'togglefullscreen' },
        separator,
        { label: texts.developerTools, role: 'toggleDevTools' },
      ],
    },
    { label: texts.window, role: 'window', submenu: [{ label: texts.minimize, role: 'minimize' }] },
    { label: texts.help, role: 'help', submenu: [item(texts.keys, 'help.keys'), ...(isMac ? [] : [about])] },
  ]
}
