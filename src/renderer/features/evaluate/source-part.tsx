import { SegmentedControl, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useFilterText } from '../traces/index.tsx'
import type { Draft } from './draft.ts'
import css from './evaluate.module.css'
import { Part } from './part.tsx'
import { useProblem } from './problems.ts'
import type { Sample } from './use-sample.ts'
import { useSealedSplit } from './use-sealed-split.ts'

type Source = Draft['source']

/** Which rows: a dataset's, a session's, or those of traces. */
export function SourcePart({
  source,
  sample,
  purpose,
  onChange,
  onPurpose,
}: {
  source: Source
  sample: Sample
  /** Of a sealed split: what it is opened for. */
  purpose: string
  onChange: (change: Partial<Source>) => void
  onPurpose: (purpose: string) => void
}) {
  const t = useT()
  const problem = useProblem()
  const sealed = useSealedSplit(source)
  return (
    <Part title={t('evaluate.source.title')}>
      <SegmentedControl
        aria-label={t('evaluate.source.label')}
        data={(['dataset', 'session', 'traces'] as const).map((kind) => ({
          value: kind,
          label: t(`evaluate.source.${kind}`),
        }))}
        value={source.kind}
        onChange={(kind) => onChange({ kind: kind as Source['kind'] })}
      />
      {source.kind === 'dataset' && <DatasetFields source={source} onChange={onChange} />}
      {source.kind === 'session' && <SessionField source={source} onChange={onChange} />}
      {source.kind === 'traces' && <SelectionText selection={source.selection} />}
      {sealed !== undefined && (
        <TextInput
          label={t('evaluate.source.purpose')}
          description={t('evaluate.source.purposeHint', { name: sealed })}
          placeholder={t('evaluate.source.purposeExample')}
          value={purpose}
          maxLength={500}
          error={problem('purpose')}
          onChange={(event) => onPurpose(event.currentTarget.value)}
        />
      )}
      <SampleText sample={sample} isSealed={sealed !== undefined} />
    </Part>
  )
}

function DatasetFields({ source, onChange }: { source: Source; onChange: (change: Partial<Source>) => void }) {
  const t = useT()
  const format = useFormat()
  const problem = useProblem()
  const datasets = useQuery(orpc.datasets.list.queryOptions()).data
  const { datasetId } = source
  const input = { datasetId }
  const versions = useQuery(orpc.datasets.versions.queryOptions({ input, enabled: datasetId !== '' })).data ?? []
  const splits = useQuery(orpc.datasets.splits.queryOptions({ input, enabled: datasetId !== '' })).data ?? []
  const dataset = datasets?.find((each) => each.datasetId === datasetId)
  const named = splits.flatMap(({ name, ...split }) => (name === undefined ? [] : [{ ...split, name }]))
  if (datasets?.length === 0) return <p className={css.hint}>{t('evaluate.source.noDatasets')}</p>
  return (
    <div className={css.fields}>
      <Select
        label={t('evaluate.source.dataset')}
        placeholder={t('evaluate.source.pickDataset')}
        data={(datasets ?? []).map((each) => ({ value: each.datasetId, label: each.name }))}
        value={datasetId || null}
        searchable
        allowDeselect={false}
        error={problem('source')}
        onChange={(id) => id !== null && onChange({ datasetId: id, version: 0, split: '' })}
      />
      {dataset !== undefined && versions.length > 1 && (
        <Select
          label={t('evaluate.source.version')}
          data={[
            { value: '0', label: t('evaluate.source.newest', { version: dataset.version }) },
            ...versions.map(({ version }) => ({
              value: String(version),
              label: t('evaluate.source.versionOf', { version }),
            })),
          ]}
          value={String(source.version)}
          allowDeselect={false}
          onChange={(version) => onChange({ version: Number(version) })}
        />
      )}
      {named.length > 0 && (
        <Select
          label={t('evaluate.source.split')}
          data={[
            { value: '', label: t('evaluate.source.allSplits') },
            ...named.map(({ name, recordCount, sealedAtMs }) => ({
              value: name,
              label:
                sealedAtMs === undefined
                  ? t('evaluate.source.splitOf', { name, formatted: format.number(recordCount) })
                  : t('evaluate.source.sealed', { name }),
            })),
          ]}
          value={source.split}
          allowDeselect={false}
          onChange={(split) => onChange({ split: split ?? '' })}
        />
      )}
    </div>
  )
}

function SessionField({ source, onChange }: { source: Source; onChange: (change: Partial<Source>) => void }) {
  const t = useT()
  const problem = useProblem()
  const sessions = useQuery(orpc.labelingSessions.list.queryOptions()).data
  if (sessions?.length === 0) return <p className={css.hint}>{t('evaluate.source.noSessions')}</p>
  return (
    <div className={css.fields}>
      <Select
        label={t('evaluate.source.session')}
        placeholder={t('evaluate.source.pickSession')}
        data={(sessions ?? []).map((each) => ({ value: each.sessionId, label: each.name }))}
        value={source.sessionId || null}
        searchable
        allowDeselect={false}
        error={problem('source')}
        onChange={(sessionId) => sessionId !== null && onChange({ sessionId })}
      />
    </div>
  )
}

function SelectionText({ selection }: { selection: TraceSelection }) {
  const t = useT()
  const format = useFormat()
  const filterText = useFilterText()
  if ('traceIds' in selection) {
    const count = selection.traceIds.length
    return <p className={css.text}>{t('evaluate.source.tracesPicked', { count, formatted: format.number(count) })}</p>
  }
  const filter = filterText(selection.filter)
  return (
    <p className={css.text}>
      {filter === undefined ? t('evaluate.source.tracesAll') : t('evaluate.source.tracesFound', { filter })}
    </p>
  )
}

function SampleText({ sample, isSealed }: { sample: Sample; isSealed: boolean }) {
  const t = useT()
  const format = useFormat()
  if (sample.error !== null) {
    return (
      <p className={css.error} role="alert">
        {failureText(sample.error)} {toFailure(sample.error).message}
      </p>
    )
  }
  if (sample.total === undefined) {
    return sample.isLoading ? <p className={css.hint}>{t('evaluate.source.counting')}</p> : null
  }
  const { total, inputNames, expectationNames } = sample
  const rows = t('evaluate.source.rows', { count: total, formatted: format.number(total) })
  if (isSealed) return <p className={css.hint} role="status">{`${rows} · ${t('evaluate.source.notShown')}`}</p>
  return (
    <p className={css.hint} role="status">
      {rows}
      {' · '}
      {t('evaluate.source.inputs', { names: format.list(inputNames) })}
      {' · '}
      {expectationNames.length === 0
        ? t('evaluate.source.noExpectations')
        : t('evaluate.source.expectations', { names: format.list(expectationNames) })}
    </p>
  )
}
