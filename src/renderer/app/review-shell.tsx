import { Button, SegmentedControl } from '@mantine/core'
import { IconLinkOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { getReviewPass } from '../data/client.ts'
import { useConnection } from '../data/connection.ts'
import { failureText } from '../data/errors.ts'
import { host } from '../data/host.ts'
import { updateSettings, useSettings } from '../data/settings.ts'
import { useT } from '../i18n/i18n.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useCommands } from './commands.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { openDialog, useDialog } from './dialogs.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { notifyFailure } from './notify.tsx'
import preferencesCss from './review-shell.module.css'
import css from './shell.module.css'

const LabelScreen = lazy(async () => ({
  default: (await import('../features/labeling-screen/index.tsx')).LabelScreen,
}))

/** The window of a review link: the labeling screen of its session, and nothing around it. */
export function ReviewShell() {
  const t = useT()
  const content = useRef<HTMLElement>(null)
  const isKeysShown = useDialog((state) => state.dialog?.kind === 'keys')
  useCommands(
    () => [
      {
        id: 'help.keys',
        title: t('shell.command.keys'),
        group: 'help',
        keys: ['?'],
        run: () => openDialog({ kind: 'keys' }),
      },
    ],
    [t],
  )
  useEffect(() => void host.setTitle(t('shell.review.title')), [t])
  return (
    <div className={css.window}>
      <button type="button" className={css.skip} onClick={() => content.current?.focus()}>
        {t('shell.skipToContent')}
      </button>
      <ConnectionBanner />
      <div className={css.body}>
        <main id="content" ref={content} tabIndex={-1} className={css.content}>
          <ErrorBoundary resetKey="review">
            <Review />
          </ErrorBoundary>
        </main>
      </div>
      <Preferences />
      {isKeysShown && <KeysDialog />}
    </div>
  )
}

function Review() {
  const t = useT()
  const isRefused = useConnection(({ state }) => state === 'refused')
  const pass = useQuery({ queryKey: ['reviewPass'], queryFn: getReviewPass })
  if (pass.data !== undefined) {
    return (
      <Suspense fallback={null}>
        <LabelScreen sessionId={pass.data.sessionId} />
      </Suspense>
    )
  }
  if (!pass.isError) return null
  return (
    <EmptyState
      icon={<IconLinkOff size={28} />}
      title={isRefused ? t('shell.review.gone') : failureText(pass.error)}
      actions={<Button onClick={() => void pass.refetch()}>{t('common.retry')}</Button>}
    >
      {isRefused && t('shell.review.goneBody')}
    </EmptyState>
  )
}

const languages = ['system', 'en', 'ja'] as const
const themes = ['system', 'light', 'dark'] as const

/** What the settings offer elsewhere, as far as it concerns a reviewer; kept in this browser. */
function Preferences() {
  const t = useT()
  const { language, theme } = useSettings()
  const change = (settings: Parameters<typeof updateSettings>[0]) => void updateSettings(settings).catch(notifyFailure)
  return (
    <footer className={preferencesCss.preferences}>
      <span className={preferencesCss.kept}>{t('shell.review.kept')}</span>
      <span className={preferencesCss.preference}>
        <span aria-hidden>{t('settings.language.label')}</span>
        <SegmentedControl
          aria-label={t('settings.language.label')}
          data={languages.map((value) => ({ value, label: t(`settings.language.${value}`) }))}
          value={language}
          onChange={(value) => change({ language: value })}
        />
      </span>
      <span className={preferencesCss.preference}>
        <span aria-hidden>{t('settings.theme.label')}</span>
        <SegmentedControl
          aria-label={t('settings.theme.label')}
          data={themes.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
          value={theme}
          onChange={(value) => change({ theme: value })}
        />
      </span>
    </footer>
  )
}
