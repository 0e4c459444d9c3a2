/** What every filter editor is given, and the frame it stands in. */
import { Alert, Button, Group, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import type { TraceFilter } from '../../../shared/model/trace.ts'
import { useT } from '../../i18n/i18n.ts'
import type { Condition } from './filter-conditions.ts'

export interface EditorProps {
  filter: TraceFilter
  condition: Condition
  /** True when the chip exists already. */
  isNew: boolean
  onApply: (filter: TraceFilter) => void
}

/** The frame of every editor: its fields and the button. */
export function EditorForm({
  children,
  problem,
  onSubmit,
}: {
  children: ReactNode
  problem?: string | undefined
  onSubmit: () => void
}) {
  const t = useT()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {children}
        {problem !== undefined && (
          <Alert color="red" p="xs">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" variant="filled">
            {t('traces.filter.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
