/**
 * Starts the built app the way a person does, in either host, with a data folder of its own.
 *
 *     import { expect } from '@playwright/test'
 *     import { test } from './launch.ts'
 *
 *     test('opens the sample', async ({ assay }) => {
 *       await assay.page.getByRole('button', { name: 'Open the sample workspace' }).click()
 *     })
 *
 * The `assay` fixture starts on the project's host with nothing open. Specs that need a workspace, files or a locale
 * call `launch({ workspace, files, locale })` instead; everything is closed and removed at the end of the test.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import {
  _electron,
  type Browser,
  type BrowserContext,
  test as base,
  chromium,
  expect,
  type Page,
} from '@playwright/test'
import { defaultSettings } from '../../src/shared/model/workspace.ts'
import type { FromHost, ToHost } from '../electron-host/control.ts'

export type HostKind = 'browser' | 'electron'

export interface LaunchOptions {
  /** Absolute path of a folder for settings and the like; a temporary one when absent. */
  dataFolder?: string
  /** Workspace file to open with the app. */
  workspace?: string
  /** Further files on the command line (Electron only: the browser host imports in the page). */
  files?: string[]
  /** System language, such as `ja-JP`. */
  locale?: string
  settings?: Partial<typeof defaultSettings>
}

export interface Launched {
  kind: HostKind
  page: Page
  dataFolder: string
  /** True where Electron itself runs, false on the stand-in and in the browser. */
  isRealElectron: boolean
  /** Answers the next file dialog; without it a dialog is cancelled. Electron only. */
  answerDialog(paths: string[]): Promise<void>
  /** Clicks a menu entry by its labels, such as `['File', 'Import…']`. Electron only. */
  clickMenu(labels: string[]): Promise<void>
  /** Every label of the menu, nested ones as `File > Import…`. Electron only. */
  readMenu(): Promise<string[]>
  /** What the app asked the system for so far: links opened, files revealed. Empty in the browser. */
  requests: FromHost[]
  close(): Promise<void>
}

const projectRoot = path.resolve(import.meta.dirname, '../..')
const mainScript = path.join(projectRoot, 'out/main/index.js')
const cliScript = path.join(projectRoot, 'out/main/cli.js')

function notHere(): never {
  throw new Error('The browser host has no menu and no native dialogs.')
}

/** A data folder whose settings keep the receivers off the usual ports, so that tests do not meet each other. */
function makeDataFolder(options: LaunchOptions): { dataFolder: string; isOwn: boolean } {
  const isOwn = options.dataFolder === undefined
  const dataFolder = options.dataFolder ?? mkdtempSync(path.join(tmpdir(), 'assay-e2e-'))
  mkdirSync(dataFolder, { recursive: true })
  const file = path.join(dataFolder, 'settings.json')
  if (!existsSync(file)) {
    const settings = { ...defaultSettings, otlpHttpPort: 0, otlpGrpcPort: 0, mlflowPort: 0, ...options.settings }
    writeFileSync(file, JSON.stringify(settings))
  }
  return { dataFolder, isOwn }
}

/** Ends a child and waits; one that does not end by itself within the time is killed, and said so. */
async function endChild(child: ChildProcess, timeoutMs = 15_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => {
    process.stderr.write('Assay did not end by itself and was killed.\n')
    child.kill('SIGKILL')
  }, timeoutMs)
  await ended
  clearTimeout(timer)
}

/** Starts Assay. `context` is where the browser host's page opens. */
export async function launchAssay(
  kind: HostKind,
  options: LaunchOptions & { context: BrowserContext },
): Promise<Launched> {
  const { dataFolder, isOwn } = makeDataFolder(options)
  const program = electronProgram()
  const start = kind === 'browser' ? launchBrowserHost : program === undefined ? launchStandIn : launchElectron
  const launched = await start(options, dataFolder, program ?? '')
  return {
    ...launched,
    clickMenu: async (labels) => {
      // The menu is made when the engine has said its language.
      if (kind === 'electron') await expect.poll(launched.readMenu).toContain(labels.join(' > '))
      await launched.clickMenu(labels)
    },
    kind,
    dataFolder,
    close: async () => {
      await launched.close()
      if (isOwn) rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

type Started = Omit<Launched, 'kind' | 'dataFolder'>

function environment(options: LaunchOptions, dataFolder: string): NodeJS.ProcessEnv {
  const { NODE_ENV: _, ...env } = process.env
  const locale = options.locale ?? 'en-US'
  return {
    ...env,
    ASSAY_DATA: dataFolder,
    ASSAY_NO_OPEN: '1',
    // Every test starts the same program.
    NODE_COMPILE_CACHE: path.join(projectRoot, '.cache/compile'),
    ASSAY_LOCALE: locale,
    LANG: `${locale.replace('-', '_')}.UTF-8`,
  }
}

async function launchBrowserHost(
  options: LaunchOptions & { context: BrowserContext },
  dataFolder: string,
): Promise<Started> {
  const workspace = options.workspace === undefined ? [] : [options.workspace]
  const child = spawn(process.execPath, [cliScript, 'serve', ...workspace, '--port', '0'], {
    cwd: projectRoot,
    env: environment(options, dataFolder),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`assay serve ended with code ${code}`)))
  })
  const page = await options.context.newPage()
  await page.goto(url)
  return {
    page,
    isRealElectron: false,
    answerDialog: async () => notHere(),
    clickMenu: async () => notHere(),
    readMenu: async () => notHere(),
    requests: [],
    close: async () => {
      await page.close()
      await endChild(child)
    },
  }
}

