import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Dataset } from '../../../shared/model/dataset.ts'
import { navigate } from '../../app/routes.ts'
import { useExperimentNames } from '../../data/experiment-names.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Field, Fields } from '../../ui/fields.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './datasets.module.css'

/** The strip above a dataset: what it is, and what can be done with it. */
export function DatasetHead({ dataset, children }: { dataset: Dataset; children: ReactNode }) {
  const t = useT()
  const format = useFormat()
  const experimentNames = useExperimentNames()
  const tags = Object.entries(dataset.tags)
  return (
    <header className={css.head}>
      <div className={css.titleLine}>
        <Tooltip label={t('datasets.one.back')}>
          <ActionIcon aria-label={t('datasets.one.back')} onClick={() => navigate({ screen: 'datasets' })}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <h1 className={css.title} title={dataset.name}>
          {dataset.name}
        </h1>
        <span className={css.count}>
          {t('datasets.one.records', { count: dataset.recordCount, formatted: format.number(dataset.recordCount) })}
        </span>
        <div className={css.titleTools}>{children}</div>
      </div>
      <dl className={css.facts}>
        <Fact name={t('datasets.one.version')}>{`v${dataset.version}`}</Fact>
        <Fact name={t('datasets.one.id')}>
          <code className={css.id}>{dataset.datasetId}</code>
          <CopyButton text={dataset.datasetId} name={t('datasets.one.copyId')} />
        </Fact>
        <Fact name={t('datasets.column.experiments')}>
          {dataset.experimentIds.length === 0
            ? t('datasets.one.noExperiments')
            : format.list(dataset.experimentIds.map(experimentNames))}
        </Fact>
        <Fact name={t('datasets.column.changed')}>
          <RelativeTime timeMs={dataset.updatedAtMs} />
        </Fact>
        {dataset.createdBy !== undefined && <Fact name={t('datasets.column.createdBy')}>{dataset.createdBy}</Fact>}
      </dl>
      {tags.length > 0 && (
        <details className={css.fold}>
          <summary>{t('datasets.one.tags', { count: tags.length, formatted: format.number(tags.length) })}</summary>
          <div className={css.foldBody}>
            <Fields>
              {tags.map(([key, value]) => (
                <Field key={key} name={key} isMono>
                  {value}
                </Field>
              ))}
            </Fields>
          </div>
        </details>
      )}
    </header>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
