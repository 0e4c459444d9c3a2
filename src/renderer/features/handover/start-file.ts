import { host } from '../../data/host.ts'
import { t } from '../../i18n/i18n.ts'
import { awaitJobFile } from '../transfer/index.tsx'

/**
 * Asks where a file goes and starts the job that writes it there; without file dialogs it is downloaded when it is done. Undefined when
 * nobody chose a place.
 */
export async function startFile(
  kind: { name: string; extension: string; baseName: string; title?: string | undefined },
  start: (path: string | undefined) => Promise<{ jobId: string }>,
): Promise<string | undefined> {
  if (!host.capabilities.hasFileDialogs) {
    const { jobId } = await start(undefined)
    awaitJobFile(jobId)
    return jobId
  }
  const path = await host.pickSaveFile({
    title: kind.title ?? t('handover.saveTitle'),
    kinds: [{ name: kind.name, extensions: [kind.extension] }],
    defaultName: `${kind.baseName.replaceAll(/[<>:"/\\|?*]+/g, ' ').trim()}.${kind.extension}`,
  })
  if (path === undefined) return undefined
  return (await start(path)).jobId
}
