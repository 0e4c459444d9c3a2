import { useEffect } from 'react'
import { host } from '../data/host.ts'
import { t } from '../i18n/i18n.ts'
import { openImportDialog, useDialog } from './dialogs.ts'
import { notifyDone } from './notify.tsx'

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null)
  )
}

/** JSON, or a table with a header: worth opening the import dialog at once. */
function looksImportable(text: string): boolean {
  const start = text.trimStart()[0]
  if (start === '{' || start === '[') return true
  const [header = '', row = ''] = text.split('\n')
  return header.includes(',') && row.includes(',')
}

/** Ctrl/Cmd-V outside fields: files and JSON go to the import dialog, other text is offered. */
export function PasteImport() {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (isField(event.target) || useDialog.getState().dialog !== undefined) return
      const files = [...(event.clipboardData?.files ?? [])]
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (files.length === 0 && text.trim() === '') return
      event.preventDefault()
      if (files.length > 0) openImportDialog(files.map(host.toHostFile))
      else if (looksImportable(text)) openImportDialog([], text)
      else notifyDone(t('shell.paste.offer'), { label: t('shell.paste.import'), run: () => openImportDialog([], text) })
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  }, [])
  return null
}
