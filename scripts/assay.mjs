#!/usr/bin/env node
/**
 * The `assay` command of this checkout (`npx assay …`, `npm run -s assay -- …`): builds when needed, then runs the built command
 * line on the project's Node, in the folder where it was called.
 */
import { ensureBuilt } from './build.mjs'
import { becomeChild, inProject, node24 } from './project.mjs'
import { ensureSetUp } from './setup.mjs'

ensureSetUp()
ensureBuilt()
becomeChild(node24, [inProject('out', 'main', 'cli.js'), ...process.argv.slice(2)], {
  cwd: process.env.npm_lifecycle_event === 'assay' ? process.env.INIT_CWD : process.cwd(),
})
