import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { orpc } from '../data/client.ts'
import { failureText } from '../data/errors.ts'
import { ConnectScreen } from '../features/connect/index.tsx'
import { SettingsScreen } from '../features/settings/index.tsx'
import { stepTrace, TracesScreen } from '../features/traces/index.tsx'
import { WelcomeScreen } from '../features/welcome/index.tsx'
import { useT } from '../i18n/i18n.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { navigate, type Route } from './routes.ts'

/** Loaded when first opened: the list should be on screen before the code of the trace page. */
const TraceScreen = lazy(async () => ({ default: (await import('../features/trace/index.tsx')).TraceScreen }))
const SessionScreen = lazy(async () => ({ default: (await import('../features/session/index.tsx')).SessionScreen }))

/** The screen of a route. Screens that show traces need a workspace; without one there is the welcome. */
export function CurrentScreen({ route }: { route: Route }) {
  if (route.screen === 'connect') return <ConnectScreen />
  if (route.screen === 'settings') return <SettingsScreen section={route.section} />
  if (route.screen === 'unknown') return <UnknownScreen />
  return <WorkspaceScreen route={route} />
}

type WorkspaceRoute = Extract<Route, { screen: 'traces' | 'trace' | 'session' }>

function WorkspaceScreen({ route }: { route: WorkspaceRoute }) {
  const t = useT()
  const workspace = useQuery(orpc.workspaces.current.queryOptions())
  if (workspace.isError) {
    return (
      <EmptyState
        title={failureText(workspace.error)}
        actions={<Button onClick={() => void workspace.refetch()}>{t('common.retry')}</Button>}
      />
    )
  }
  if (workspace.data === undefined) return null
  if (workspace.data === null) return <WelcomeScreen />
  return (
    <Suspense fallback={<Loading />}>
      {/* Another workspace is another place: nothing of the screen's state carries over. */}
      <OpenScreen key={workspace.data.workspaceId} route={route} />
    </Suspense>
  )
}

function OpenScreen({ route }: { route: WorkspaceRoute }) {
  if (route.screen === 'trace')
    return <TraceScreen traceId={route.traceId} spanId={route.spanId} stepTrace={stepTrace} />
  if (route.screen === 'session') return <SessionScreen sessionId={route.sessionId} />
  return <TracesScreen />
}

function Loading() {
  const t = useT()
  return <Loader size="sm" m="lg" role="status" aria-label={t('common.loading')} />
}

function UnknownScreen() {
  const t = useT()
  return (
    <EmptyState
      title={t('shell.notFound.title')}
      actions={<Button onClick={() => navigate({ screen: 'traces' })}>{t('shell.notFound.toTraces')}</Button>}
    >
      {t('shell.notFound.body')}
    </EmptyState>
  )
}
