/** What the specs of the labeling screen work with: questions, traces, a session of them, and where things are on it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { test as base, type Launched, type LaunchOptions } from './launch.ts'
import { type MadeSession, makeSession } from './make-session.ts'
import { makeAgent, makeChat, makeJapaneseRag, says } from './make-traces.ts'

export const nowMs = Date.UTC(2026, 4, 12, 9, 30)

export const accuracy: NewLabelSchema = {
  name: 'accuracy',
  type: 'feedback',
  title: 'Is the answer accurate?',
  instruction: 'Judge by the **documents and tool results** alone, not by what you know.',
  isRequired: true,
  input: { type: 'categorical', options: ['Accurate', 'Partly accurate', 'Inaccurate'], isMultiple: false },
  enableComment: true,
}
export const minutes: NewLabelSchema = {
  name: 'minutes_saved',
  type: 'feedback',
  title: 'How many minutes did it save?',
  input: { type: 'numeric', min: 0, max: 60 },
}
export const expected: NewLabelSchema = {
  name: 'expected_response',
  type: 'expectation',
  title: 'What should it have said?',
  input: { type: 'text' },
}
export const isPolite: NewLabelSchema = {
  name: 'is_polite',
  type: 'feedback',
  title: 'Is it polite?',
  input: { type: 'passFail', positiveLabel: 'Polite', negativeLabel: 'Rude' },
}

const talk = makeChat('talk', nowMs + 2_000, 'Which oil for the chain?', 'Dry lube in summer, **wet lube** in winter.')
const [talkSpan] = talk.spans
if (talkSpan?.attributes !== undefined) {
  talkSpan.attributes['gen_ai.input.messages'] = [
    says('system', 'You help customers of a bicycle shop.'),
    says('user', 'Hello!'),
    says('assistant', 'Welcome to the shop.'),
    says('user', 'Which oil for the chain?'),
  ]
}
export const mixed = [makeAgent('agent', nowMs), makeJapaneseRag('rag', nowMs + 1_000), talk]
export const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    makeChat(`many ${at}`, nowMs + at * 1_000, `Question ${at + 1}`, `Answer ${at + 1}`),
  )

export const guidelines = '# What counts\n\nAn answer is **accurate** when a document or a tool result bears it out.'

interface Bench extends Launched {
  sessionId: string
}

export const test = base.extend<{ openSession: (made: MadeSession, options?: LaunchOptions) => Promise<Bench> }>({
  openSession: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-label-'))
    await use(async (made, options = {}) => {
      const workspace = path.join(folder, `${made.name}.assay`)
      const sessionId = makeSession(workspace, made)
      return { ...(await launch({ ...options, workspace })), sessionId }
    })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

/** From the list of sessions to the first item, by keys alone. */
export async function startLabeling(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: name })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await page.keyboard.press('l')
}

export const position = (page: Page) => page.getByRole('region', { name: 'Trace' }).getByRole('heading', { level: 2 })
export const reading = (page: Page) => page.getByRole('region', { name: 'Trace' })
export const list = (page: Page) => page.getByRole('navigation', { name: 'Items' })
export const progress = (page: Page) => page.getByRole('progressbar', { name: 'Progress' })
