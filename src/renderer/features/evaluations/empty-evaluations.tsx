import { Button } from '@mantine/core'
import { IconReportAnalytics } from '@tabler/icons-react'
import { openNewEvaluation } from '../../app/evaluate.ts'
import { useMlflowAddress } from '../../app/mlflow-address.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { evaluateSnippet } from './evaluate-snippet.ts'

/** Nothing evaluated yet: the lines that make the first one. */
export function EmptyEvaluations() {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { url } = useMlflowAddress()
  return (
    <EmptyState
      code={<CodeBlock code={evaluateSnippet(url)} label={t('evaluations.empty.code')} />}
      icon={<IconReportAnalytics size={28} />}
      title={t('evaluations.empty.title')}
      actions={
        <>
          <Button variant="filled" disabled={isReadOnly} onClick={() => openNewEvaluation()}>
            {t('evaluate.open')}
          </Button>
          <Button onClick={() => navigate({ screen: 'connect', section: 'mlflow' })}>
            {t('evaluations.empty.connect')}
          </Button>
        </>
      }
    >
      {t('evaluations.empty.body')}
    </EmptyState>
  )
}
