/** Short messages at the corner of the window: done, failed, and done with a way back. */
import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { failureText, toFailure } from '../data/errors.ts'
import { t } from '../i18n/i18n.ts'

interface Action {
  label: string
  run: () => void
}

function body(message: ReactNode, action: Action | undefined, id: string) {
  if (action === undefined) return message
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <span>{message}</span>
      <Button
        flex="none"
        onClick={() => {
          notifications.hide(id)
          action.run()
        }}
      >
        {action.label}
      </Button>
    </Group>
  )
}

let count = 0

/** Something is done. */
export function notifyDone(message: ReactNode, action?: Action): void {
  const id = `done-${++count}`
  notifications.show({
    id,
    message: body(message, action, id),
    icon: <IconCheck size={16} aria-hidden />,
    color: 'green',
    autoClose: action === undefined ? 4000 : 10_000,
    closeButtonProps: { 'aria-label': t('common.dismiss') },
  })
}

/** Something failed: the sentence for its code. Cancelled work says nothing. */
export function notifyFailure(error: unknown, action?: Action): void {
  if (toFailure(error).code !== 'CANCELLED') notifyProblem(failureText(error), action)
}

/** Something failed, in words of the caller. */
export function notifyProblem(message: string, action?: Action): void {
  const id = `failure-${++count}`
  notifications.show({
    id,
    role: 'alert',
    message: body(message, action, id),
    icon: <IconAlertTriangle size={16} aria-hidden />,
    color: 'red',
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': t('common.dismiss') },
  })
}

let lastUndo: { id: string; undo: () => Promise<unknown> } | undefined

async function takeBack(id: string, undo: () => Promise<unknown>): Promise<void> {
  if (lastUndo?.id === id) lastUndo = undefined
  notifications.hide(id)
  try {
    await undo()
    notifyDone(t('shell.undo.done'))
  } catch (error) {
    notifyFailure(error)
  }
}

const lastOfSlot = new Map<string, string>()

/**
 * Something was done that can be taken back, by the button or by Ctrl/Cmd-Z until something else was done. `slot`: its message takes the
 * place of the one before it there, for what is done many times in a row.
 */
export function notifyUndo(message: string, undo: () => Promise<unknown>, slot?: string): void {
  const id = `undo-${++count}`
  if (slot !== undefined) {
    const before = lastOfSlot.get(slot)
    if (before !== undefined) notifications.hide(before)
    lastOfSlot.set(slot, id)
  }
  lastUndo = { id, undo }
  notifications.show({
    id,
    message: body(message, { label: t('common.undo'), run: () => void takeBack(id, undo) }, id),
    icon: <IconCheck size={16} aria-hidden />,
    color: 'green',
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': t('common.dismiss') },
  })
}

export function canUndo(): boolean {
  return lastUndo !== undefined
}

/** Takes the last undoable action back. */
export function undoLast(): void {
  if (lastUndo !== undefined) void takeBack(lastUndo.id, lastUndo.undo)
}
