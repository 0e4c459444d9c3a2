/** Which row a judge is tried on: a trace, or a record of a dataset. */
import { SegmentedControl, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { create } from 'zustand'
import type { Json } from '../../../shared/model/json.ts'
import type { JudgeTrialRow } from '../../../shared/model/judge.ts'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './judges.module.css'

interface RowChoice {
  kind: 'trace' | 'record'
  traceId: string | null
  datasetId: string | null
  recordId: string | null
}

/** Stays for the next judge: one tries several on the same row. */
const useChoice = create<RowChoice>(() => ({ kind: 'trace', traceId: null, datasetId: null, recordId: null }))

const mostShown = 50
const longestLabel = 80

/** Undefined while nothing is chosen. */
export function useTrialRow(): JudgeTrialRow | undefined {
  const { kind, traceId, datasetId, recordId } = useChoice()
  if (kind === 'trace') return traceId === null ? undefined : { kind, traceId }
  return datasetId === null || recordId === null ? undefined : { kind, datasetId, recordId }
}

export function TrialRowPicker() {
  const t = useT()
  const id = useId()
  const { kind } = useChoice()
  return (
    <div className={css.result}>
      <div>
        <div id={id} className={css.detail}>
          {t('judges.try.on')}
        </div>
        <SegmentedControl
          aria-labelledby={id}
          data={[
            { value: 'trace', label: t('judges.try.trace') },
            { value: 'record', label: t('judges.try.record') },
          ]}
          value={kind}
          onChange={(value) => useChoice.setState({ kind: value === 'record' ? 'record' : 'trace' })}
        />
      </div>
      {kind === 'trace' ? <TraceSelect /> : <RecordSelects />}
    </div>
  )
}

function TraceSelect() {
  const t = useT()
  const { traceId } = useChoice()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 250)
  /** What stands in the field because it was chosen is nothing to search for. */
  const [chosen, setChosen] = useState<{ value: string; label: string }>()
  const isSearch = search !== '' && search !== chosen?.label
  const { data } = useQuery(
    orpc.traces.list.queryOptions({
      input: {
        filter: isSearch ? { search } : {},
        sort: { column: 'start', direction: 'desc' },
        limit: mostShown,
      },
      placeholderData: keepPreviousData,
    }),
  )
  const found = (data?.rows ?? []).map((row) => ({
    value: row.traceId,
    label: shorten(row.inputPreview ?? row.name, row.traceId),
  }))
  const options = chosen === undefined || found.some(({ value }) => value === chosen.value) ? found : [chosen, ...found]
  return (
    <Select
      label={t('judges.try.chooseTrace')}
      placeholder={t('judges.try.searchTraces')}
      nothingFoundMessage={t('judges.try.noTraces')}
      searchable
      data={options}
      // The engine searched already, in all of the trace.
      filter={({ options: all }) => all}
      value={traceId}
      onSearchChange={setText}
      onChange={(value) => {
        setChosen(options.find((each) => each.value === value))
        useChoice.setState({ traceId: value })
      }}
    />
  )
}

function RecordSelects() {
  const t = useT()
  const { datasetId, recordId } = useChoice()
  const datasets = useQuery(orpc.datasets.list.queryOptions()).data ?? []
  const { data } = useQuery(
    orpc.datasets.records.queryOptions({
      input: { datasetId: datasetId ?? '', limit: mostShown },
      enabled: datasetId !== null,
    }),
  )
  const records = data?.records ?? []
  return (
    <>
      <Select
        label={t('judges.try.chooseDataset')}
        data={datasets.map((each) => ({ value: each.datasetId, label: each.name }))}
        value={datasetId}
        onChange={(value) => useChoice.setState({ datasetId: value, recordId: null })}
      />
      {datasetId !== null && (
        <Select
          label={t('judges.try.chooseRecord')}
          nothingFoundMessage={t('judges.try.noRecords')}
          searchable
          data={records.map((each) => ({ value: each.recordId, label: shorten(textOf(each.inputs), each.recordId) }))}
          value={recordId}
          onChange={(value) => useChoice.setState({ recordId: value })}
        />
      )}
    </>
  )
}

/** One that says nothing goes by its id. */
function shorten(text: string, id: string): string {
  if (text.trim() === '') return id
  return text.length > longestLabel ? `${text.slice(0, longestLabel)}…` : text
}

function textOf(inputs: Record<string, Json>): string {
  const values = Object.values(inputs)
  const [only] = values
  return values.length === 1 && typeof only === 'string' ? only : JSON.stringify(inputs)
}
