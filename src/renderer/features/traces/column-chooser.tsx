import { ActionIcon, Button, Checkbox, Popover, ScrollArea } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import { useT } from '../../i18n/i18n.ts'
import { type ColumnLayout, defaultLayout, isHidden, moveColumn, orderColumns, setHidden } from './column-layout.ts'
import css from './traces-screen.module.css'
import { useColumnName } from './use-column-name.ts'

/** Which columns show, in what order. Changes apply at once. */
export function ColumnChooser({
  layout,
  names,
  isOpen,
  onOpen,
  onLayout,
}: {
  layout: ColumnLayout
  names: readonly string[]
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
  onLayout: (layout: ColumnLayout) => void
}) {
  const t = useT()
  const columnName = useColumnName()
  return (
    <Popover opened={isOpen} onChange={onOpen} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconColumns3 size={15} aria-hidden />}
          aria-expanded={isOpen}
          onClick={() => onOpen(!isOpen)}
        >
          {t('traces.columns.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('traces.columns.title')} p="xs">
        <ScrollArea.Autosize mah="min(480px, 60vh)" type="auto">
          {orderColumns(layout, names).map((columnId) => {
            const name = columnName(columnId)
            const isShown = !isHidden(layout, columnId)
            return (
              <div key={columnId} className={css.columnLine}>
                <Checkbox
                  label={name}
                  checked={isShown}
                  onChange={() => onLayout(setHidden(layout, columnId, isShown))}
                  className={css.columnName}
                />
                <ActionIcon
                  aria-label={t('traces.columns.up', { name })}
                  disabled={!isShown}
                  onClick={() => onLayout(moveColumn(layout, names, columnId, -1))}
                >
                  <IconArrowUp size={14} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  aria-label={t('traces.columns.down', { name })}
                  disabled={!isShown}
                  onClick={() => onLayout(moveColumn(layout, names, columnId, 1))}
                >
                  <IconArrowDown size={14} aria-hidden />
                </ActionIcon>
              </div>
            )
          })}
        </ScrollArea.Autosize>
        <Button variant="subtle" color="gray" fullWidth mt="xs" onClick={() => onLayout(defaultLayout)}>
          {t('traces.columns.reset')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
