/** Conditions on the group that a trace is in: its experiment, a run. */
import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { EditorForm, type EditorProps } from './editor-form.tsx'
import { withField } from './filter-conditions.ts'

export function ExperimentEditor({ filter, onApply }: EditorProps) {
  const t = useT()
  const { data: experiments = [] } = useQuery(orpc.experiments.list.queryOptions())
  const [experimentId, setExperimentId] = useState<string | null>(filter.experimentId ?? null)
  return (
    <EditorForm onSubmit={() => onApply(withField(filter, 'experimentId', experimentId ?? undefined))}>
      <Select
        label={t('traces.filter.field.experimentId')}
        data={experiments.map(({ experimentId: value, name }) => ({ value, label: name }))}
        value={experimentId}
        onChange={setExperimentId}
        searchable
        clearable
        comboboxProps={{ withinPortal: false }}
        data-autofocus
      />
    </EditorForm>
  )
}

/** By its id, as MLflow clients and the pages of sessions and evaluations show it. */
export function RunEditor({ filter, onApply }: EditorProps) {
  const t = useT()
  const [text, setText] = useState(filter.runId ?? '')
  const [problem, setProblem] = useState<string>()
  const apply = () => {
    const runId = text.trim().toLowerCase()
    if (runId !== '' && !/^[0-9a-f]{32}$/.test(runId)) return setProblem(t('traces.filter.badRun'))
    onApply(withField(filter, 'runId', runId))
  }
  return (
    <EditorForm onSubmit={apply} problem={problem}>
      <TextInput
        label={t('traces.filter.run')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
    </EditorForm>
  )
}