/**
 * Electron's program where it is installed; `npm test` names it, or says by an empty string that there is none. The
 * package is not asked, as asking makes it download itself.
 */
function electronProgram(): string | undefined {
  if (process.env.ASSAY_ELECTRON !== undefined) return process.env.ASSAY_ELECTRON || undefined
  const folder = path.join(projectRoot, 'node_modules/electron')
  const pathFile = path.join(folder, 'path.txt')
  const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  if (!hasScreen || !existsSync(pathFile)) return undefined
  const program = path.join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(program) ? program : undefined
}

async function launchElectron(options: LaunchOptions, dataFolder: string, program: string): Promise<Started> {
  const files = [...(options.workspace === undefined ? [] : [options.workspace]), ...(options.files ?? [])]
  const env = Object.fromEntries(
    Object.entries(environment(options, dataFolder)).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
  const app = await _electron.launch({
    executablePath: program,
    args: [projectRoot, `--lang=${options.locale ?? 'en-US'}`, ...files],
    env,
  })
  const page = await app.firstWindow()
  return {
    page,
    isRealElectron: true,
    answerDialog: (paths) =>
      app.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = async () => ({ canceled: filePaths.length === 0, filePaths })
        dialog.showSaveDialog = async () => ({ canceled: filePaths.length === 0, filePath: filePaths[0] ?? '' })
      }, paths),
    clickMenu: (labels) =>
      app.evaluate(({ Menu }, wanted) => {
        let items = Menu.getApplicationMenu()?.items ?? []
        for (const label of wanted.slice(0, -1))
          items = items.find((item) => item.label === label)?.submenu?.items ?? []
        items.find((item) => item.label === wanted.at(-1))?.click()
      }, labels),
    readMenu: () =>
      app.evaluate(({ Menu }) => {
        const labels = (items: Electron.MenuItem[], prefix: string): string[] =>
          items.flatMap((item) => [
            `${prefix}${item.label}`,
            ...labels(item.submenu?.items ?? [], `${prefix}${item.label} > `),
          ])
        return labels(Menu.getApplicationMenu()?.items ?? [], '')
      }),
    requests: [],
    close: () => app.close(),
  }
}

async function launchStandIn(options: LaunchOptions, dataFolder: string): Promise<Started> {
  const files = [...(options.workspace === undefined ? [] : [options.workspace]), ...(options.files ?? [])]
  const child = fork(mainScript, files, {
    cwd: projectRoot,
    env: environment(options, dataFolder),
    execArgv: ['--import', new URL('../electron-host/register.mjs', import.meta.url).href],
    // What it prints for people would stand between the lines of the report.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const requests: FromHost[] = []
  const menus = new Map<number, (labels: string[]) => void>()
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: FromHost) => {
      if (message.kind === 'ready') resolve(message.endpoint)
      else if (message.kind === 'menu') menus.get(message.id)?.(message.labels)
      else requests.push(message)
    })
    child.once('exit', (code) => reject(new Error(`The stand-in for Electron ended with code ${code}`)))
  })
  const browser = await chromium.connectOverCDP(endpoint)
  const page = await firstPage(browser)
  const send = async (message: ToHost) => void child.send(message)
  return {
    page,
    isRealElectron: false,
    answerDialog: (paths) => send({ kind: 'answerDialog', paths }),
    clickMenu: (labels) => send({ kind: 'clickMenu', labels }),
    readMenu: async () => {
      const id = menus.size
      const answered = new Promise<string[]>((resolve) => menus.set(id, resolve))
      await send({ kind: 'readMenu', id })
      return answered
    },
    requests,
    close: async () => {
      await endChild(child)
      await browser.close()
    },
  }
}

/** Starts the built app once more on the stand-in, as a double click on a file does, and answers its exit code. */
export async function startAgain(dataFolder: string, files: string[]): Promise<number | null> {
  const execArgv = ['--import', new URL('../electron-host/register.mjs', import.meta.url).href]
  const child = fork(mainScript, files, { cwd: projectRoot, env: environment({}, dataFolder), execArgv })
  return new Promise((resolve) => child.once('exit', resolve))
}

/** The app's page, once it is at the app's address. */
async function firstPage(browser: Browser): Promise<Page> {
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('Chromium has no context.')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  await page.waitForURL((url) => url.protocol !== 'about:')
  return page
}

interface Fixtures {
  /** Which of the two hosts a project runs on. */
  host: HostKind
  launch: (options?: LaunchOptions) => Promise<Launched>
  assay: Launched
}

export const test = base.extend<Fixtures>({
  host: ['browser', { option: true }],
  launch: async ({ host, context }, use, testInfo) => {
    const running: Launched[] = []
    await use(async (options = {}) => {
      const launched = await launchAssay(host, { ...options, context })
      running.push(launched)
      return launched
    })
    for (const { page, kind } of running) {
      // Pages of the browser host belong to Playwright's own context, which takes its picture itself.
      if (testInfo.status === testInfo.expectedStatus || kind === 'browser') continue
      const body = await page.screenshot().catch(() => undefined)
      if (body !== undefined) await testInfo.attach('screenshot', { body, contentType: 'image/png' })
    }
    for (const { close } of running) await close()
  },
  assay: async ({ launch }, use) => {
    await use(await launch())
  },
})
