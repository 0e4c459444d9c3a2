/**
 * Lets Node run the built Electron app where Electron's program cannot be had: `import 'electron'` gets the stand-in.
 *
 *     node --import ./test/electron-host/register.mjs out/main/index.js
 *
 * The bundles are the real ones; only the few APIs of Electron that Assay uses are played by Chromium, driven through
 * Playwright. What that does not cover: context isolation, Chromium's sandbox, native menus and dialogs.
 */
import { registerHooks } from 'node:module'

const standIn = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === 'electron') return { url: standIn, shortCircuit: true }
    return nextResolve(specifier, context)
  },
})
