import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DatasetSplit } from '../../../shared/model/dataset.ts'
import type { LabeledSource } from '../../../shared/model/labeled-export.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './labeled-export.module.css'

type DatasetSource = Extract<LabeledSource, { kind: 'dataset' }>

/** Whose labels: in words; of a dataset also which version, and which of its splits. */
export function SourceFields({
  source,
  count,
  purpose,
  needsPurpose,
  onChange,
  onPurpose,
}: {
  source: LabeledSource
  count: number | undefined
  /** What a sealed split is opened for. */
  purpose: string
  needsPurpose: boolean
  onChange: (source: LabeledSource) => void
  onPurpose: (purpose: string) => void
}) {
  if (source.kind === 'session') return <OfSession sessionId={source.sessionId} />
  if (source.kind === 'traces') return <OfTraces count={count} />
  return (
    <OfDataset
      source={source}
      purpose={purpose}
      needsPurpose={needsPurpose}
      onChange={onChange}
      onPurpose={onPurpose}
    />
  )
}

function OfSession({ sessionId }: { sessionId: string }) {
  const t = useT()
  const format = useFormat()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } })).data
  if (session === undefined) return <p className={css.lead}>{t('transfer.export.counting')}</p>
  const { pending, complete, declined } = session.itemCounts
  const count = pending + complete + declined
  return (
    <p className={css.lead}>
      {t('labeledExport.ofSession', { name: session.name, count, formatted: format.number(count) })}
    </p>
  )
}

function OfTraces({ count }: { count: number | undefined }) {
  const t = useT()
  const format = useFormat()
  return (
    <p className={css.lead}>
      {count === undefined
        ? t('labeledExport.ofTracesUncounted')
        : t('labeledExport.ofTraces', { count, formatted: format.number(count) })}
    </p>
  )
}

/** The dataset's splits; those that are sealed have the time of it. */
export function useSplits(source: LabeledSource): readonly DatasetSplit[] {
  const datasetId = source.kind === 'dataset' ? source.datasetId : undefined
  return (
    useQuery({
      ...orpc.datasets.splits.queryOptions({ input: { datasetId: datasetId ?? '' } }),
      enabled: datasetId !== undefined,
    }).data ?? []
  )
}

/** A name of a split cannot begin with a space. */
const all = ' all'
const none = ' none'

function OfDataset({
  source,
  purpose,
  needsPurpose,
  onChange,
  onPurpose,
}: {
  source: DatasetSource
  purpose: string
  needsPurpose: boolean
  onChange: (source: DatasetSource) => void
  onPurpose: (purpose: string) => void
}) {
  const t = useT()
  const format = useFormat()
  const { datasetId, version, split, openingId: _, ...rest } = source
  const dataset = useQuery(orpc.datasets.get.queryOptions({ input: { datasetId } })).data
  const versions = useQuery(orpc.datasets.versions.queryOptions({ input: { datasetId } })).data ?? []
  const splits = useSplits(source)
  const records = (count: number) => t('datasets.one.records', { count, formatted: format.number(count) })
  const hasSeal = splits.some(({ sealedAtMs }) => sealedAtMs !== undefined)
  return (
    <>
      <p className={css.lead}>{t('labeledExport.ofDataset', { name: dataset?.name ?? '' })}</p>
      <div className={css.pair}>
        <Select
          label={t('labeledExport.version')}
          data={versions.map((each, at) => ({
            value: String(each.version),
            label: t(at === 0 ? 'labeledExport.versionNewest' : 'labeledExport.versionOf', {
              version: each.version,
              records: records(each.recordCount),
            }),
          }))}
          value={String(version ?? versions[0]?.version ?? '')}
          allowDeselect={false}
          onChange={(value) => {
            const chosen = Number(value)
            const isNewest = chosen === versions[0]?.version
            onChange({
              ...rest,
              datasetId,
              ...(isNewest ? {} : { version: chosen }),
              ...(split === undefined ? {} : { split }),
            })
          }}
        />
        <Select
          label={t('labeledExport.split')}
          data={[
            { value: all, label: t(hasSeal ? 'labeledExport.splitAllUnsealed' : 'labeledExport.splitAll') },
            ...splits.map(({ name, recordCount, sealedAtMs }) => ({
              value: name ?? none,
              label: t(sealedAtMs === undefined ? 'labeledExport.splitOf' : 'labeledExport.splitSealed', {
                name: name ?? t('labeledExport.splitNone'),
                records: records(recordCount),
              }),
            })),
          ]}
          value={split === undefined ? all : (split ?? none)}
          allowDeselect={false}
          onChange={(value) =>
            onChange({
              ...rest,
              datasetId,
              ...(version === undefined ? {} : { version }),
              ...(value === all || value === null ? {} : { split: value === none ? null : value }),
            })
          }
        />
      </div>
      {needsPurpose && (
        <TextInput
          label={t('labeledExport.purpose')}
          description={t('labeledExport.purposeHint')}
          value={purpose}
          maxLength={500}
          required
          onChange={(event) => onPurpose(event.currentTarget.value)}
        />
      )}
    </>
  )
}
