import { ActionIcon, Button, Checkbox, Group, Input, Select, TextInput, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react'
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { markColors } from '../../../shared/model/highlight.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { MarkSwatch } from '../../ui/mark-swatch.tsx'
import { addOption, moveOption, type OptionsChange, pasteOptions, removeOption } from './option-moves.ts'
import { colorOf, type DraftOption, type Problems } from './schema-draft.ts'
import css from './schemas.module.css'

/** The options of a choice, all of it by keyboard: Enter adds, Backspace in an empty one removes, Alt-arrows move. */
export function OptionList({
  options,
  problems,
  hasColors,
  onChange,
}: {
  options: readonly DraftOption[]
  problems: Problems
  /** They are labels of highlights. */
  hasColors: boolean
  onChange: (options: DraftOption[]) => void
}) {
  const t = useT()
  const format = useFormat()
  const id = useId()
  const list = useRef<HTMLOListElement>(null)
  const [hasHelp, setHasHelp] = useState(() => options.some(({ help }) => help !== ''))
  const apply = ({ options: next, focusKey }: OptionsChange) => {
    flushSync(() => onChange(next))
    list.current?.querySelector<HTMLElement>(`[data-option="${focusKey}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>, index: number) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event
    if (event.nativeEvent.isComposing || ctrlKey || metaKey || shiftKey) return
    let change: OptionsChange | undefined
    if (altKey && key === 'ArrowUp') change = moveOption(options, index, -1)
    else if (altKey && key === 'ArrowDown') change = moveOption(options, index, 1)
    else if (!altKey && key === 'Enter') change = addOption(options, index)
    else if (!altKey && key === 'Backspace' && event.currentTarget.value === '' && options.length > 1) {
      change = removeOption(options, index)
    }
    if (change === undefined) return
    event.preventDefault()
    apply(change)
  }
  const onPaste = (event: ClipboardEvent, index: number) => {
    const change = pasteOptions(options, index, event.clipboardData.getData('text/plain'))
    if (change === undefined) return
    event.preventDefault()
    apply(change)
  }
  const problem = problems.fields.options
  return (
    <Input.Wrapper
      label={t('schemas.form.options')}
      labelElement="div"
      labelProps={{ id }}
      description={t('schemas.form.optionsHint')}
      error={problem === undefined ? undefined : t(`schemas.problem.${problem}`)}
    >
      <ol ref={list} className={css.options} aria-labelledby={id}>
        {options.map((option, index) => {
          const number = format.number(index + 1)
          const optionProblem = problems.options[option.key]
          return (
            <li key={option.key} className={css.option}>
              <TextInput
                className={css.optionText}
                aria-label={t('schemas.form.option', { number })}
                data-option={option.key}
                value={option.text}
                error={optionProblem === undefined ? undefined : t(`schemas.problem.${optionProblem}`)}
                onChange={(event) => onChange(options.with(index, { ...option, text: event.currentTarget.value }))}
                onKeyDown={(event) => onKeyDown(event, index)}
                onPaste={(event) => onPaste(event, index)}
              />
              {hasColors && (
                <Select
                  className={css.optionColor}
                  aria-label={t('schemas.form.color', { number })}
                  leftSection={<MarkSwatch color={colorOf(option, index)} />}
                  data={markColors.map((color) => ({ value: color, label: t(`ui.highlight.color.${color}`) }))}
                  value={colorOf(option, index)}
                  allowDeselect={false}
                  onChange={(value) => {
                    const color = markColors.find((each) => each === value)
                    if (color !== undefined) onChange(options.with(index, { ...option, color }))
                  }}
                />
              )}
              {hasHelp && (
                <TextInput
                  className={css.optionHelp}
                  aria-label={t('schemas.form.optionHelp', { number })}
                  placeholder={t('schemas.form.optionHelpHint')}
                  value={option.help}
                  onChange={(event) => onChange(options.with(index, { ...option, help: event.currentTarget.value }))}
                />
              )}
              <OptionButton
                label={t('schemas.form.moveUp', { number })}
                isDisabled={index === 0}
                onPress={() => apply(moveOption(options, index, -1))}
              >
                <IconArrowUp size={14} aria-hidden />
              </OptionButton>
              <OptionButton
                label={t('schemas.form.moveDown', { number })}
                isDisabled={index === options.length - 1}
                onPress={() => apply(moveOption(options, index, 1))}
              >
                <IconArrowDown size={14} aria-hidden />
              </OptionButton>
              <OptionButton
                label={t('schemas.form.removeOption', { number })}
                isDisabled={options.length === 1}
                onPress={() => apply(removeOption(options, index))}
              >
                <IconX size={14} aria-hidden />
              </OptionButton>
            </li>
          )
        })}
      </ol>
      <Group gap="sm" mt="xs">
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => apply(addOption(options))}
        >
          {t('schemas.form.addOption')}
        </Button>
        <Checkbox
          label={t('schemas.form.withHelp')}
          checked={hasHelp}
          onChange={(event) => {
            setHasHelp(event.currentTarget.checked)
            // What is not to be seen is not to be saved.
            if (!event.currentTarget.checked) onChange(options.map((option) => ({ ...option, help: '' })))
          }}
        />
      </Group>
    </Input.Wrapper>
  )
}

/** Reached by pointer only: the keys on the text itself do the same. */
function OptionButton({
  label,
  isDisabled,
  onPress,
  children,
}: {
  label: string
  isDisabled: boolean
  onPress: () => void
  children: ReactNode
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} tabIndex={-1} disabled={isDisabled} onClick={onPress}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
