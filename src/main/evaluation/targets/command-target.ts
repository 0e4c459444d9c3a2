/**
 * A program that answers JSON lines: it gets `{"inputs": …, "traceparent": …}` and answers `{"outputs": …}` or
 * `{"error": "…"}`, one line each. A program has one row at a time and stays for the next; rows that are called at the
 * same time have programs of their own.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { Json } from '../../../shared/model/json.ts'
import type { Target } from '../../../shared/model/target.ts'
import { malformed } from '../call-error.ts'
import {
  type Called,
  CallFailed,
  longestAnswer,
  type TargetKind,
  type TargetSetting,
  timedOut,
  tooLarge,
} from './called.ts'

type CommandTarget = Extract<Target, { kind: 'command' }>

const keptStderr = 2_000

export function openCommand(target: CommandTarget, { egress, runId, env }: TargetSetting): TargetKind {
  const idle: Program[] = []
  const all = new Set<Program>()
  return {
    async call(inputs, traceparent, given): Promise<Called> {
      const signal = AbortSignal.any([given, egress.untilCut()])
      given.throwIfAborted()
      egress.admitProgram(`command: ${target.command}`, { purpose: 'target', runId })
      const program = idle.pop() ?? startProgram(target, env)
      all.add(program)
      let line: string
      try {
        line = await program.ask(JSON.stringify({ inputs, traceparent }), target.timeoutMs, signal)
      } catch (error) {
        all.delete(program)
        program.end()
        throw error
      }
      if (program.isRunning()) idle.push(program)
      else all.delete(program)
      return { value: toOutputs(line) }
    },
    async close() {
      for (const program of all) program.end()
      all.clear()
    },
  }
}

interface Program {
  ask(line: string, timeoutMs: number, signal: AbortSignal): Promise<string>
  isRunning(): boolean
  end(): void
}

function startProgram({ command, args, folder }: CommandTarget, env: NodeJS.ProcessEnv): Program {
  // A group of its own, so that what the program starts ends with it.
  const isGroup = process.platform !== 'win32'
  const child: ChildProcessWithoutNullStreams = spawn(command, args, {
    env,
    stdio: 'pipe',
    detached: isGroup,
    windowsHide: true,
    ...(folder === undefined || folder === '' ? {} : { cwd: folder }),
  })
  let received = ''
  let stderr = ''
  let isEnded = false
  let waiting: PromiseWithResolvers<string> | undefined
  const settle = (answer: string | CallFailed) => {
    if (typeof answer === 'string') waiting?.resolve(answer)
    else waiting?.reject(answer)
    waiting = undefined
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    received += text
    const lines = received.split('\n')
    received = lines.pop() ?? ''
    // More lines than questions are no answers to what is asked next.
    for (const line of lines) if (line.trim() !== '') settle(line)
    if (received.length > longestAnswer) settle(tooLarge())
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptStderr)
  })
  // A program that ended reads nothing more; its end says so below.
  child.stdin.on('error', () => undefined)
  child.on('error', (error: NodeJS.ErrnoException) => {
    isEnded = true
    const message = `The program could not be started (${error.code ?? 'failed'}). Check its name and folder.`
    settle(new CallFailed({ code: 'program', message, canRetry: false }))
  })
  child.on('close', (code, signal) => {
    isEnded = true
    const said = stderr.trim() === '' ? '' : `: ${stderr.trim()}`
    const message = `The program ended (${code ?? signal ?? 'unknown'}) without an answer${said}`
    settle(new CallFailed({ code: 'program', message, canRetry: true }))
  })
  return {
    async ask(line, timeoutMs, signal) {
      const answer = Promise.withResolvers<string>()
      waiting = answer
      received = ''
      const timer = setTimeout(() => settle(timedOut(timeoutMs)), timeoutMs)
      const onAbort = () => answer.reject(signal.reason)
      signal.addEventListener('abort', onAbort)
      child.stdin.write(`${line}\n`)
      try {
        return await answer.promise
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
    },
    isRunning: () => !isEnded,
    end() {
      if (isEnded || child.pid === undefined) return
      try {
        if (isGroup) process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      } catch {
        // It ended by itself just now.
      }
    },
  }
}

function toOutputs(line: string): Json {
  let value: { outputs?: Json; error?: unknown }
  try {
    value = JSON.parse(line) as { outputs?: Json; error?: unknown }
  } catch {
    throw new CallFailed(malformed('The program wrote a line that is not JSON. Write messages to standard error.'))
  }
  if (typeof value?.error === 'string') {
    throw new CallFailed({ code: 'target', message: value.error.slice(0, 500), canRetry: false })
  }
  if (value?.outputs === undefined) {
    throw new CallFailed({ ...malformed('The line that the program wrote has no `outputs`.'), canRetry: false })
  }
  return value.outputs
}
