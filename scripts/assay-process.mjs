/** Starts Assay's browser host as a process of its own, on free ports, with a new workspace in a given folder. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { childEnv, inProject, node24 } from './project.mjs'

const stopTimeoutMs = 10_000

/**
 * @param {{folder: string, fromSource?: boolean}} options `folder` gets Assay's data and the workspace
 * @returns {Promise<{mlflowUrl: string, otlpHttpUrl: string, otlpGrpcUrl: string, url: string, origin: string, token: string,
 *   call: (procedure: string, input?: unknown) => Promise<any>, stop: () => Promise<void>}>}
 */
export async function startAssay({ folder, fromSource = false }) {
  const program = fromSource ? inProject('src', 'main', 'cli.ts') : inProject('out', 'main', 'cli.js')
  const ports = ['--port', '0', '--mlflow-port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0']
  const child = spawn(node24, [program, 'serve', '--json', ...ports, '--data-folder', path.join(folder, 'data')], {
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = () => stopProcess(child)
  try {
    const { url, origin } = JSON.parse(await firstLine(child))
    const token = url.split('/').at(-1)
    const call = (procedure, input) => callContract(origin, token, procedure, input)
    await call('workspaces/create', { path: path.join(folder, 'clients.assay') })
    const { endpoints } = await call('receivers/status')
    const find = (protocol) => {
      const endpoint = endpoints.find((one) => one.protocol === protocol && one.isListening)
      if (!endpoint) throw new Error(`Assay does not listen for ${protocol}.`)
      return endpoint.url
    }
    const urls = { mlflowUrl: find('mlflow'), otlpHttpUrl: find('otlp-http'), otlpGrpcUrl: find('otlp-grpc') }
    return { ...urls, url, origin, token, call, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function callContract(origin, token, procedure, input) {
  const response = await fetch(`${origin}/rpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(input === undefined ? {} : { json: input }),
  })
  const { json } = await response.json()
  if (!response.ok) throw new Error(`${procedure} was answered ${response.status}: ${json?.message}`)
  return json
}

/** The first line that a program prints, such as where it listens. Rejects when it ends without one. */
export function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end !== -1) resolve(text.slice(0, end))
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${path.basename(child.spawnfile)} ended with code ${code}.`)))
  })
}

/** Asks a process to end, insists after a while, and waits until it has. */
export async function stopProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await ended
  clearTimeout(timer)
}
