import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '../i18n/i18n.ts'

/** A dialog over the window, closed by Escape, its button or a click beside it. */
export function Dialog({
  title,
  size = 'md',
  onClose,
  children,
}: {
  title: string
  size?: 'md' | 'lg' | 'xl'
  onClose: () => void
  children: ReactNode
}) {
  const t = useT()
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 24, iconSize: 16 }}
    >
      {children}
    </Modal>
  )
}
