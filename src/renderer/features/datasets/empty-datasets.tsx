import { Button } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import { useMlflowAddress } from '../../app/mlflow-address.ts'
import { navigate } from '../../app/routes.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { createSnippet, fillSnippet } from './dataset-snippets.ts'
import css from './datasets.module.css'

/** No dataset yet: the lines that make one. */
export function EmptyDatasets() {
  const t = useT()
  const { url } = useMlflowAddress()
  return (
    <EmptyState
      icon={<IconTable size={28} />}
      title={t('datasets.empty.title')}
      actions={
        <Button onClick={() => navigate({ screen: 'connect', section: 'mlflow' })}>
          {t('datasets.empty.connect')}
        </Button>
      }
    >
      <p className={css.emptyText}>{t('datasets.empty.body')}</p>
      <div className={css.emptyCode}>
        <CodeBlock code={createSnippet(url)} label={t('datasets.empty.code')} />
      </div>
    </EmptyState>
  )
}

/** A dataset without records: the lines that add some. */
export function EmptyDataset({ datasetId }: { datasetId: string }) {
  const t = useT()
  const { url } = useMlflowAddress()
  return (
    <EmptyState title={t('datasets.one.empty')}>
      <p className={css.emptyText}>{t('datasets.one.emptyBody')}</p>
      <div className={css.emptyCode}>
        <CodeBlock code={fillSnippet(url, datasetId)} label={t('datasets.empty.code')} />
      </div>
    </EmptyState>
  )
}
