/** What a target is asked for a row, for people to read. */
import type { Json } from '../../../shared/model/json.ts'
import { renderTemplate } from '../template.ts'
import { makeMessages } from './chat-target.ts'
import { makeBody } from './http-target.ts'
import type { CallableTarget } from './open-target.ts'

/** Made by the same functions as the request itself. Headers with secrets are named only. */
export function describeRequest(target: CallableTarget, inputs: Record<string, Json>): Json {
  switch (target.kind) {
    case 'chat':
      return {
        model: target.model,
        messages: makeMessages(target, inputs).map(({ role, content }) => ({ role, content })),
      }
    case 'http': {
      const { method, url, headers, secretHeaders } = target
      const secrets = Object.fromEntries(
        Object.entries(secretHeaders).map(([name, variable]) => [name, `$${variable}`]),
      )
      const shown = { ...headers, ...secrets }
      return {
        method,
        url: renderTemplate(url, { inputs }, encodeURIComponent),
        ...(Object.keys(shown).length === 0 ? {} : { headers: shown }),
        ...(method === 'GET' ? {} : { body: makeBody(target, inputs) }),
      }
    }
    case 'command':
      return { command: [target.command, ...target.args], stdin: { inputs } }
    case 'module':
      return { module: target.path, function: target.exportName, inputs }
  }
}
