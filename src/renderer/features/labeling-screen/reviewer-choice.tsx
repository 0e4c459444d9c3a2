import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'

/** Asks who labels: one of the session's reviewers, or a name where it has none. */
export function ReviewerChoice({
  session,
  suggestedName,
  onChoose,
}: {
  session: LabelingSession
  suggestedName: string
  onChoose: (name: string) => void
}) {
  const t = useT()
  const { reviewers } = session
  if (reviewers.length === 0) return <NameForm suggestedName={suggestedName} onChoose={onChoose} />
  return (
    <EmptyState
      icon={<IconUser size={28} />}
      title={t('labelScreen.reviewer.title')}
      actions={
        <Stack gap="sm">
          {reviewers.map((name, at) => (
            <Button key={name} autoFocus={at === 0} onClick={() => onChoose(name)}>
              {name}
            </Button>
          ))}
        </Stack>
      }
    >
      {t('labelScreen.reviewer.body')}
    </EmptyState>
  )
}

function NameForm({ suggestedName, onChoose }: { suggestedName: string; onChoose: (name: string) => void }) {
  const t = useT()
  const [name, setName] = useState(suggestedName)
  const start = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') onChoose(name.trim())
  }
  return (
    <EmptyState
      icon={<IconUser size={28} />}
      title={t('labelScreen.reviewer.title')}
      actions={
        <form onSubmit={start}>
          <Group align="flex-end" gap="sm">
            <TextInput
              autoFocus
              label={t('labelScreen.reviewer.name')}
              value={name}
              maxLength={250}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="filled" disabled={name.trim() === ''}>
              {t('labelScreen.reviewer.start')}
            </Button>
          </Group>
        </form>
      }
    >
      {t('labelScreen.reviewer.anyone')}
    </EmptyState>
  )
}
