/** Saved views: filter, sort and columns under a name. */
import { Button, Group, Menu, Modal, TextInput } from '@mantine/core'
import { IconBookmark, IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { SavedView } from '../../../shared/model/trace.ts'
import { notifyDone, notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { toFailure } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { type ColumnLayout, fromViewColumns } from './column-layout.ts'
import { isSameFilter } from './filter-conditions.ts'
import { newestFirst, showList, useList } from './list-store.ts'
import css from './traces-screen.module.css'

/** What the name dialog is for. */
export type Naming = { kind: 'new' } | { kind: 'rename'; view: SavedView }

interface ViewMenuProps {
  columns: readonly string[]
  names: readonly string[]
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
  naming: Naming | undefined
  onNaming: (naming: Naming | undefined) => void
}

export function ViewMenu({ columns, names, layout, onLayout, naming, onNaming }: ViewMenuProps) {
  const t = useT()
  const views = useQuery(orpc.views.list.queryOptions()).data ?? []
  const filter = useList((state) => state.filter)
  const sort = useList((state) => state.sort)
  const viewId = useList((state) => state.viewId)
  const current = views.find((view) => view.viewId === viewId)
  const isChanged =
    current !== undefined &&
    (!isSameFilter(current.filter, filter) || JSON.stringify(current.sort) !== JSON.stringify(sort))
  const show = (view: SavedView) => {
    showList({ filter: view.filter, sort: view.sort, viewId: view.viewId })
    if (view.columns !== undefined) onLayout(fromViewColumns(layout, names, view.columns))
  }
  const update = async (view: SavedView) => {
    try {
      await client.views.save({ ...view, filter, sort, columns: [...columns] })
      notifyDone(t('traces.view.saved', { name: view.name }))
    } catch (error) {
      notifyFailure(error)
    }
  }
  const remove = async (view: SavedView) => {
    try {
      await client.views.delete({ viewId: view.viewId })
      if (viewId === view.viewId) useList.setState({ viewId: undefined })
      const { viewId: _, ...rest } = view
      notifyUndo(t('traces.view.deleted', { name: view.name }), () => client.views.save(rest))
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <>
      <Menu width={260}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconBookmark size={15} aria-hidden />}
            rightSection={<IconChevronDown size={13} aria-hidden />}
            className={css.viewButton}
          >
            {current?.name ?? t('traces.view.button')}
            {isChanged && <span className={css.viewChanged}>({t('traces.view.changed')})</span>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('traces.view.title')}</Menu.Label>
          <Menu.Item
            leftSection={<Tick isOn={current === undefined} />}
            onClick={() => showList({ filter: {}, sort: newestFirst, viewId: undefined })}
          >
            {t('traces.view.all')}
          </Menu.Item>
          {views.map((view) => (
            <Menu.Item
              key={view.viewId}
              leftSection={<Tick isOn={view.viewId === viewId} />}
              onClick={() => show(view)}
            >
              {view.name}
            </Menu.Item>
          ))}
          {views.length === 0 && <p className={css.menuNote}>{t('traces.view.none')}</p>}
          <Menu.Divider />
          <Menu.Item onClick={() => onNaming({ kind: 'new' })}>{t('traces.view.saveAs')}</Menu.Item>
          {current !== undefined && (
            <>
              <Menu.Item onClick={() => void update(current)}>
                {t('traces.view.update', { name: current.name })}
              </Menu.Item>
              <Menu.Item onClick={() => onNaming({ kind: 'rename', view: current })}>
                {t('traces.view.rename', { name: current.name })}
              </Menu.Item>
              <Menu.Item onClick={() => void remove(current)}>
                {t('traces.view.delete', { name: current.name })}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {naming !== undefined && (
        <NameDialog
          initial={naming.kind === 'rename' ? naming.view.name : ''}
          onClose={() => onNaming(undefined)}
          onSave={async (name) => {
            const saved = await client.views.save(
              naming.kind === 'rename' ? { ...naming.view, name } : { name, filter, sort, columns: [...columns] },
            )
            useList.setState({ viewId: saved.viewId })
            onNaming(undefined)
          }}
        />
      )}
    </>
  )
}

function Tick({ isOn }: { isOn: boolean }) {
  return <span className={css.tick}>{isOn && <IconCheck size={14} aria-hidden />}</span>
}

function NameDialog({
  initial,
  onClose,
  onSave,
}: {
  initial: string
  onClose: () => void
  onSave: (name: string) => Promise<void>
}) {
  const t = useT()
  const [name, setName] = useState(initial)
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    setIsBusy(true)
    try {
      await onSave(name.trim())
    } catch (error) {
      setProblem(toFailure(error).code === 'CONFLICT' ? t('traces.view.taken') : t(`errors.${toFailure(error).code}`))
      setIsBusy(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('traces.view.saveAs')}
      size="sm"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('traces.view.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem}
          maxLength={200}
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={isBusy} disabled={name.trim() === ''}>
            {t('common.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
