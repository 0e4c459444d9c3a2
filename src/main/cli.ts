/** The command line: `assay serve|import|export|evaluate|report|handover|doctor`, on the same engine as the app. */
import { exitCodes, type OptionSpec, type Parsed, parseWords, UsageError } from './cli/arguments.ts'
import { runDoctorCommand } from './cli/doctor-command.ts'
import { evaluateOptions, runEvaluateCommand } from './cli/evaluate-command.ts'
import { exportOptions, runExportCommand } from './cli/export-command.ts'
import { handoverOptions, runHandoverCommand } from './cli/handover-command.ts'
import { importOptions, runImportCommand } from './cli/import-command.ts'
import { createOutput, type Output } from './cli/output.ts'
import { reportOptions, runReportCommand } from './cli/report-command.ts'
import { runServeCommand, serveOptions } from './cli/serve-command.ts'
import { usage } from './cli/usage.ts'
import { version } from './engine/version.ts'

interface Command {
  options: Record<string, OptionSpec>
  run(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number>
}

const commands: Record<string, Command> = {
  serve: { options: serveOptions, run: runServeCommand },
  import: { options: importOptions, run: runImportCommand },
  export: { options: exportOptions, run: runExportCommand },
  evaluate: { options: evaluateOptions, run: runEvaluateCommand },
  report: { options: reportOptions, run: runReportCommand },
  handover: { options: handoverOptions, run: runHandoverCommand },
  doctor: { options: {}, run: runDoctorCommand },
}

/** Aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function interruptSignal(): AbortSignal {
  const abort = new AbortController()
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(exitCodes.interrupted)
    abort.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return abort.signal
}

async function main(words: string[]): Promise<number> {
  const [name, ...rest] = words
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version}\n`)
    return exitCodes.ok
  }
  const command = name === undefined ? undefined : Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    const isAsked = name === undefined || name === '--help' || name === '-h' || name === 'help'
    if (!isAsked) process.stderr.write(`assay: there is no command "${name}".\n\n`)
    ;(isAsked ? process.stdout : process.stderr).write(usage)
    return isAsked ? exitCodes.ok : exitCodes.usage
  }
  let output = createOutput(rest.includes('--json'))
  try {
    const parsed = parseWords(rest, command.options)
    output = createOutput(parsed.flag('json'))
    if (parsed.flag('help')) {
      process.stdout.write(usage)
      return exitCodes.ok
    }
    return await command.run(parsed, output, interruptSignal())
  } catch (error) {
    output.failure(error)
    if (!(error instanceof UsageError)) return exitCodes.failure
    process.stderr.write('Try: assay --help\n')
    return exitCodes.usage
  }
}

process.exitCode = await main(process.argv.slice(2))
