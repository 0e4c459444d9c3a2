import { Button, Group, Menu, TextInput } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { SavedTarget, Target } from '../../../shared/model/target.ts'
import { notifyDone, notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { useWorkspace } from '../../app/workspace.ts'
import { client, orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import type { TargetDraft } from './draft.ts'
import { toTargetDraft } from './draft-config.ts'
import css from './evaluate.module.css'

/** Targets kept in the workspace: used again, saved, deleted. */
export function SavedTargets({
  draft,
  target,
  onChange,
  onTried,
}: {
  draft: TargetDraft
  target: Target | undefined
  onChange: (change: Partial<TargetDraft>) => void
  onTried: () => void
}) {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const list = useQuery(orpc.targets.list.queryOptions()).data ?? []
  const [usedId, setUsedId] = useState<string>()
  const [isNaming, setIsNaming] = useState(false)
  const used = list.find(({ targetId }) => targetId === usedId)
  const save = async (name: string, targetId?: string) => {
    if (target === undefined) return onTried()
    try {
      const saved = await client.targets.save({ ...(targetId === undefined ? {} : { targetId }), name, target })
      setUsedId(saved.targetId)
      notifyDone(t('evaluate.target.savedAs', { name }))
    } catch (error) {
      notifyFailure(error)
    }
  }
  const remove = async (saved: SavedTarget) => {
    try {
      await client.targets.delete({ targetId: saved.targetId })
      const { targetId, name } = saved
      notifyUndo(t('evaluate.target.deleted', { name }), () =>
        client.targets.save({ targetId, name, target: saved.target }),
      )
    } catch (error) {
      notifyFailure(error)
    }
  }
  if (draft.kind === 'recorded' && list.length === 0) return null
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<IconBookmark size={14} aria-hidden />}>
            {used?.name ?? t('evaluate.target.saved')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {list.length > 0 && <Menu.Label>{t('evaluate.target.pickSaved')}</Menu.Label>}
          {list.map((saved) => (
            <Menu.Item
              key={saved.targetId}
              onClick={() => {
                setUsedId(saved.targetId)
                onChange(toTargetDraft(saved.target, draft))
              }}
            >
              {saved.name}
            </Menu.Item>
          ))}
          {list.length > 0 && <Menu.Divider />}
          {draft.kind !== 'recorded' && (
            <Menu.Item disabled={isReadOnly} onClick={() => (target === undefined ? onTried() : setIsNaming(true))}>
              {t('evaluate.target.save')}
            </Menu.Item>
          )}
          {used !== undefined && draft.kind !== 'recorded' && (
            <Menu.Item disabled={isReadOnly} onClick={() => void save(used.name, used.targetId)}>
              {t('evaluate.target.replace', { name: used.name })}
            </Menu.Item>
          )}
          {used !== undefined && (
            <Menu.Item disabled={isReadOnly} onClick={() => void remove(used)}>
              {t('evaluate.target.delete', { name: used.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isNaming && <NameDialog onSave={(name) => save(name)} onClose={() => setIsNaming(false)} />}
    </>
  )
}

function NameDialog({ onSave, onClose }: { onSave: (name: string) => Promise<void>; onClose: () => void }) {
  const t = useT()
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // The form of the page is around this one for React, though not on the page.
    event.stopPropagation()
    void onSave(name.trim()).then(onClose)
  }
  return (
    <Dialog title={t('evaluate.target.saveTitle')} onClose={onClose}>
      <form className={css.dialog} onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('evaluate.target.saveName')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={name.trim() === ''}>
            {t('common.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
