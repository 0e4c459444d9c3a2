/** Actions for the selected traces, in place of the toolbar's row while something is selected. */
import { Button, Group, Popover, Stack } from '@mantine/core'
import {
  IconArrowBackUp,
  IconClipboardCheck,
  IconDownload,
  IconExternalLink,
  IconReportAnalytics,
  IconTable,
  IconTag,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { notifyFailure } from '../../app/notify.tsx'
import { navigate } from '../../app/routes.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import {
  collectSelected,
  deleteSelected,
  evaluateSelected,
  exportSelected,
  labelSelected,
  restoreSelected,
  tagSelected,
} from './bulk-actions.ts'
import { FacetInput } from './facet-input.tsx'
import { select, useList } from './list-store.ts'
import { noSelection, selectAll, selectedCount } from './selection.ts'
import { parseTag } from './tag-text.ts'
import css from './traces-screen.module.css'

export function BulkBar({
  total,
  isReadOnly,
  isTagOpen,
  onTag,
}: {
  total: number | undefined
  isReadOnly: boolean
  isTagOpen: boolean
  onTag: (isOpen: boolean) => void
}) {
  const t = useT()
  const format = useFormat()
  const selection = useList((state) => state.selection)
  const filter = useList((state) => state.filter)
  const count = selectedCount(selection, total)
  const isTrash = filter.deleted === true
  const onlyId = selection.kind === 'ids' && selection.traceIds.size === 1 ? [...selection.traceIds][0] : undefined
  return (
    <div role="toolbar" className={css.bulkBar} aria-label={t('traces.bulk.bar')}>
      <span className={css.bulkCount} role="status">
        {count === undefined
          ? t('traces.count.counting')
          : t('traces.count.selected', { count, formatted: format.number(count) })}
      </span>
      {onlyId !== undefined && (
        <Button
          leftSection={<IconExternalLink size={15} aria-hidden />}
          onClick={() => navigate({ screen: 'trace', traceId: onlyId })}
        >
          {t('traces.bulk.open')}
        </Button>
      )}
      {isTrash ? (
        <Button
          leftSection={<IconArrowBackUp size={15} aria-hidden />}
          disabled={isReadOnly}
          onClick={() => void restoreSelected()}
        >
          {t('traces.bulk.restore')}
        </Button>
      ) : (
        <>
          <Button
            leftSection={<IconClipboardCheck size={15} aria-hidden />}
            disabled={isReadOnly}
            onClick={labelSelected}
          >
            {t('labeling.addButton')}
          </Button>
          <Button leftSection={<IconTable size={15} aria-hidden />} disabled={isReadOnly} onClick={collectSelected}>
            {t('datasets.addButton')}
          </Button>
          <Button
            leftSection={<IconReportAnalytics size={15} aria-hidden />}
            disabled={isReadOnly}
            onClick={evaluateSelected}
          >
            {t('evaluate.short')}
          </Button>
          <TagPopover isReadOnly={isReadOnly} isOpen={isTagOpen} onOpen={onTag} />
          <Button leftSection={<IconDownload size={15} aria-hidden />} onClick={exportSelected}>
            {t('traces.bulk.export')}
          </Button>
          <Button
            leftSection={<IconTrash size={15} aria-hidden />}
            disabled={isReadOnly}
            onClick={() => void deleteSelected()}
          >
            {t('traces.bulk.delete')}
          </Button>
        </>
      )}
      {selection.kind === 'ids' && total !== undefined && total > (count ?? 0) && (
        <Button variant="subtle" onClick={() => select(selectAll(filter))}>
          {t('traces.bulk.all', { formatted: format.number(total) })}
        </Button>
      )}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconX size={15} aria-hidden />}
        onClick={() => select(noSelection)}
      >
        {t('traces.bulk.clear')}
      </Button>
    </div>
  )
}

function TagPopover({
  isReadOnly,
  isOpen,
  onOpen,
}: {
  isReadOnly: boolean
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
}) {
  const t = useT()
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const tag = parseTag(key, value)
  const run = async (tagValue: string | null) => {
    if (tag.key === '') return
    try {
      await tagSelected(tag.key, tagValue)
      onOpen(false)
    } catch (error) {
      notifyFailure(error)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(tag.value)
  }
  return (
    <Popover opened={isOpen} onChange={onOpen} position="bottom-start" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          leftSection={<IconTag size={15} aria-hidden />}
          disabled={isReadOnly}
          aria-expanded={isOpen}
          onClick={() => onOpen(!isOpen)}
        >
          {t('traces.bulk.tag')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('traces.bulk.tag')}>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <FacetInput column="tagKey" label={t('traces.bulk.tagKey')} value={key} onChange={setKey} isFirst />
            <FacetInput
              column="tagValue"
              tagKey={tag.key}
              label={t('traces.bulk.tagValue')}
              value={value}
              onChange={setValue}
            />
            {tag.key !== '' && (
              <p className={css.tagPreview} role="status">
                {t(tag.value === '' ? 'traces.bulk.tagPreviewBare' : 'traces.bulk.tagPreview', { ...tag })}
              </p>
            )}
            <Group justify="space-between">
              <Button variant="subtle" color="gray" disabled={tag.key === ''} onClick={() => void run(null)}>
                {t('traces.bulk.tagRemove')}
              </Button>
              <Button type="submit" variant="filled" disabled={tag.key === ''}>
                {t('traces.bulk.tagAdd')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
