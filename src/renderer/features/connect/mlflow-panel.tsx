import { Accordion } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMlflowAddress } from '../../app/mlflow-address.ts'
import { host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import css from './connect.module.css'
import {
  evaluateSnippet,
  feedbackCurlSnippet,
  helperDownload,
  labelingSnippet,
  otlpSnippet,
  setupSnippet,
  traceSnippet,
  typescriptInstall,
  typescriptSnippet,
} from './mlflow-snippets.ts'

/** Everything MLflow's clients can do here, one step below the other. */
export function MlflowPanel() {
  const t = useT()
  const address = useMlflowAddress()
  const shell = host.platform === 'win32' ? 'powershell' : 'unix'
  const terminal = t('connect.snippets.terminal')
  const code = t('connect.snippets.code')
  const steps: { id: string; title: string; hint: string; content: ReactNode }[] = [
    {
      id: 'setup',
      title: t('connect.mlflow.setup'),
      hint: t(address.needsToken ? 'connect.mlflow.setupTokenHint' : 'connect.mlflow.setupHint'),
      content: <CodeBlock code={setupSnippet(address, shell, t('connect.mlflow.tokenPlaceholder'))} label={terminal} />,
    },
    {
      id: 'trace',
      title: t('connect.mlflow.trace'),
      hint: t('connect.mlflow.traceHint'),
      content: <CodeBlock code={traceSnippet(address)} label={code} />,
    },
    {
      id: 'labeling',
      title: t('connect.mlflow.labeling'),
      hint: t('connect.mlflow.labelingHint'),
      content: (
        <>
          <CodeBlock code={helperDownload(address, shell)} label={terminal} />
          <CodeBlock code={labelingSnippet(address)} label={code} />
        </>
      ),
    },
    {
      id: 'evaluate',
      title: t('connect.mlflow.evaluate'),
      hint: t('connect.mlflow.evaluateHint'),
      content: <CodeBlock code={evaluateSnippet(address)} label={code} />,
    },
    {
      id: 'typescript',
      title: t('connect.mlflow.typescript'),
      hint: t('connect.mlflow.typescriptHint'),
      content: (
        <>
          <CodeBlock code={typescriptInstall} label={terminal} />
          <CodeBlock code={typescriptSnippet(address)} label={code} />
        </>
      ),
    },
    {
      id: 'rest',
      title: t('connect.mlflow.rest'),
      hint: t('connect.mlflow.restHint'),
      content: <CodeBlock code={feedbackCurlSnippet(address)} label={terminal} />,
    },
    {
      id: 'otlp',
      title: t('connect.mlflow.otlp'),
      hint: t('connect.mlflow.otlpHint'),
      content: <CodeBlock code={otlpSnippet(address, shell)} label={terminal} />,
    },
  ]
  return (
    <Accordion multiple defaultValue={['setup', 'trace']} order={3}>
      {steps.map((step) => (
        <Accordion.Item key={step.id} value={step.id}>
          <Accordion.Control>
            <span className={css.stepTitle}>{step.title}</span>
          </Accordion.Control>
          <Accordion.Panel>
            <div className={css.step}>
              <p className={css.hint}>{step.hint}</p>
              {step.content}
            </div>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}
