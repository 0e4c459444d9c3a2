/** Changing, merging and splitting codes. */
import { Button, Group, MultiSelect, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Code, CodeColour, type CodingNote } from '../../../shared/model/coding.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { toFailure } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { mergeCodes, splitCode, updateCode } from './coding-actions.ts'

const toData = (codes: readonly Code[]) => codes.map(({ codeId, name }) => ({ value: codeId, label: name }))

interface Shared {
  codes: readonly Code[]
  /** The code to begin with. */
  codeId: string | undefined
  onClose: () => void
}

function CodeSelect({
  label,
  codes,
  value,
  hasFocus = false,
  onChange,
}: {
  label: string
  codes: readonly Code[]
  value: string | undefined
  hasFocus?: boolean
  onChange: (codeId: string) => void
}) {
  return (
    <Select
      {...(hasFocus ? { 'data-autofocus': true } : {})}
      label={label}
      data={toData(codes)}
      value={value ?? null}
      searchable
      openOnFocus={false}
      allowDeselect={false}
      comboboxProps={{ withinPortal: true }}
      onChange={(chosen) => chosen !== null && onChange(chosen)}
    />
  )
}

/** What is wrong with a name, by the failure or by itself. */
function useNameProblem() {
  const t = useT()
  const [problem, setProblem] = useState<string>()
  return {
    problem,
    clear: () => setProblem(undefined),
    check: (name: string) => {
      if (name.trim() !== '') return true
      setProblem(t('coding.dialog.nameEmpty'))
      return false
    },
    take: (error: unknown) => {
      if (toFailure(error).details.reason === 'exists') setProblem(t('coding.dialog.exists'))
      else notifyFailure(error)
    },
  }
}

export function EditCodeDialog({ codes, codeId, onClose }: Shared) {
  const t = useT()
  const [chosen, setChosen] = useState(codeId ?? codes[0]?.codeId)
  const code = codes.find((each) => each.codeId === chosen)
  return (
    <Dialog title={t('coding.dialog.edit')} onClose={onClose}>
      <Stack gap="md">
        <CodeSelect
          label={t('coding.dialog.code')}
          codes={codes}
          value={chosen}
          hasFocus={codeId === undefined}
          onChange={setChosen}
        />
        {code !== undefined && (
          <EditForm key={code.codeId} code={code} hasFocus={codeId !== undefined} onClose={onClose} />
        )}
      </Stack>
    </Dialog>
  )
}

function EditForm({ code, hasFocus, onClose }: { code: Code; hasFocus: boolean; onClose: () => void }) {
  const t = useT()
  const [name, setName] = useState(code.name)
  const [description, setDescription] = useState(code.description ?? '')
  const [colour, setColour] = useState(code.colour)
  const naming = useNameProblem()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!naming.check(name)) return
    try {
      await updateCode(code, { name: name.trim(), description, colour })
      onClose()
    } catch (error) {
      naming.take(error)
    }
  }
  return (
    <form onSubmit={(event) => void save(event)}>
      <Stack gap="md">
        <TextInput
          {...(hasFocus ? { 'data-autofocus': true } : {})}
          label={t('coding.dialog.name')}
          value={name}
          maxLength={64}
          error={naming.problem}
          onChange={(event) => {
            setName(event.currentTarget.value)
            naming.clear()
          }}
        />
        <Textarea
          label={t('coding.dialog.description')}
          description={t('coding.dialog.descriptionHint')}
          value={description}
          maxLength={2_000}
          autosize
          minRows={2}
          maxRows={6}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Select
          label={t('coding.colour.label')}
          allowDeselect={false}
          data={CodeColour.options.map((value) => ({ value, label: t(`coding.colour.${value}`) }))}
          value={colour}
          comboboxProps={{ withinPortal: true }}
          onChange={(value) => value !== null && setColour(CodeColour.parse(value))}
        />
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled">
            {t('coding.dialog.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

export function MergeDialog({ codes, codeId, onClose }: Shared) {
  const t = useT()
  const [from, setFrom] = useState<string[]>(codeId === undefined ? [] : [codeId])
  const [into, setInto] = useState<string>()
  const target = codes.find((each) => each.codeId === into)
  const merged = from.filter((each) => each !== into)
  const merge = (event: FormEvent) => {
    event.preventDefault()
    if (target === undefined || merged.length === 0) return
    onClose()
    void mergeCodes(merged, target)
  }
  return (
    <Dialog title={t('coding.dialog.merge')} onClose={onClose}>
      <form onSubmit={merge}>
        <Stack gap="md">
          <span>{t('coding.dialog.mergeHint')}</span>
          <MultiSelect
            {...(codeId === undefined ? { 'data-autofocus': true } : {})}
            label={t('coding.dialog.from')}
            data={toData(codes)}
            value={from}
            searchable
            openOnFocus={false}
            comboboxProps={{ withinPortal: true }}
            onChange={setFrom}
          />
          <CodeSelect
            label={t('coding.dialog.into')}
            codes={codes.filter((each) => !from.includes(each.codeId))}
            value={into}
            hasFocus={codeId !== undefined}
            onChange={setInto}
          />
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" disabled={target === undefined || merged.length === 0}>
              {t('coding.dialog.mergeConfirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

/** `targets`: the chosen notes; those among them that have the code move. */
export function SplitDialog({ codes, codeId, targets, onClose }: Shared & { targets: readonly CodingNote[] }) {
  const t = useT()
  const format = useFormat()
  const having = (id: string | undefined) => targets.filter((note) => note.codes.some((code) => code.codeId === id))
  // Without a choice: the code that most of the chosen notes have.
  const [chosen, setChosen] = useState(
    () => codeId ?? codes.toSorted((a, b) => having(b.codeId).length - having(a.codeId).length)[0]?.codeId,
  )
  const [name, setName] = useState('')
  const naming = useNameProblem()
  const moved = having(chosen)
  const code = codes.find((each) => each.codeId === chosen)
  const split = async (event: FormEvent) => {
    event.preventDefault()
    if (code === undefined || moved.length === 0 || !naming.check(name)) return
    try {
      await splitCode(
        code,
        moved.map((note) => note.noteId),
        name.trim(),
      )
      onClose()
    } catch (error) {
      naming.take(error)
    }
  }
  return (
    <Dialog title={t('coding.dialog.split')} onClose={onClose}>
      <form onSubmit={(event) => void split(event)}>
        <Stack gap="md">
          <CodeSelect label={t('coding.dialog.code')} codes={codes} value={chosen} onChange={setChosen} />
          <span>
            {moved.length === 0
              ? t('coding.dialog.splitNone')
              : t('coding.dialog.splitHint', { count: moved.length, formatted: format.number(moved.length) })}
          </span>
          <TextInput
            data-autofocus
            label={t('coding.dialog.newName')}
            value={name}
            maxLength={64}
            error={naming.problem}
            onChange={(event) => {
              setName(event.currentTarget.value)
              naming.clear()
            }}
          />
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" disabled={moved.length === 0}>
              {t('coding.dialog.splitConfirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
