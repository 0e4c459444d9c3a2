/** What `npm run bench:label` runs inside pages: it notes when keys are pressed and when what they lead to has been painted. */
import type { Page } from '@playwright/test'

export interface Watched {
  selector: string
  /** Expression for the part of its text that tells one item from the next. */
  content: string
  /** The one that leads to the next item. */
  key: string
}

/** Marks in the page's performance timeline: `key-<n>` and `painted-<n>`, n counted from 1. */
const watchKeys = ({ selector, content, key }: Watched): void => {
  let count = 0
  const shown = () => new RegExp(content).exec(document.querySelector(selector)?.textContent ?? '')?.[0]
  // A task of its own runs after the frame that its sender was called in has been painted.
  const afterPaint = (run: () => void): void => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      channel.port1.close()
      run()
    }
    channel.port2.postMessage(undefined)
  }
  performance.setResourceTimingBufferSize(50_000)
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== key) return
      count += 1
      const number = count
      const before = shown()
      performance.mark(`key-${number}`, { startTime: event.timeStamp })
      const look = (): void => {
        const now = shown()
        if (now === undefined || now === before) requestAnimationFrame(look)
        else afterPaint(() => performance.mark(`painted-${number}`))
      }
      requestAnimationFrame(look)
    },
    { capture: true },
  )
}

/** To be called before the page is opened. */
export async function watchPage(page: Page, watched: Watched): Promise<void> {
  await page.addInitScript(watchKeys, watched)
}

/** Waits until the content that followed key press `number` has been painted; milliseconds from the press. */
export async function paintedAfter(page: Page, number: number): Promise<number> {
  const handle = await page.waitForFunction((at) => {
    const [key] = performance.getEntriesByName(`key-${at}`)
    const [painted] = performance.getEntriesByName(`painted-${at}`)
    return key === undefined || painted === undefined ? undefined : painted.startTime - key.startTime
  }, number)
  return Number(await handle.jsonValue())
}

/** When each call of a procedure was answered, in the order of the calls, in the page's milliseconds. */
export async function answeredAt(page: Page, procedure: string): Promise<number[]> {
  return page.evaluate(
    (name) =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter((entry) => entry.name.endsWith(name) && entry.responseEnd > 0)
        .map((entry) => entry.responseEnd),
    procedure,
  )
}

/** When keys were pressed, in the page's milliseconds. */
export async function pressedAt(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('mark')
      .filter(({ name }) => name.startsWith('key-'))
      .map(({ startTime }) => startTime),
  )
}
