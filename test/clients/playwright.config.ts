import { defineConfig } from '@playwright/test'
import { chromiumArguments, chromiumPath } from '../support/chromium.ts'

/** The interface beside the client tests; see `interface.spec.ts`. */
export default defineConfig({
  testDir: '.',
  testMatch: 'interface.spec.ts',
  outputDir: '../../test-results/clients',
  retries: 0,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'line',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: [...chromiumArguments] },
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
  },
})
