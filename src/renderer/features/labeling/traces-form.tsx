/** Which traces a new session begins with: a source, all of it or a sample of it, and what that would take. */
import { Autocomplete, Checkbox, Group, NumberInput, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ItemSource } from '../../../shared/model/session-sample.ts'
import type { TraceFilter, TraceSelection } from '../../../shared/model/trace.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useFilterText } from '../traces/index.tsx'
import {
  findSampleProblem,
  type SampleDraft,
  type SampleMethod,
  type SourceChoice,
  type StratumBy,
  toSource,
} from './sample-draft.ts'
import { SamplePreviewText } from './sample-preview.tsx'
import css from './setup.module.css'

const methods: readonly SampleMethod[] = ['all', 'random', 'stratified']
const strata: readonly StratumBy[] = ['model', 'state', 'tag', 'assessment']

export function TracesForm({
  draft,
  selection,
  selectionText,
  found,
  experimentId,
  onChange,
}: {
  draft: SampleDraft
  selection: TraceSelection | undefined
  /** What was selected, in words. */
  selectionText: string | undefined
  /** The filter of the trace list. */
  found: TraceFilter
  experimentId: string
  onChange: (change: Partial<SampleDraft>) => void
}) {
  const t = useT()
  const filterText = useFilterText()
  const datasets = useQuery(orpc.datasets.list.queryOptions()).data ?? []
  const foundText = filterText(found)
  const sources: { value: SourceChoice; label: string }[] = [
    ...(selection === undefined
      ? [{ value: 'none' as const, label: t('labeling.sample.source.none') }]
      : [{ value: 'given' as const, label: selectionText ?? t('labeling.form.withUncounted') }]),
    ...(foundText === undefined
      ? []
      : [{ value: 'found' as const, label: t('labeling.sample.source.found', { filter: foundText }) }]),
    { value: 'experiment', label: t('labeling.sample.source.experiment') },
    ...(datasets.length === 0 ? [] : [{ value: 'dataset' as const, label: t('labeling.sample.source.dataset') }]),
  ]
  const source = toSource(draft, { selection, found, experimentId })
  const problem = findSampleProblem(draft)
  return (
    <Stack gap="md">
      <Radio.Group
        label={t('labeling.sample.from')}
        value={draft.source}
        onChange={(value) => {
          const chosen = sources.find((each) => each.value === value)
          if (chosen !== undefined) onChange({ source: chosen.value })
        }}
      >
        <Stack gap="sm" mt="xs">
          {sources.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      {draft.source === 'dataset' && (
        <Select
          label={t('labeling.sample.dataset')}
          data={datasets.map(({ datasetId, name }) => ({ value: datasetId, label: name }))}
          value={draft.datasetId ?? null}
          error={problem === 'datasetMissing' ? t('labeling.sample.problem.datasetMissing') : undefined}
          onChange={(datasetId) => onChange({ datasetId: datasetId ?? undefined })}
        />
      )}
      {draft.source === 'none' ? (
        <p className={css.hint}>{t('labeling.sample.noneHint')}</p>
      ) : (
        <>
          <MethodChoice draft={draft} onChange={onChange} />
          {draft.method !== 'all' && <SampleSettings draft={draft} onChange={onChange} />}
          <SamplePreviewText draft={draft} source={source} />
        </>
      )}
    </Stack>
  )
}

/** For traces that go into a session which is there already: all of them, unless a sample is wanted. */
export function SampleChoice({
  draft,
  source,
  sessionId,
  onChange,
}: {
  draft: SampleDraft
  source: ItemSource
  sessionId: string | undefined
  onChange: (change: Partial<SampleDraft>) => void
}) {
  const t = useT()
  const isSample = draft.method !== 'all'
  return (
    <Stack gap="md" mt="md">
      <Checkbox
        label={t('labeling.sample.only')}
        checked={isSample}
        onChange={(event) => onChange({ method: event.currentTarget.checked ? 'random' : 'all' })}
      />
      {isSample && (
        <>
          <MethodChoice draft={draft} onChange={onChange} />
          <SampleSettings draft={draft} onChange={onChange} />
          <SamplePreviewText draft={draft} source={source} sessionId={sessionId} />
        </>
      )}
    </Stack>
  )
}

function MethodChoice({ draft, onChange }: { draft: SampleDraft; onChange: (change: Partial<SampleDraft>) => void }) {
  const t = useT()
  return (
    <Radio.Group
      label={t('labeling.sample.howMany')}
      value={draft.method}
      onChange={(value) => {
        const method = methods.find((each) => each === value)
        if (method !== undefined) onChange({ method })
      }}
    >
      <Stack gap="xs" mt="xs">
        {methods.map((method) => (
          <Radio
            key={method}
            value={method}
            label={t(`labeling.sample.method.${method}`)}
            description={t(`labeling.sample.methodHint.${method}`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  )
}

function SampleSettings({ draft, onChange }: { draft: SampleDraft; onChange: (change: Partial<SampleDraft>) => void }) {
  const t = useT()
  const format = useFormat()
  const problem = findSampleProblem(draft)
  return (
    <>
      <Group align="flex-start" gap="md" grow>
        <NumberInput
          label={t('labeling.sample.size')}
          value={draft.size ?? ''}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator={format.number(1111).replace(/1/g, '') || ','}
          error={problem === 'sizeMissing' ? t('labeling.sample.problem.sizeMissing') : undefined}
          onChange={(value) => onChange({ size: typeof value === 'number' ? value : undefined })}
        />
        <TextInput
          label={t('labeling.rules.seed')}
          description={t('labeling.sample.seedHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.seed}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => onChange({ seed: event.currentTarget.value })}
        />
      </Group>
      {draft.method === 'stratified' && <StratumSettings draft={draft} onChange={onChange} />}
    </>
  )
}

function StratumSettings({
  draft,
  onChange,
}: {
  draft: SampleDraft
  onChange: (change: Partial<SampleDraft>) => void
}) {
  const t = useT()
  const isTag = draft.by === 'tag'
  const isNamed = isTag || draft.by === 'assessment'
  const tagKeys = useQuery(
    orpc.traces.facet.queryOptions({ input: { column: 'tagKey', limit: 100 }, enabled: isTag }),
  ).data
  const names = useQuery(orpc.assessments.names.queryOptions({ enabled: draft.by === 'assessment' })).data
  const known = isTag ? (tagKeys ?? []).map(({ value }) => value) : (names ?? []).map(({ name }) => name)
  return (
    <Group align="flex-start" gap="md" grow>
      <Select
        label={t('labeling.sample.by')}
        data={strata.map((by) => ({ value: by, label: t(`labeling.sample.stratum.${by}`) }))}
        value={draft.by}
        allowDeselect={false}
        onChange={(value) => {
          const by = strata.find((each) => each === value)
          if (by !== undefined) onChange({ by, key: '' })
        }}
      />
      {isNamed && (
        <Autocomplete
          label={t(isTag ? 'labeling.sample.tagKey' : 'labeling.sample.assessmentName')}
          data={[...new Set(known)]}
          value={draft.key}
          error={findSampleProblem(draft) === 'keyMissing' ? t('labeling.sample.problem.keyMissing') : undefined}
          onChange={(key) => onChange({ key })}
        />
      )}
      <Select
        label={t('labeling.sample.allocation')}
        data={(['proportional', 'equal'] as const).map((value) => ({
          value,
          label: t(`labeling.sample.allocations.${value}`),
        }))}
        value={draft.allocation}
        allowDeselect={false}
        onChange={(value) => onChange({ allocation: value === 'equal' ? 'equal' : 'proportional' })}
      />
    </Group>
  )
}
