import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useT } from '../i18n/i18n.ts'

/** Copies `text`; with a `label` as a button with words, else as an icon whose name says what is copied. */
export function CopyButton({
  text,
  name,
  label,
  tabIndex,
}: {
  text: string | (() => string)
  /** What is copied, for the tooltip and screen readers; the default is just "Copy". */
  name?: string
  label?: string
  tabIndex?: number
}) {
  const t = useT()
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    await writeClipboard(typeof text === 'string' ? text : text())
    setIsCopied(true)
  }
  const title = isCopied ? t('common.copied') : (name ?? t('common.copy'))
  const icon = isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
  if (label !== undefined) {
    return (
      <Button leftSection={icon} onClick={() => void copy()} {...(tabIndex === undefined ? {} : { tabIndex })}>
        {isCopied ? t('common.copied') : label}
      </Button>
    )
  }
  return (
    <Tooltip label={title}>
      <ActionIcon aria-label={title} onClick={() => void copy()} {...(tabIndex === undefined ? {} : { tabIndex })}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}

/** The clipboard API where it is allowed, else a selection and the old command. */
export async function writeClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}
