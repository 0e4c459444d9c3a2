import { Button, Group, Popover, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './trace-page.module.css'

/** Tags of one trace as chips; added and removed at once. */
export function TagsEditor({
  traceId,
  tags,
  isReadOnly,
}: {
  traceId: string
  tags: Record<string, string>
  isReadOnly: boolean
}) {
  const t = useT()
  const [isOpen, setIsOpen] = useState(false)
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const change = async (tag: string, to: string | null) => {
    try {
      await client.traces.tag({ selection: { traceIds: [traceId] }, tags: { [tag]: to } })
      await queryClient.invalidateQueries({ queryKey: orpc.traces.get.key({ input: { traceId } }) })
    } catch (error) {
      notifyFailure(error)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() === '') return
    void change(key.trim(), value.trim())
    setKey('')
    setValue('')
    setIsOpen(false)
  }
  return (
    <span className={css.tags}>
      {Object.entries(tags).map(([tag, text]) => (
        <span key={tag} className={css.tag}>
          <span className={css.tagText} title={`${tag}: ${text}`}>
            {text === '' || text === 'true' ? tag : `${tag}: ${text}`}
          </span>
          {!isReadOnly && (
            <button
              type="button"
              className={css.tagRemove}
              aria-label={t('trace.tag.remove', { key: tag })}
              onClick={() => void change(tag, null)}
            >
              <IconX size={12} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {!isReadOnly && (
        <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" width={260} trapFocus returnFocus>
          <Popover.Target>
            <button type="button" className={css.tagAdd} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              <IconPlus size={12} aria-hidden />
              {t('trace.tag.add')}
            </button>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('trace.tag.add')}>
            <form onSubmit={submit}>
              <Stack gap="sm">
                <TextInput
                  label={t('trace.tag.key')}
                  value={key}
                  maxLength={250}
                  onChange={(event) => setKey(event.currentTarget.value)}
                  data-autofocus
                />
                <TextInput
                  label={t('trace.tag.value')}
                  value={value}
                  maxLength={4096}
                  onChange={(event) => setValue(event.currentTarget.value)}
                />
                <Group justify="flex-end">
                  <Button type="submit" variant="filled" disabled={key.trim() === ''}>
                    {t('trace.tag.save')}
                  </Button>
                </Group>
              </Stack>
            </form>
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  )
}
