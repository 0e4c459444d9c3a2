import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** What the choice of folders depends on; `process.env` and friends outside tests. */
export interface FolderEnvironment {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  home: string
}

function currentEnvironment(): FolderEnvironment {
  return { env: process.env, platform: process.platform, home: homedir() }
}

/**
 * Folder of settings, recent workspaces, uploads and the sample: `ASSAY_DATA` when set, else what the platform uses
 * for application data (the same folder that Electron calls `userData` for an app named Assay).
 */
export function defaultDataFolder({ env, platform, home }: FolderEnvironment = currentEnvironment()): string {
  if (env.ASSAY_DATA) return env.ASSAY_DATA
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Assay')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Assay')
  const configHome = env.XDG_CONFIG_HOME
  return join(configHome && isAbsolute(configHome) ? configHome : join(home, '.config'), 'Assay')
}

/**
 * Where a workspace given by a bare name is created: `Assay` in the person's documents folder, or `workspaces` in the
 * data folder where there is no documents folder or `ASSAY_DATA` keeps everything in one place.
 */
export function defaultWorkspaceFolder(
  dataFolder: string,
  { env, platform, home }: FolderEnvironment = currentEnvironment(),
): string {
  if (!env.ASSAY_DATA) {
    const documents = platform === 'linux' ? findXdgDocuments(env, home) : join(home, 'Documents')
    if (documents !== undefined && existsSync(documents)) return join(documents, 'Assay')
  }
  return join(dataFolder, 'workspaces')
}

/** The documents folder of an XDG desktop, from `user-dirs.dirs`; `~/Documents` where that file says nothing. */
function findXdgDocuments(env: FolderEnvironment['env'], home: string): string | undefined {
  const file = join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'user-dirs.dirs')
  if (!existsSync(file)) return join(home, 'Documents')
  const line = /^XDG_DOCUMENTS_DIR="(.*)"$/m.exec(readFileSync(file, 'utf8'))
  if (line?.[1] === undefined) return join(home, 'Documents')
  const folder = line[1].replace(/^\$HOME/, home)
  // A desktop without a documents folder points it at the home folder itself.
  return folder.replace(/\/+$/, '') === home ? undefined : folder
}

export interface DataFolder {
  path: string
  settingsFile: string
  recentsFile: string
  sampleFile: string
  uploads: string
  exports: string
}

/** The data folder with its subfolders, made where missing and readable by this person only. */
export function openDataFolder(path: string): DataFolder {
  const uploads = join(path, 'uploads')
  const exports = join(path, 'exports')
  for (const folder of [path, uploads, exports]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    path,
    settingsFile: join(path, 'settings.json'),
    recentsFile: join(path, 'recent.json'),
    sampleFile: join(path, 'Sample.assay'),
    uploads,
    exports,
  }
}
