import type { LabeledExport, LabeledFormat } from '../../../shared/model/labeled-export.ts'
import { client } from '../../data/client.ts'
import { host } from '../../data/host.ts'
import { t } from '../../i18n/i18n.ts'
import { awaitJobFile } from '../transfer/index.tsx'

const extensions: Record<LabeledFormat, string | undefined> = {
  jsonl: 'jsonl',
  csv: 'csv',
  parquet: 'parquet',
  // A folder.
  huggingface: undefined,
  mlflow: 'jsonl',
  openaiChat: 'jsonl',
  openaiEvals: 'jsonl',
  preference: 'jsonl',
  openaiPreference: 'jsonl',
}

interface Target {
  place: { path?: string }
  /** To be told of the job that writes there. */
  started(jobId: string): void
}

/** Where the export goes: a place that is asked for, or a download. Undefined when nobody chose one. */
export async function chooseTarget({ source, format }: LabeledExport): Promise<Target | undefined> {
  if (!host.capabilities.hasFileDialogs) return { place: {}, started: awaitJobFile }
  const name = (await nameOf(source)).replaceAll(/[<>:"/\\|?*]+/g, ' ').trim()
  const extension = extensions[format]
  const path = await host.pickSaveFile({
    title: t('labeledExport.step.result'),
    kinds: extension === undefined ? [] : [{ name: t(`labeledExport.format.${format}`), extensions: [extension] }],
    defaultName: extension === undefined ? name : `${name}.${extension}`,
  })
  return path === undefined ? undefined : { place: { path }, started: () => undefined }
}

async function nameOf(source: LabeledExport['source']): Promise<string> {
  if (source.kind === 'session') return (await client.labelingSessions.get({ sessionId: source.sessionId })).name
  if (source.kind === 'dataset') return (await client.datasets.get({ datasetId: source.datasetId })).name
  return 'labels'
}
