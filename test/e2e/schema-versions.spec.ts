import { expect } from '@playwright/test'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { expectAccessible, keepScreenshot } from './look.ts'
import { accuracy, isPolite, many, position, startLabeling, test } from './with-session.ts'

const quality: NewLabelSchema = { ...accuracy, isRequired: false, enableComment: false }

test('a question in use is changed, published, and its labels move to the new version', async ({ openSession }) => {
  const { page } = await openSession(
    { name: 'Round 1', traces: many(3), schemas: [quality, { ...isPolite, isRequired: true }], reviewers: ['Ana'] },
    { settings: { reviewerName: 'Ana' } },
  )
  const question = (name: string) => page.getByRole('group', { name })

  // Two items are labelled in the first version.
  await startLabeling(page, 'Round 1')
  for (const [number, option] of [
    [1, 'Partly accurate'],
    [2, 'Inaccurate'],
  ] as const) {
    await expect(position(page)).toContainText(`${number}`)
    await question('Is the answer accurate?').getByRole('radio', { name: option, exact: true }).click()
    await question('Is it polite?').getByRole('radio', { name: 'Polite' }).click()
    await page.getByRole('button', { name: 'Submit' }).click()
  }
  await expect(position(page)).toContainText('3')

  // The question in use gets a draft: an option renamed, one gone, a group; the other a condition.
  await page.getByRole('link', { name: 'Schemas' }).click()
  await page.getByRole('button', { name: 'Is the answer accurate?' }).click()
  await expect(page.getByRole('region', { name: 'Version' })).toContainText('Version 1')
  await page.getByRole('textbox', { name: 'Option 2' }).fill('Mostly accurate')
  await page.getByRole('textbox', { name: 'Option 3' }).fill('Wrong')
  await page.getByRole('combobox', { name: 'Group' }).fill('Content')
  await page.getByRole('button', { name: 'Save draft' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Is the answer accurate?' })
  await expect(row).toContainText('Unpublished changes')
  await expect(row).toContainText('Partly accurate')
  await page.getByRole('button', { name: 'Is the answer accurate?' }).click()
  const version = page.getByRole('region', { name: 'Version' })
  await expect(version).toContainText('Option renamed: Partly accurate → Mostly accurate')
  await expect(version).toContainText('Group: nothing → Content')
  await expect(page.getByRole('region', { name: 'Preview' }).getByRole('heading', { name: 'Content' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'schema-draft')
  await version.getByRole('button', { name: 'Publish as version 2' }).click()
  await expect(row).not.toContainText('Unpublished changes')
  await expect(row).toContainText('Mostly accurate')

  await page.getByRole('button', { name: 'Is it polite?' }).click()
  await page.getByRole('combobox', { name: 'Ask only if' }).click()
  await page.getByRole('option', { name: 'Is the answer accurate?' }).click()
  await page.getByRole('combobox', { name: 'Its answer' }).click()
  await page.getByRole('option', { name: 'is not', exact: true }).click()
  await page.getByRole('button', { name: 'Save and publish' }).click()
  await expect(page.getByText('Say which answer decides.')).toBeVisible()
  await page.getByRole('combobox', { name: 'Answer that decides' }).click()
  await page.getByRole('option', { name: 'Accurate', exact: true }).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText('With these answers the question is not asked.')).toBeVisible()
  await preview.getByRole('radio', { name: 'Wrong' }).click()
  await expect(preview.getByRole('radio', { name: 'Polite' })).toBeVisible()
  await page.getByRole('button', { name: 'Save and publish' }).click()
  await expect(page.getByText('“is_polite” published as version 2', { exact: false })).toBeVisible()

  // The order is changed by keys, so long as the condition allows it.
  await page.getByRole('button', { name: 'Is it polite?' }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByText('depends on a question that would come after it', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Is the answer accurate?' }).click()
  await page.getByRole('button', { name: 'All versions' }).click()
  const versions = page.getByRole('dialog', { name: 'Versions of “accuracy”' })
  await expect(versions.getByRole('listitem').filter({ hasText: 'Version 1' }).last()).toContainText('Asked in Round 1')
  await expect(versions).toContainText('Option renamed: Inaccurate → Wrong')
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  // The session moves: one label is mapped, one is asked again.
  await page.getByRole('link', { name: 'Labeling' }).click()
  await page.getByRole('grid').getByText('Round 1').dblclick()
  await expect(page.getByText('newer versions', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Move to the newest version…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Move to the newest version' })
  const moved = dialog.getByRole('region', { name: 'accuracy' })
  await expect(moved).toContainText('Stay: 0 · become another: 2 · asked again: 0')
  await moved.getByRole('combobox', { name: /Inaccurate/ }).click()
  await page.getByRole('option', { name: 'Ask again' }).click()
  await expect(moved).toContainText('Stay: 0 · become another: 1 · asked again: 1')
  await expect(dialog.getByRole('status')).toContainText('1 item goes back')
  await expectAccessible(page)
  await keepScreenshot(page, 'schema-move')
  await dialog.getByRole('button', { name: 'Move the session' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('newer versions', { exact: false })).toBeHidden()

  // The reviewer's place is kept; the item asked again is to do once more, with what was said before; the question below comes and goes without moving it.
  await page.keyboard.press('l')
  await expect(position(page)).toContainText('3')
  await page.keyboard.press('k')
  await expect(position(page)).toContainText('2')
  const accurate = question('Is the answer accurate?')
  await expect(accurate).toContainText('Your answer was: Inaccurate')
  await expect(page.getByRole('heading', { name: 'Content' })).toBeVisible()
  await expect(question('Is it polite?')).toBeHidden()
  const place = await accurate.boundingBox()
  await accurate.getByRole('radio', { name: 'Wrong' }).click()
  await expect(question('Is it polite?').getByRole('radio', { name: 'Polite' })).toBeChecked()
  expect((await accurate.boundingBox())?.y).toBe(place?.y)
  await keepScreenshot(page, 'schema-asked-again')
  await accurate.getByRole('radio', { name: 'Accurate', exact: true }).click()
  await expect(question('Is it polite?')).toBeHidden()
  // With messages still on screen: they leave the button free.
  await page.getByRole('button', { name: 'Submit' }).click({ timeout: 2_000 })
  await expect(accurate).not.toContainText('Your answer was')
})
