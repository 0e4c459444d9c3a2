import { Popover, Textarea } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useRef, useState } from 'react'
import type { DatasetRecord } from '../../../shared/model/dataset.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { saveEdit } from './dataset-actions.ts'
import css from './datasets.module.css'
import { type EditablePart, fromEditField, toEditField } from './edit-text.ts'

/** What happens in the editor is nothing to the row that it lies over. */
const stop = (event: SyntheticEvent) => event.stopPropagation()

function takeFocus(field: HTMLTextAreaElement | null): void {
  field?.focus({ preventScroll: true })
}

/** How an edit ends: `next` and `previous` go on with the part beside it. */
export type EditEnd = 'done' | 'next' | 'previous'

/**
 * A cell while its part is edited: Enter saves, Tab saves and goes on, Escape leaves it as it was; a click elsewhere saves. It stays open
 * while it cannot be saved, and says why.
 */
export function CellEditor({
  record,
  part,
  member,
  children,
  onEnd,
}: {
  record: DatasetRecord
  part: EditablePart
  /** The name for a text of an empty part. */
  member: string | undefined
  children: ReactNode
  onEnd: (how: EditEnd) => void
}) {
  const t = useT()
  const [first] = useState(() => toEditField(part, record[part], member))
  const [text, setText] = useState(first.text)
  const [problem, setProblem] = useState<string>()
  const isEnding = useRef(false)
  const end = async (how: EditEnd) => {
    if (isEnding.current) return
    if (text === first.text) {
      isEnding.current = true
      return onEnd(how)
    }
    const read = fromEditField(part, { text, member: first.member }, record[part])
    if ('problem' in read) return setProblem(t(`datasets.edit.problem.${read.problem}`))
    isEnding.current = true
    // Other spaces in the same JSON are no change, and make no version.
    if (JSON.stringify(read.value) === JSON.stringify(record[part] ?? null)) return onEnd(how)
    try {
      const { recordId, sinceVersion } = record
      await saveEdit(record.datasetId, { recordId, sinceVersion, [part]: read.value })
      onEnd(how)
    } catch (error) {
      isEnding.current = false
      setProblem(failureText(error))
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Nothing here is for the grid, whose cell this is.
    event.stopPropagation()
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      isEnding.current = true
      onEnd('done')
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) void end('done')
    else if (event.key === 'Tab') void end(event.shiftKey ? 'previous' : 'next')
    else return
    event.preventDefault()
  }
  const name = t(`datasets.column.${part}`)
  return (
    <Popover
      opened
      withRoles={false}
      position="bottom-start"
      offset={-30}
      width={420}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <Popover.Target>
        <span className={css.cellText}>{children}</span>
      </Popover.Target>
      <Popover.Dropdown p="xs" onClick={stop} onDoubleClick={stop}>
        <Textarea
          ref={takeFocus}
          label={first.member === undefined ? name : `${name} · ${first.member}`}
          description={t('datasets.edit.keys')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={text}
          error={problem}
          autosize
          minRows={2}
          maxRows={14}
          spellCheck={false}
          onFocus={(event) => {
            const { length } = event.currentTarget.value
            event.currentTarget.setSelectionRange(length, length)
          }}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setProblem(undefined)
          }}
          onKeyDown={onKeyDown}
          onBlur={() => void end('done')}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
