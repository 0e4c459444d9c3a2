import { MantineProvider, useMantineColorScheme } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo } from 'react'
import { host } from '../data/host.ts'
import { queryClient } from '../data/query.ts'
import { isReviewPage } from '../data/review-page.ts'
import { currentSettings, rememberLayout, useSettings } from '../data/settings.ts'
import { changeLanguage, systemLanguage } from '../i18n/i18n.ts'
import { cssVariablesResolver, theme } from '../theme/theme.ts'
import { type UiEnvironment, UiEnvironmentProvider } from '../ui/environment.tsx'
import css from './app.module.css'
import { ReviewShell } from './review-shell.tsx'
import { Shell } from './shell.tsx'

const environment: UiEnvironment = {
  openLink: (url) => void host.openExternal(url),
  isMac: host.platform === 'darwin',
  readLayout: (key) => currentSettings().layout[key],
  writeLayout: rememberLayout,
}

/** Everything around the screens: data, theme, language, shared widgets' surroundings. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Appearance>
        <UiEnvironmentProvider value={environment}>
          <Notifications position="bottom-right" limit={4} containerWidth={420} className={css.toasts ?? ''} />
          {isReviewPage ? <ReviewShell /> : <Shell />}
        </UiEnvironmentProvider>
      </Appearance>
    </QueryClientProvider>
  )
}

/** The scheme is decided by the settings alone, so Mantine keeps nothing in the browser's storage. */
const colorSchemeManager = {
  get: () => 'auto' as const,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
}

function Appearance({ children }: { children: ReactNode }) {
  const { theme: scheme, language } = useSettings()
  useEffect(() => changeLanguage(language === 'system' ? systemLanguage() : language), [language])
  const manager = useMemo(() => colorSchemeManager, [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={manager}
      defaultColorScheme={scheme === 'system' ? 'auto' : scheme}
    >
      <ColorScheme scheme={scheme} />
      {children}
    </MantineProvider>
  )
}

function ColorScheme({ scheme }: { scheme: 'system' | 'light' | 'dark' }) {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  useEffect(() => setColorScheme(scheme === 'system' ? 'auto' : scheme), [scheme, setColorScheme])
  return null
}
