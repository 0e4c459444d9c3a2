import { host } from '../../data/host.ts'
import { t } from '../../i18n/i18n.ts'

/**
 * A self-contained page as a PDF: written by the window where it can, else in a tab of its own with the browser's print dialog, which
 * saves PDFs too. Answers where it was written; undefined when nobody chose a place, or the browser prints.
 *
 * @throws Error when the browser opens no tab
 */
export async function printReport(
  makeHtml: () => Promise<string>,
  { title, kind, baseName }: { title: string; kind: string; baseName: string },
): Promise<string | undefined> {
  if (!host.capabilities.canPrintToPdf) {
    // While the click still counts: later a browser would block it.
    const tab = window.open('', '_blank')
    if (tab === null) throw new Error(t('report.export.blocked'))
    try {
      const html = await makeHtml()
      tab.document.open()
      tab.document.write(html)
      tab.document.close()
      tab.print()
    } catch (error) {
      tab.close()
      throw error
    }
    return undefined
  }
  const path = await host.pickSaveFile({
    title,
    kinds: [{ name: kind, extensions: ['pdf'] }],
    defaultName: `${baseName.replaceAll(/[<>:"/\\|?*]+/g, ' ').trim()}.pdf`,
  })
  if (path === undefined) return undefined
  await host.printToPdf({ html: await makeHtml(), path })
  return path
}
