import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { notifyFailure } from '../../app/notify.tsx'
import { updateSettings, useReviewerName } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { nobody } from './coding-actions.ts'

/** Under which name codes are given, and a way to change it on the spot. */
export function CoderName() {
  const t = useT()
  const name = useReviewerName().trim()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button variant="subtle" leftSection={<IconUser size={14} aria-hidden />} onClick={() => setIsOpen(true)}>
        {name === '' ? t('coding.coder.none', { name: nobody }) : t('coding.codingAs', { name })}
      </Button>
      {isOpen && <NameDialog name={name} onClose={() => setIsOpen(false)} />}
    </>
  )
}

function NameDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useT()
  const [typed, setTyped] = useState(name)
  const save = (event: FormEvent) => {
    event.preventDefault()
    updateSettings({ reviewerName: typed.trim() }).catch(notifyFailure)
    onClose()
  }
  return (
    <Dialog title={t('coding.coder.title')} onClose={onClose}>
      <form onSubmit={save}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={t('coding.coder.name')}
            description={t('coding.coder.hint')}
            value={typed}
            maxLength={250}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" disabled={typed.trim() === ''}>
              {t('coding.dialog.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
