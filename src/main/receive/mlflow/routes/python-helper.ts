/** `GET /assay_mlflow.py`: the Python helper, so that `curl -O` fetches the one that fits this Assay. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { AppError } from '../../../../shared/model/error.ts'
import { defineRoute, RawAnswer, type Route } from '../route.ts'

const fileName = 'assay_mlflow.py'

/** Beside the built program (`electron.vite.config.ts` puts it there), or in the sources' `resources/python`. */
function readHelper(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    for (const path of [join(folder, fileName), join(folder, 'resources', 'python', fileName)]) {
      try {
        return readFileSync(path, 'utf8')
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    }
    if (folder === dirname(folder)) {
      throw new AppError('UNAVAILABLE', `This installation of Assay lacks ${fileName}. Install it again.`)
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

export const pythonHelperRoutes: readonly Route[] = [
  defineRoute({
    methods: 'GET',
    path: `/${fileName}`,
    versions: [],
    input: z.object({}),
    handle: () =>
      new RawAnswer(readHelper(), 'text/x-python; charset=utf-8', 200, { 'x-content-type-options': 'nosniff' }),
  }),
]
