import { Button, Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { runCommand } from '../../app/commands.ts'
import { host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import css from './connect.module.css'
import { MlflowPanel } from './mlflow-panel.tsx'
import {
  type Addresses,
  curlSnippet,
  environmentSnippet,
  importSnippet,
  jsInstall,
  jsSnippet,
  pythonInstall,
  pythonSnippet,
} from './snippets.ts'

/** Ways to send, ready to paste. `section` is the tab to start with. */
export function SnippetTabs({ addresses, section }: { addresses: Addresses; section?: string | undefined }) {
  const t = useT()
  const shell = host.platform === 'win32' ? 'powershell' : 'unix'
  const tabs: { id: string; label: string; content: ReactNode }[] = [
    { id: 'mlflow', label: t('connect.snippets.mlflow'), content: <MlflowPanel /> },
    {
      id: 'env',
      label: t('connect.snippets.env'),
      content: (
        <>
          <p className={css.hint}>{t('connect.snippets.envHint')}</p>
          <CodeBlock code={environmentSnippet(addresses, shell)} label={t('connect.snippets.terminal')} />
        </>
      ),
    },
    {
      id: 'python',
      label: t('connect.snippets.python'),
      content: (
        <>
          <p className={css.hint}>{t('connect.snippets.pythonHint')}</p>
          <CodeBlock code={pythonInstall} label={t('connect.snippets.terminal')} />
          <CodeBlock code={pythonSnippet(addresses)} label={t('connect.snippets.code')} />
        </>
      ),
    },
    {
      id: 'js',
      label: t('connect.snippets.js'),
      content: (
        <>
          <CodeBlock code={jsInstall} label={t('connect.snippets.terminal')} />
          <CodeBlock code={jsSnippet(addresses)} label={t('connect.snippets.code')} />
        </>
      ),
    },
    {
      id: 'curl',
      label: t('connect.snippets.curl'),
      content: (
        <>
          <p className={css.hint}>
            {t('connect.snippets.curlHint')}
            {host.platform === 'win32' && ` ${t('connect.snippets.curlHintWindows')}`}
          </p>
          <CodeBlock code={curlSnippet(addresses)} label={t('connect.snippets.terminal')} />
        </>
      ),
    },
    {
      id: 'files',
      label: t('connect.snippets.files'),
      content: (
        <>
          <p className={css.hint}>{t('connect.snippets.filesHint')}</p>
          <div>
            <Button onClick={() => runCommand('import.open')}>{t('connect.snippets.importHere')}</Button>
          </div>
          <p className={css.hint}>{t('connect.snippets.filesScriptHint')}</p>
          <CodeBlock code={importSnippet} label={t('connect.snippets.terminal')} />
        </>
      ),
    },
  ]
  const first = tabs.find((tab) => tab.id === section)?.id ?? 'mlflow'
  return (
    <section className={css.section}>
      <h2 className={css.sectionTitle}>{t('connect.snippets.title')}</h2>
      <Tabs defaultValue={first} keepMounted={false}>
        <Tabs.List aria-label={t('connect.snippets.label')}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab.id} value={tab.id}>
              {tab.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Panel key={tab.id} value={tab.id} className={css.snippet ?? ''}>
            {tab.content}
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  )
}
