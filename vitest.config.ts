import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['test/support/seed.ts'],
    include: ['test/{architecture,contract,electron-host,main,renderer,shared}/**/*.test.{ts,tsx}'],
    // Child processes: native modules, worker threads and process-wide state of one file never meet another's.
    pool: 'forks',
    // One less by default, which on two cores leaves one idle.
    maxWorkers: '100%',
    // Wide, as a busy machine is no reason to fail: what is timed is timed by the benches.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that depends on another's leftovers shows when files run in another order.
    sequence: { shuffle: { files: true, tests: false } },
    restoreMocks: true,
    unstubEnvs: true,
  },
})
