import { Button } from '@mantine/core'
import { IconReportAnalytics } from '@tabler/icons-react'
import { useMlflowAddress } from '../../app/mlflow-address.ts'
import { navigate } from '../../app/routes.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { evaluateSnippet } from './evaluate-snippet.ts'

/** Nothing evaluated yet: the lines that make the first one. */
export function EmptyEvaluations() {
  const t = useT()
  const { url } = useMlflowAddress()
  return (
    <EmptyState
      code={<CodeBlock code={evaluateSnippet(url)} label={t('evaluations.empty.code')} />}
      icon={<IconReportAnalytics size={28} />}
      title={t('evaluations.empty.title')}
      actions={
        <Button onClick={() => navigate({ screen: 'connect', section: 'mlflow' })}>
          {t('evaluations.empty.connect')}
        </Button>
      }
    >
      {t('evaluations.empty.body')}
    </EmptyState>
  )
}
