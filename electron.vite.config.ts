import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import postcssPresetMantine from 'postcss-preset-mantine'

/**
 * Electron 45 carries Node 24 and a Chromium of the same year. Named here rather than asked of Electron, so that a build needs none.
 */
const nodeTarget = 'node24'
const browserTarget = 'es2024'

const projectRoot = import.meta.dirname

/**
 * `src/main/index.ts` → out/main/index.js; `src/main/engine/threads/writer.ts` → out/main/threads/writer.js, where
 * src/main/engine/channel/entry.ts looks for it.
 */
function mainEntries(): Record<string, string> {
  const entries: Record<string, string> = {}
  const files = globSync(['src/main/index.ts', 'src/main/cli.ts', 'src/main/engine/threads/*.ts'], { cwd: projectRoot })
  for (const file of files.map((name) => name.replaceAll(path.sep, '/'))) {
    const name = file.includes('/threads/')
      ? `threads/${path.posix.basename(file, '.ts')}`
      : path.posix.basename(file, '.ts')
    entries[name] = path.join(projectRoot, file)
  }
  return entries
}

/** `resources/python/assay_mlflow.py` → out/main/assay_mlflow.py, from where the MLflow port serves it. */
function pythonHelper() {
  const file = path.join(projectRoot, 'resources/python/assay_mlflow.py')
  return {
    name: 'python-helper',
    generateBundle(this: { emitFile(asset: { type: 'asset'; fileName: string; source: string }): string }) {
      this.emitFile({ type: 'asset', fileName: path.basename(file), source: readFileSync(file, 'utf8') })
    },
  }
}

export default defineConfig({
  main: {
    plugins: [pythonHelper()],
    build: {
      target: nodeTarget,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: mainEntries(),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      sourcemap: true,
      minify: false,
      // A sandboxed preload can load nothing but `electron`: one CommonJS file with everything inside.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: path.join(projectRoot, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: path.join(projectRoot, 'src/renderer'),
    plugins: [react()],
    css: { postcss: { plugins: [postcssPresetMantine()] } },
    build: {
      target: browserTarget,
      sourcemap: true,
      minify: true,
      // Everything is a file of its own: the content security policy allows no inline scripts and no data: code.
      assetsInlineLimit: 0,
      // Loaded from the disk or the same machine; what is not on the first screen is in chunks of its own anyway.
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { input: { index: path.join(projectRoot, 'src/renderer/index.html') } },
    },
  },
})
