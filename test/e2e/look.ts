/** What every screen is checked for: no accessibility violation, and a picture that a person can look at. */
import path from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

const screensFolder = path.resolve(import.meta.dirname, '../../test-results/screens')

/**
 * Fails with rule, elements and help for every violation of WCAG 2.2 AA that axe can find, and finds again: what is on its way out,
 * such as a menu that fades, is no part of the screen.
 */
export async function expectAccessible(page: Page): Promise<void> {
  // The same page in the same Chromium as in the browser host, where it is checked.
  if (test.info().project.name === 'electron' && !process.env.ASSAY_ELECTRON) return
  await expect(async () => expect(await findViolations(page)).toEqual([])).toPass({ intervals: [500], timeout: 15_000 })
}

async function findViolations(page: Page) {
  // Legacy mode opens no page of its own, which the Electron window does not allow.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations.map(({ id, help, nodes }) => ({
    id,
    help,
    elements: nodes.slice(0, 5).map((node) => `${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
  }))
}

/** Keeps a picture of the window as `test-results/screens/<host>/<name>.png`. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const file = path.join(screensFolder, test.info().project.name, `${name}.png`)
  await page.screenshot({ path: file, animations: 'disabled' })
}

/** Runs a command by typing its title into the palette. */
export async function runByPalette(page: Page, title: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  const search = page.getByRole('textbox', { name: /^(Commands|コマンド)$/ })
  await search.fill(title)
  await page.getByRole('dialog').getByRole('button', { name: title }).first().waitFor()
  await page.keyboard.press('Enter')
  await expect(search).toBeHidden()
}

/** Name of the open workspace as the rail shows it. */
export function workspaceButton(page: Page) {
  return page.getByRole('navigation').getByRole('button', { name: /^Workspace: |^ワークスペース：/ })
}
