/**
 * The page of a review link: the same bundle, under the path of the link, where nothing but the labeling loop of one session can be
 * called. Preferences are the reviewer's own, so they are kept in their browser.
 */
import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client'
import { rpcPath } from '../../shared/contract/browser-host.ts'
import { parseReviewPath, reviewPagePath } from '../../shared/contract/review-page.ts'
import type { ReviewPassInfo } from '../../shared/model/review-link.ts'
import { defaultSettings, Settings, type WorkspaceInfo } from '../../shared/model/workspace.ts'

const linkId = parseReviewPath(window.location.pathname)

/** Whether this is the page of a review link. */
export const isReviewPage = linkId !== undefined

/** Where the contract is called from here. */
export function contractPath(): string {
  return linkId === undefined ? rpcPath : `${reviewPagePath(linkId).slice(0, -1)}${rpcPath}`
}

type Link = ClientLink<ClientContext>
type Answer = (input: unknown, options: ClientOptions<ClientContext>) => Promise<unknown>

const storageKey = 'assay.review.settings'

/** Answers here what the page asks about the person and the workspace; the rest goes on to the host. */
export class ReviewPageLink implements Link {
  readonly #inner: Link
  #pass: Promise<ReviewPassInfo> | undefined
  readonly #own: Record<string, Answer> = {
    'settings.get': async (_, options) => this.#settings(await this.#getPass(options)),
    'settings.update': async (input, options) => {
      const pass = await this.#getPass(options)
      const before = this.#settings(pass)
      const change = input as Partial<Settings>
      const next = { ...before, ...change, layout: { ...before.layout, ...change.layout } }
      write(next)
      return next
    },
    'reviewPage.pass': (_, options) => this.#getPass(options),
    'workspaces.current': async (_, options) => toWorkspace(await this.#getPass(options)),
  }

  constructor(inner: Link) {
    this.#inner = inner
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const own = this.#own[path.join('.')]
    return own === undefined ? this.#inner.call(path, input, options) : own(input, options)
  }

  #settings(pass: ReviewPassInfo): Settings {
    return { ...defaultSettings, ...read(), reviewerName: pass.reviewer }
  }

  /** Asked once; again after a failure. */
  async #getPass(options: ClientOptions<ClientContext>): Promise<ReviewPassInfo> {
    this.#pass ??= this.#inner
      .call(['reviewPage', 'pass'], undefined, { context: options.context })
      .then((pass) => pass as ReviewPassInfo)
    try {
      return await this.#pass
    } catch (error) {
      this.#pass = undefined
      throw error
    }
  }
}

function toWorkspace({ workspaceId }: ReviewPassInfo): WorkspaceInfo {
  return {
    path: '',
    name: 'Assay',
    workspaceId,
    sizeBytes: 0,
    traceCount: 0,
    isReadOnly: false,
    isSample: false,
    createdAtMs: 0,
  }
}

/** What was kept; nothing where storage is forbidden or holds something else. */
function read(): Partial<Settings> {
  try {
    const kept = Settings.safeParse(JSON.parse(window.localStorage.getItem(storageKey) ?? 'null'))
    return kept.success ? { theme: kept.data.theme, language: kept.data.language, layout: kept.data.layout } : {}
  } catch {
    return {}
  }
}

function write(settings: Settings): void {
  try {
    window.localStorage.setItem(storageKey, JSON.stringify(settings))
  } catch {
    // Then they hold until the page is closed.
    return
  }
}
