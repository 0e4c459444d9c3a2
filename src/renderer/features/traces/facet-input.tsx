/** Fields that suggest values met in the workspace, most frequent first. */
import { Autocomplete, TagsInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../../data/client.ts'

type FacetColumn = 'name' | 'model' | 'session' | 'user' | 'tagKey' | 'tagValue' | 'sourceId'

const suggestionPauseMs = 120
const mostSuggestions = 50

function useFacet(column: FacetColumn, prefix: string, tagKey: string | undefined): string[] {
  const [settled] = useDebouncedValue(prefix, suggestionPauseMs)
  const { data } = useQuery({
    ...orpc.traces.facet.queryOptions({
      input: {
        column,
        limit: mostSuggestions,
        ...(settled.trim() === '' ? {} : { prefix: settled.trim() }),
        ...(tagKey === undefined ? {} : { tagKey }),
      },
    }),
    placeholderData: keepPreviousData,
    enabled: column !== 'tagValue' || (tagKey !== undefined && tagKey !== ''),
  })
  return (data ?? []).map((facet) => facet.value).filter((value) => value !== '')
}

/** Several values, suggested or typed. */
export function FacetSelect({
  column,
  label,
  description,
  values,
  onChange,
}: {
  column: FacetColumn
  label: string
  description: string
  values: string[]
  onChange: (values: string[]) => void
}) {
  const [text, setText] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const suggestions = useFacet(column, text, undefined)
  return (
    <TagsInput
      label={label}
      description={description}
      data={suggestions}
      value={values}
      onChange={onChange}
      searchValue={text}
      onSearchChange={setText}
      acceptValueOnBlur
      dropdownOpened={isOpen}
      onDropdownOpen={() => setIsOpen(true)}
      onDropdownClose={() => setIsOpen(false)}
      // A list that stays open would lie over the button below.
      onOptionSubmit={() => setIsOpen(false)}
      comboboxProps={{ withinPortal: false }}
      maxDropdownHeight={260}
      data-autofocus
    />
  )
}

/** One value, suggested or typed. */
export function FacetInput({
  column,
  tagKey,
  label,
  placeholder,
  value,
  onChange,
  isFirst = false,
}: {
  column: FacetColumn
  tagKey?: string
  label: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
  /** Takes the focus when its form opens. */
  isFirst?: boolean
}) {
  const suggestions = useFacet(column, value, tagKey)
  return (
    <Autocomplete
      label={label}
      placeholder={placeholder ?? ''}
      data={[...new Set(suggestions)]}
      value={value}
      onChange={onChange}
      comboboxProps={{ withinPortal: false }}
      maxDropdownHeight={220}
      data-autofocus={isFirst || undefined}
    />
  )
}
