/** Conditions as chips, each with its editor, and the menu that adds one. */
import { Button, Menu, Popover } from '@mantine/core'
import { IconFilterPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { TraceFilter } from '../../../shared/model/trace.ts'
import { useT } from '../../i18n/i18n.ts'
import { useConditionText } from './condition-text.ts'
import css from './filter-bar.module.css'
import {
  type Condition,
  type FilterField,
  filterFields,
  listConditions,
  withoutCondition,
} from './filter-conditions.ts'
import { FilterEditor } from './filter-editor.tsx'
import { clearFilter } from './list-actions.ts'
import { setFilter, useList } from './list-store.ts'

/** Fields that can have several conditions; the others are edited when chosen again. */
const manyFields: readonly FilterField[] = ['tags', 'assessments']
const editorWidthPx = 320

export function FilterBar({ isMenuOpen, onMenu }: { isMenuOpen: boolean; onMenu: (isOpen: boolean) => void }) {
  const t = useT()
  const filter = useList((state) => state.filter)
  const [edited, setEdited] = useState<Condition>()
  const [adding, setAdding] = useState<FilterField>()
  const conditions = listConditions(filter)
  const apply = (next: TraceFilter) => {
    setEdited(undefined)
    setAdding(undefined)
    setFilter(next)
  }
  const choose = (field: FilterField) => {
    const existing = conditions.find((condition) => condition.field === field)
    if (existing !== undefined && !manyFields.includes(field)) setEdited(existing)
    else setAdding(field)
  }
  return (
    <div role="group" className={css.bar} aria-label={t('traces.filter.bar')}>
      {conditions.map((condition) => (
        <Chip
          key={`${condition.field} ${condition.index}`}
          filter={filter}
          condition={condition}
          isOpen={edited?.field === condition.field && edited.index === condition.index}
          onOpen={(isOpen) => setEdited(isOpen ? condition : undefined)}
          onApply={apply}
        />
      ))}
      <Popover
        opened={adding !== undefined}
        onChange={(isOpen) => !isOpen && setAdding(undefined)}
        position="bottom-start"
        width={editorWidthPx}
        trapFocus
        returnFocus
        withRoles={false}
      >
        <Popover.Target>
          <span className={css.anchor}>
            <Menu opened={isMenuOpen} onChange={onMenu} returnFocus={false}>
              <Menu.Target>
                <Button variant="subtle" color="gray" leftSection={<IconFilterPlus size={15} aria-hidden />}>
                  {t('traces.filter.add')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{t('traces.filter.fields')}</Menu.Label>
                {filterFields.map((field) => (
                  <Menu.Item key={field} onClick={() => choose(field)}>
                    {t(`traces.filter.field.${field}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </span>
        </Popover.Target>
        <Popover.Dropdown
          role="dialog"
          aria-label={adding === undefined ? undefined : t(`traces.filter.field.${adding}`)}
        >
          {adding !== undefined && (
            <FilterEditor key={adding} filter={filter} condition={{ field: adding, index: 0 }} isNew onApply={apply} />
          )}
        </Popover.Dropdown>
      </Popover>
      {conditions.length > 0 && (
        <Button variant="subtle" color="gray" onClick={clearFilter}>
          {t('traces.filter.clear')}
        </Button>
      )}
    </div>
  )
}

function Chip({
  filter,
  condition,
  isOpen,
  onOpen,
  onApply,
}: {
  filter: TraceFilter
  condition: Condition
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
  onApply: (filter: TraceFilter) => void
}) {
  const t = useT()
  const { field, value } = useConditionText()(filter, condition)
  const text = `${field}: ${value}`
  return (
    <Popover
      opened={isOpen}
      onChange={onOpen}
      position="bottom-start"
      width={editorWidthPx}
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <span className={css.chip}>
          <button
            type="button"
            className={css.chipText}
            aria-expanded={isOpen}
            title={t('traces.filter.edit', { text })}
            onClick={() => onOpen(!isOpen)}
          >
            <span className={css.chipField}>{field}</span>
            <span className={css.chipValue}>{value}</span>
          </button>
          <button
            type="button"
            className={css.chipRemove}
            aria-label={t('traces.filter.remove', { text })}
            onClick={() => onApply(withoutCondition(filter, condition))}
          >
            <IconX size={13} aria-hidden />
          </button>
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={text}>
        {isOpen && <FilterEditor filter={filter} condition={condition} isNew={false} onApply={onApply} />}
      </Popover.Dropdown>
    </Popover>
  )
}
