import { Button } from '@mantine/core'
import { IconBug } from '@tabler/icons-react'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useT } from '../i18n/i18n.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

interface State {
  error: unknown
  componentStack: string
}

/** Keeps a failing part from taking the window along, and offers a report. Starts anew when `resetKey` changes. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey: string }, State> {
  override state: State = { error: undefined, componentStack: '' }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('Unknown') }
  }

  override componentDidCatch(_error: unknown, info: ErrorInfo): void {
    this.setState({ componentStack: info.componentStack ?? '' })
  }

  override componentDidUpdate(before: { resetKey: string }): void {
    if (before.resetKey !== this.props.resetKey && this.state.error !== undefined) this.#reset()
  }

  #reset = () => this.setState({ error: undefined, componentStack: '' })

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return <CrashNote error={this.state.error} componentStack={this.state.componentStack} onAgain={this.#reset} />
  }
}

/** The report: what failed and where. An error's message may hold trace content, so only its kind goes in. */
function reportText(error: unknown, componentStack: string): string {
  const name = error instanceof Error ? error.name : typeof error
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s*at |@/.test(line)) : []
  return [
    `Assay interface: ${name}`,
    `Screen: ${window.location.hash.split('/')[1] ?? ''}`,
    `Browser: ${navigator.userAgent}`,
    '',
    ...frames.slice(0, 20),
    '',
    componentStack.trim(),
  ].join('\n')
}

function CrashNote({
  error,
  componentStack,
  onAgain,
}: {
  error: unknown
  componentStack: string
  onAgain: () => void
}) {
  const t = useT()
  return (
    <div role="alert">
      <EmptyState
        icon={<IconBug size={28} />}
        title={t('shell.crash.title')}
        actions={
          <>
            <Button variant="filled" onClick={onAgain}>
              {t('shell.crash.again')}
            </Button>
            <CopyButton text={() => reportText(error, componentStack)} label={t('shell.crash.copy')} />
            <Button onClick={() => window.location.reload()}>{t('shell.crash.reload')}</Button>
          </>
        }
      >
        {t('shell.crash.body')}
      </EmptyState>
    </div>
  )
}
