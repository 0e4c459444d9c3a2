import { Button } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import { openDialog } from '../../app/dialogs.ts'
import { useMlflowAddress } from '../../app/mlflow-address.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { createSnippet, fillSnippet } from './dataset-snippets.ts'

/** No dataset yet: the lines that make one. */
export function EmptyDatasets() {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { url } = useMlflowAddress()
  return (
    <EmptyState
      code={<CodeBlock code={createSnippet(url)} label={t('datasets.empty.code')} />}
      icon={<IconTable size={28} />}
      title={t('datasets.empty.title')}
      actions={
        <>
          {!isReadOnly && (
            <Button variant="filled" onClick={() => openDialog({ kind: 'makeDataset' })}>
              {t('datasets.new')}
            </Button>
          )}
          <Button onClick={() => navigate({ screen: 'connect', section: 'mlflow' })}>
            {t('datasets.empty.connect')}
          </Button>
        </>
      }
    >
      {t('datasets.empty.body')}
    </EmptyState>
  )
}

/** A dataset without records: the ways to add some. */
export function EmptyDataset({ datasetId, onAdd }: { datasetId: string; onAdd: (() => void) | undefined }) {
  const t = useT()
  const { url } = useMlflowAddress()
  return (
    <EmptyState
      code={<CodeBlock code={fillSnippet(url, datasetId)} label={t('datasets.empty.code')} />}
      title={t('datasets.one.empty')}
      actions={
        onAdd === undefined ? undefined : (
          <>
            <Button variant="filled" onClick={onAdd}>
              {t('datasets.add.byHand')}
            </Button>
            <Button onClick={() => openDialog({ kind: 'makeDataset', datasetId })}>
              {t('datasets.add.fromSession')}
            </Button>
          </>
        )
      }
    >
      {t('datasets.one.emptyBody')}
    </EmptyState>
  )
}
