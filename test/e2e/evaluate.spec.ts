/** From a session's answers to a finished evaluation of an application, with a local model as the judge. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { type ChatRequest, type FakeModelServer, startFakeModelServer } from '../support/fake-model-server.ts'
import { test as base, type Launched } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeLabels } from './make-labels.ts'
import { makeSession } from './make-session.ts'
import { makeChat } from './make-traces.ts'
import { expected, nowMs } from './with-session.ts'

const questions = ['Which oil for winter?', 'Which oil for summer?', 'Which pump?', 'Which tyre?', 'Which bell?']
const wanted = ['Wet lube', 'Dry lube', 'A floor pump', 'A wide one', 'A loud one']

/** The application that is evaluated: it knows two answers of five. */
interface Chatbot {
  url: string
  questions: string[]
  /** Answers that wait to be let go, while they are held. */
  held: (() => void)[]
  isHolding: boolean
  /** Questions with this word are refused. */
  refused: string | undefined
  close: () => void
}

async function startChatbot(): Promise<Chatbot> {
  const reply = (response: ServerResponse, question: string) => {
    const answer = question.includes('winter') ? 'Wet lube.' : question.includes('summer') ? 'Dry lube.' : 'Ask a shop.'
    response.end(JSON.stringify({ reply: { text: answer } }))
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { question } = JSON.parse(body) as { question: string }
      bot.questions.push(question)
      if (bot.refused !== undefined && question.includes(bot.refused)) response.writeHead(400).end('not sold here')
      else if (bot.isHolding) bot.held.push(() => reply(response, question))
      else reply(response, question)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bot: Chatbot = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat`,
    questions: [],
    held: [],
    isHolding: false,
    refused: undefined,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return bot
}

/** As a model would: yes where the answer says what was expected. */
function judge({ messages }: ChatRequest): string {
  const material = messages.at(-1)?.content ?? ''
  const outputs = /<outputs>([\s\S]*?)<\/outputs>/.exec(material)?.[1] ?? ''
  const isRight = wanted.some((text) => material.includes(text) && outputs.includes(text))
  return JSON.stringify({ rationale: isRight ? 'It says so.' : 'It does not say so.', value: isRight ? 'yes' : 'no' })
}

interface Place extends Launched {
  bot: Chatbot
  model: FakeModelServer
}

const test = base.extend<{ place: Place }>({
  place: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-evaluate-'))
    const [bot, model] = await Promise.all([startChatbot(), startFakeModelServer({ answer: judge })])
    const workspace = path.join(folder, 'shop.assay')
    const traces = questions.map((question, at) => makeChat(`shop ${at}`, nowMs + at * 1_000, question, 'Ask a shop.'))
    const sessionId = makeSession(workspace, { name: 'Shop answers', traces, schemas: [expected], reviewers: ['mia'] })
    makeLabels(
      workspace,
      sessionId,
      wanted.map((text, at) => ({ trace: `shop ${at}`, reviewer: 'mia', answers: { expected_response: text } })),
    )
    const dataFolder = path.join(folder, 'data')
    mkdirSync(dataFolder)
    const prices = { small: { inputPerMillion: 2, outputPerMillion: 8 } }
    const provider = { providerId: 'p1', name: 'Local', baseUrl: model.url, key: { kind: 'none' }, prices }
    const providers = [{ ...provider, defaultModel: 'small' }]
    writeFileSync(path.join(dataFolder, 'providers.json'), JSON.stringify({ providers }))
    const launched = await launch({ workspace, dataFolder })
    await use({ ...launched, bot, model })
    await launched.close()
    bot.close()
    await model.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

const run = (page: Page) => page.getByRole('region', { name: 'The run', exact: true })
const aside = (page: Page) => page.getByRole('complementary', { name: 'Before it starts' })

test('answers of a session become a dataset, an application over HTTP is tried, evaluated and judged', async ({
  place: { page, bot, model },
}) => {
  await page.getByRole('navigation').getByRole('link', { name: 'Labeling' }).click()
  await page.getByRole('row').filter({ hasText: 'Shop answers' }).dblclick()
  await page.getByRole('button', { name: 'Dataset…' }).click()
  const make = page.getByRole('dialog')
  await make.getByLabel('Name', { exact: true }).fill('Shop')
  await make.getByRole('button', { name: 'Create the dataset' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Shop' })).toBeVisible()
  await page.getByRole('button', { name: 'New evaluation' }).click()

  // What is missing is named, and the cursor stands there.
  await expect(page.getByText(/5 rows/)).toContainText('expected_response')
  await page.getByText('HTTP', { exact: true }).click()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(aside(page).getByRole('alert')).toContainText('Address')
  await expect(aside(page).getByRole('alert')).toContainText('Scorers')
  await expect(page.getByLabel('Address')).toBeFocused()
  await page.keyboard.type(bot.url)
  await page.getByLabel('Request', { exact: true }).fill('{"question": "{{ inputs.messages.1.content }}"}')
  await page.getByRole('button', { name: 'Try on one row' }).click()
  const tried = page.getByRole('status', { name: 'What came of one row' })
  await expect(tried).toContainText('"text": "Wet lube."')
  await expect(tried).toContainText('Which oil for winter?')
  await page.getByLabel('Outputs are at').fill('reply.text')
  await page.getByRole('button', { name: 'Next row' }).click()
  await page.getByRole('button', { name: 'Try on one row' }).click()
  await expect(tried.getByRole('region', { name: 'Answered' })).toHaveText('Dry lube.')

  await page.getByRole('button', { name: 'Add a scorer' }).click()
  await page.getByRole('menuitem', { name: /^correctness/ }).click()
  await expect(page.getByRole('textbox', { name: 'Model' })).toHaveValue('small')
  await expect(aside(page)).toContainText('10')
  await expect(aside(page)).toContainText('and more')
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluate')
  await page.keyboard.press('ControlOrMeta+Enter')

  await expect(page.getByText('2 of 5 pass')).toBeVisible()
  expect(bot.questions).toHaveLength(7)
  expect(model.requests).toHaveLength(5)
  await expect(page.getByRole('row').filter({ hasText: 'Wet lube' })).toContainText('Yes')
  await keepScreenshot(page, 'evaluate-finished')

  // Again, with the same settings, and held up on the way.
  bot.isHolding = true
  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(page.getByLabel('Address')).toHaveValue(bot.url)
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Shop (2)')
  await page.getByLabel('Rows at a time').fill('2')
  await page.getByRole('button', { name: 'Start the evaluation' }).click()
  await expect.poll(() => bot.held.length).toBe(2)
  await expect(run(page)).toContainText('0 of 5 rows')
  await keepScreenshot(page, 'evaluate-running')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('It was cancelled.')).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect.poll(() => bot.held.length).toBe(4)
  await runByPalette(page, 'Switch the air gap on')
  await expect(page.getByText('The air gap is on, so nothing may leave.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('It was cancelled.')).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByText('The air gap is on, so nothing may leave.')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluate-waiting')
  await runByPalette(page, 'Use the dark theme')
  await runByPalette(page, 'Switch language to Japanese')
  await expect(page.getByText('外部通信の遮断がオンのため')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluate-waiting-dark-ja')
  bot.isHolding = false
  await page.getByRole('button', { name: '遮断をオフにして続ける' }).click()
  await expect(page.getByText('5 件中 2 件が合格')).toBeVisible()
  await page.getByRole('button', { name: 'もう一度実行' }).click()
  await expect(page.getByRole('button', { name: '評価を開始' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluate-dark-ja')
})

test('a run stops at its limit of costs and goes on with a higher one; rows that failed are tried again', async ({
  place: { page, bot },
}) => {
  await page.getByRole('navigation').getByRole('link', { name: 'Evaluations' }).click()
  await page.getByRole('button', { name: 'New evaluation' }).click()
  await page.getByText('Labeling session', { exact: true }).first().click()
  await page.getByRole('combobox', { name: 'Labeling session' }).click()
  await page.getByRole('option', { name: 'Shop answers' }).click()
  await page.getByText('Chat model', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Provider' }).click()
  await page.getByRole('option', { name: 'Local' }).click()
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('small')
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('{{ inputs.messages.1.content }}')
  await page.getByRole('button', { name: 'Add a scorer' }).click()
  await page.getByRole('menuitem', { name: 'Contains texts' }).click()
  await page.getByRole('textbox', { name: 'Texts, one a line' }).fill('rationale')
  await page.getByLabel('Rows at a time').fill('1')
  // An answer costs about 0.00015.
  await page.getByLabel('Limit of costs, US dollars').fill('0.0002')
  await page.getByRole('button', { name: 'Start the evaluation' }).click()
  await expect(page.getByText('The limit of costs is reached.')).toBeVisible()
  await expect(run(page)).toContainText('1 of 5 rows')
  await expect(page.getByRole('row').filter({ hasText: 'Which oil for winter?' })).toContainText('Scored')
  await keepScreenshot(page, 'evaluate-limit')
  await page.getByLabel('Limit of costs, US dollars').fill('1')
  await page.getByRole('button', { name: 'Continue' }).last().click()
  await expect(page.getByText('5 of 5 pass')).toBeVisible()

  bot.refused = 'pump'
  await page.getByRole('button', { name: 'Run again' }).click()
  await page.getByText('HTTP', { exact: true }).click()
  await page.getByLabel('Address').fill(bot.url)
  await page.getByLabel('Request', { exact: true }).fill('{"question": "{{ inputs.messages.1.content }}"}')
  await page.getByLabel('Outputs are at').fill('reply.text')
  await page.getByRole('textbox', { name: 'Texts, one a line' }).fill('lube\nAsk')
  await page.getByRole('combobox', { name: 'Passes with' }).click()
  await page.getByRole('option', { name: 'any of them' }).click()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('4 of 4 pass')).toBeVisible()
  bot.refused = undefined
  await page.getByRole('button', { name: 'Try failed rows again' }).click()
  await expect(page.getByText('5 of 5 pass')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try failed rows again' })).toBeHidden()
  expect(bot.questions.filter((question) => question.includes('pump'))).toHaveLength(2)
  expect(bot.questions).toHaveLength(6)
})
