import { expect, type Page } from '@playwright/test'

/** Types into the field that has the focus, once one has: a form or dialog takes it a moment after it is there. */
export async function typeText(page: Page, text: string): Promise<void> {
  await expect(page.locator(':focus')).toBeEditable()
  await page.keyboard.type(text)
}

/** Types a name into a list that can be searched, and takes the option found. */
export async function chooseTyped(page: Page, name: string): Promise<void> {
  await typeText(page, name)
  await reachOption(page, name)
  await page.keyboard.press('Enter')
}

/** Goes down an open list to an option. The list takes arrows only a moment after it is there. */
export async function reachOption(page: Page, name: string): Promise<void> {
  const option = page.getByRole('option', { name })
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(option).toHaveAttribute('data-combobox-selected', 'true', { timeout: 500 })
  }).toPass()
}
