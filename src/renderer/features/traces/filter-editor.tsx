/** The form behind a filter chip: one editor per kind of field; Enter applies. */
import { Checkbox, Radio, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { traceStates } from '../../i18n/closed-sets.ts'
import { useT } from '../../i18n/i18n.ts'
import { AssessmentCondition } from './assessment-condition.tsx'
import { EditorForm, type EditorProps } from './editor-form.tsx'
import { FacetInput, FacetSelect } from './facet-input.tsx'
import { type ListField, type RangeField, withField, withTag } from './filter-conditions.ts'
import { ExperimentEditor, RunEditor } from './group-editors.tsx'
import { RangeEditor, TimeEditor } from './range-editor.tsx'

export function FilterEditor(props: EditorProps) {
  switch (props.condition.field) {
    case 'states':
      return <StateEditor {...props} />
    case 'hasErrors':
      return <ErrorsEditor {...props} />
    case 'names':
    case 'models':
    case 'sessionIds':
    case 'userIds':
      return <ListEditor {...props} field={props.condition.field} />
    case 'tags':
      return <TagEditor {...props} />
    case 'assessments':
      return <AssessmentCondition {...props} />
    case 'experimentId':
      return <ExperimentEditor {...props} />
    case 'runId':
      return <RunEditor {...props} />
    case 'traceIds':
      return <IdsEditor {...props} />
    case 'startUs':
      return <TimeEditor {...props} />
    case 'durationUs':
    case 'totalTokens':
    case 'cost':
      return <RangeEditor {...props} field={props.condition.field as Exclude<RangeField, 'startUs'>} />
  }
}

function StateEditor({ filter, onApply }: EditorProps) {
  const t = useT()
  const [states, setStates] = useState<string[]>(filter.states ?? [])
  return (
    <EditorForm
      onSubmit={() =>
        onApply(
          withField(
            filter,
            'states',
            traceStates.filter((each) => states.includes(each)),
          ),
        )
      }
    >
      <Checkbox.Group value={states} onChange={setStates} aria-label={t('traces.filter.field.states')}>
        <Stack gap="xs">
          {traceStates.map((state, at) => (
            <Checkbox
              key={state}
              value={state}
              label={t(`common.state.${state}`)}
              data-autofocus={at === 0 || undefined}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </EditorForm>
  )
}

function ErrorsEditor({ filter, onApply }: EditorProps) {
  const t = useT()
  const [value, setValue] = useState(filter.hasErrors === false ? 'without' : 'with')
  return (
    <EditorForm onSubmit={() => onApply({ ...filter, hasErrors: value === 'with' })}>
      <Radio.Group value={value} onChange={setValue} aria-label={t('traces.filter.field.hasErrors')}>
        <Stack gap="xs">
          <Radio value="with" label={t('traces.filter.withErrors')} data-autofocus />
          <Radio value="without" label={t('traces.filter.withoutErrors')} />
        </Stack>
      </Radio.Group>
    </EditorForm>
  )
}

const facetColumns = { names: 'name', models: 'model', sessionIds: 'session', userIds: 'user' } as const

function ListEditor({ filter, field, onApply }: EditorProps & { field: ListField }) {
  const t = useT()
  const [values, setValues] = useState<string[]>(filter[field] ?? [])
  return (
    <EditorForm onSubmit={() => onApply(withField(filter, field, values))}>
      <FacetSelect
        column={facetColumns[field]}
        label={t(`traces.filter.field.${field}`)}
        description={t('traces.filter.valuesHint')}
        values={values}
        onChange={setValues}
      />
    </EditorForm>
  )
}

function TagEditor({ filter, condition, isNew, onApply }: EditorProps) {
  const t = useT()
  const before = isNew ? undefined : filter.tags?.[condition.index]
  const [key, setKey] = useState(before?.key ?? '')
  const [value, setValue] = useState(before?.value ?? '')
  const apply = () => {
    const trimmed = key.trim()
    if (trimmed === '') return onApply(filter)
    const tag = value.trim() === '' ? { key: trimmed } : { key: trimmed, value: value.trim() }
    onApply(withTag(filter, tag, isNew ? undefined : condition.index))
  }
  return (
    <EditorForm onSubmit={apply}>
      <FacetInput column="tagKey" label={t('traces.filter.tagKey')} value={key} onChange={setKey} isFirst />
      <FacetInput
        column="tagValue"
        tagKey={key.trim()}
        label={t('traces.filter.tagValue')}
        placeholder={t('traces.filter.tagValueHint')}
        value={value}
        onChange={setValue}
      />
    </EditorForm>
  )
}

function IdsEditor({ filter, onApply }: EditorProps) {
  const t = useT()
  const [text, setText] = useState((filter.traceIds ?? []).map((traceId) => `tr-${traceId}`).join('\n'))
  const [problem, setProblem] = useState<string>()
  const apply = () => {
    const ids = text.split(/[\s,;]+/).filter((id) => id !== '')
    const plain = ids.map((id) => id.replace(/^tr-/, '').toLowerCase())
    if (plain.some((id) => !/^[0-9a-f]{32}$/.test(id))) return setProblem(t('traces.filter.badIds'))
    onApply(withField(filter, 'traceIds', plain))
  }
  return (
    <EditorForm onSubmit={apply} problem={problem}>
      <Textarea
        label={t('traces.filter.ids')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={10}
        data-autofocus
      />
    </EditorForm>
  )
}
