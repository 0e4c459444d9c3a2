/** What runs in the thread of a module target: the user's function, for one row after the other or for several at once. */
import { pathToFileURL } from 'node:url'
import type { Json } from '../../../shared/model/json.ts'
import type { FromModule, ModuleThreadData, ToModule } from './module-messages.ts'

type UserFunction = (inputs: Record<string, Json>, context: { traceparent: string }) => unknown

/** Loads the module when the first row comes; answers each row by `post`. */
export function createModuleServer(data: ModuleThreadData, post: (message: FromModule) => void) {
  let loading: Promise<UserFunction> | undefined
  return async ({ callId, inputs, traceparent }: ToModule): Promise<void> => {
    let run: UserFunction
    try {
      loading ??= load(data)
      run = await loading
    } catch (error) {
      post({ callId, message: toMessage(error), isUnusable: true })
      return
    }
    try {
      const outputs = JSON.stringify(await run(inputs, { traceparent }))
      if (outputs === undefined) post({ callId, message: 'The function answered nothing.', isUnusable: false })
      else post({ callId, outputs: JSON.parse(outputs) as Json })
    } catch (error) {
      post({ callId, message: toMessage(error), isUnusable: false })
    }
  }
}

async function load({ path, exportName }: ModuleThreadData): Promise<UserFunction> {
  const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, unknown>
  const found = module[exportName]
  if (typeof found === 'function') return found as UserFunction
  const names = Object.keys(module).filter((name) => typeof module[name] === 'function')
  throw new Error(`The file exports no function ${exportName}. It exports: ${names.join(', ') || 'none'}.`)
}

function toMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500)
}
