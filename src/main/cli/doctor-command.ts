import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { examineInThread } from '../engine/examine.ts'
import { exitCodes, type Parsed, UsageError } from './arguments.ts'
import type { Output } from './output.ts'

/** `assay doctor`: examines a file without changing it. Exit code 1 when it is not healthy. */
export async function runDoctorCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  const [file, ...rest] = parsed.positionals
  if (file === undefined || rest.length > 0) throw new UsageError('doctor takes one workspace file.')
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const report = await examineInThread(resolve(file), signal)
  const counts = Object.entries(report.counts).map(([name, count]) => `${count} ${name}`)
  output.result(report, [
    `${report.path}: ${report.isHealthy ? 'healthy' : 'NOT healthy'}, schema ${report.schemaVersion}`,
    `  ${counts.join(', ')}`,
    ...report.findings.map((finding) => `  ${finding.severity}: ${finding.message}`),
  ])
  return report.isHealthy ? exitCodes.ok : exitCodes.failure
}
