import { defineConfig } from '@playwright/test'
import { chromiumArguments, chromiumPath } from './test/support/chromium.ts'

/**
 * The same specs run on two hosts. `browser`: the built browser host in a Chromium tab. `electron`: the built Electron app, through
 * Playwright's Electron launcher where Electron's program is there (ASSAY_ELECTRON), else through test/electron-host, a stand-in
 * for the few Electron APIs that the app uses; `npm test` prints which. Tests tagged `@looks` (axe and pictures of every screen, in
 * both languages and themes) run in Electron only where it is the real one.
 */
export interface HostOptions {
  host: 'browser' | 'electron'
}

/**
 * The stand-in shows the page of the browser host in the same Chromium: how it looks need not be checked twice, nor screens that know
 * their host only by the contract, which test/contract holds equal over a port and HTTP.
 */
const onStandIn = {
  grepInvert: /@looks/,
  testIgnore: [
    'assessments',
    'coding',
    'connect*',
    'dataset*',
    'evaluate',
    'evaluations',
    'judges',
    'label*',
    'palette',
    'quality',
    'report',
    'question-types',
    'review-link',
    'schema*',
    'session',
    'session-setup',
    'trace*',
    'validation',
  ].map((name) => `**/${name}.spec.ts`),
}

export default defineConfig<HostOptions>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env.CI),
  // On a busy machine a key may come before the screen it is meant for. What passed on the second try only, `npm test` names.
  retries: 1,
  workers: 2,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'line',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: [...chromiumArguments] },
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    // Shorter than the test's own, so that a failure says what was waited for.
    actionTimeout: 10_000,
    screenshot: 'only-on-failure',
    // Recording takes a third of the time of a run: on demand, for a spec that fails.
    trace: process.env.ASSAY_TRACE ? 'retain-on-failure' : 'off',
  },
  projects: [
    { name: 'browser', use: { host: 'browser' } },
    { name: 'electron', use: { host: 'electron' }, ...(process.env.ASSAY_ELECTRON ? {} : onStandIn) },
  ],
})
