/** The small dialogs of the labeling screen: why an item is left, where to go, the guidelines. */
import { Button, Drawer, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useCommands } from '../../app/commands.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { SafeMarkdown } from '../../ui/markdown.tsx'

/** What may lie over the labeling screen. */
export type LabelDialog = 'skip' | 'flag' | 'jump' | 'guidelines' | 'keys'

/** Enter leaves the item, with or without a reason. */
export function ReasonDialog({
  kind,
  onClose,
  onConfirm,
}: {
  kind: 'skip' | 'flag'
  onClose: () => void
  onConfirm: (reason: string) => void
}) {
  const t = useT()
  const [reason, setReason] = useState('')
  const confirm = () => onConfirm(reason)
  return (
    <Dialog title={t(`labelScreen.${kind}.title`)} onClose={onClose}>
      <Stack gap="md">
        {kind === 'flag' && <span>{t('labelScreen.flag.body')}</span>}
        <Textarea
          data-autofocus
          label={t(`labelScreen.${kind}.label`)}
          value={reason}
          maxLength={2_000}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            confirm()
          }}
        />
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="filled" onClick={confirm}>
            {t(`labelScreen.${kind}.confirm`)}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

export function JumpDialog({
  total,
  onClose,
  onGo,
}: {
  total: number
  onClose: () => void
  /** From 0. */
  onGo: (index: number) => void
}) {
  const t = useT()
  const format = useFormat()
  const [text, setText] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const go = (event: FormEvent) => {
    event.preventDefault()
    const number = Number(text.trim().normalize('NFKC'))
    if (Number.isInteger(number) && number >= 1 && number <= total) onGo(number - 1)
    else setIsWrong(true)
  }
  return (
    <Dialog title={t('labelScreen.jump.title')} onClose={onClose}>
      <form onSubmit={go}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={t('labelScreen.jump.label', { total: format.number(total) })}
            inputMode="numeric"
            autoComplete="off"
            value={text}
            error={isWrong ? t('labelScreen.jump.none') : undefined}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setIsWrong(false)
            }}
          />
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled">
              {t('labelScreen.jump.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

/** Beside the form, with the key that opened it also closing it. */
export function GuidelinesDrawer({ text, closeKey, onClose }: { text: string; closeKey: string; onClose: () => void }) {
  const t = useT()
  useCommands(
    () => [
      {
        id: 'dialog.labelGuidelines',
        title: t('common.close'),
        group: 'labeling',
        keys: [closeKey],
        isHidden: true,
        run: onClose,
      },
    ],
    [t, closeKey, onClose],
  )
  return (
    <Drawer
      opened
      position="right"
      size="lg"
      title={t('labelScreen.guidelines.title')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      onClose={onClose}
    >
      <SafeMarkdown text={text} />
    </Drawer>
  )
}
