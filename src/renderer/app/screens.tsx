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
import { currentRoute, navigate, type Route } from './routes.ts'
import { findOrigin } from './trace-origin.ts'

/** Loaded when first opened: the list should be on screen before the code of other pages. */
const TraceScreen = lazy(async () => ({ default: (await import('../features/trace/index.tsx')).TraceScreen }))
const SessionScreen = lazy(async () => ({ default: (await import('../features/session/index.tsx')).SessionScreen }))
const LabelingScreen = lazy(async () => ({
  default: (await import('../features/labeling/index.tsx')).LabelingScreen,
}))
const LabelScreen = lazy(async () => ({
  default: (await import('../features/labeling-screen/index.tsx')).LabelScreen,
}))
const QualityScreen = lazy(async () => ({ default: (await import('../features/quality/index.tsx')).QualityScreen }))
const CodingScreen = lazy(async () => ({ default: (await import('../features/coding/index.tsx')).CodingScreen }))
const SchemasScreen = lazy(async () => ({ default: (await import('../features/schemas/index.tsx')).SchemasScreen }))
const DatasetsScreen = lazy(async () => ({ default: (await import('../features/datasets/index.tsx')).DatasetsScreen }))
const EvaluationsScreen = lazy(async () => ({
  default: (await import('../features/evaluations/index.tsx')).EvaluationsScreen,
}))
const ValidationScreen = lazy(async () => ({
  default: (await import('../features/validation/index.tsx')).ValidationScreen,
}))
const EvaluateScreen = lazy(async () => ({ default: (await import('../features/evaluate/index.tsx')).EvaluateScreen }))
const JudgesScreen = lazy(async () => ({ default: (await import('../features/judges/index.tsx')).JudgesScreen }))

/** Steps through the traces of the screen that the trace on screen was opened from. */
async function stepFromOrigin(traceId: string, step: 1 | -1): Promise<string | undefined> {
  const origin = findOrigin(currentRoute())
  if (origin?.screen === 'evaluations' || origin?.screen === 'validation') {
    const { stepEvaluation } = await import('../features/evaluations/index.tsx')
    return stepEvaluation(origin.runId, traceId, step)
  }
  if (origin?.screen === 'labeling') {
    const { stepItem } = await import('../features/labeling/index.tsx')
    return stepItem(origin.sessionId, traceId, step)
  }
  if (origin?.screen === 'label') {
    const { stepLabelItem } = await import('../features/labeling-screen/index.tsx')
    return stepLabelItem(origin.sessionId, traceId, step)
  }
  if (origin?.screen === 'quality') {
    const { stepDisagreement } = await import('../features/quality/index.tsx')
    return stepDisagreement(origin.sessionId, traceId, step)
  }
  if (origin?.screen === 'coding') {
    const { stepNote } = await import('../features/coding/index.tsx')
    return stepNote(origin, traceId, step)
  }
  return stepTrace(traceId, step)
}

/** The screen of a route. Screens that show what a workspace holds need one; without one there is the welcome. */
export function CurrentScreen({ route }: { route: Route }) {
  if (route.screen === 'connect') return <ConnectScreen section={route.section} />
  if (route.screen === 'settings') return <SettingsScreen section={route.section} />
  if (route.screen === 'unknown') return <UnknownScreen />
  return <WorkspaceScreen route={route} />
}

type WorkspaceRoute = Exclude<Route, { screen: 'connect' | 'settings' | 'unknown' }>

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
  switch (route.screen) {
    case 'trace':
      return <TraceScreen traceId={route.traceId} spanId={route.spanId} stepTrace={stepFromOrigin} />
    case 'session':
      return <SessionScreen sessionId={route.sessionId} />
    case 'labeling':
      return <LabelingScreen sessionId={route.sessionId} />
    case 'label':
      return <LabelScreen key={route.sessionId} sessionId={route.sessionId} />
    case 'quality':
      return <QualityScreen sessionId={route.sessionId} tab={route.tab} />
    case 'coding':
      return <CodingScreen experimentId={route.experimentId} sessionId={route.sessionId} />
    case 'schemas':
      return <SchemasScreen />
    case 'datasets':
      return <DatasetsScreen datasetId={route.datasetId} tab={route.tab} />
    case 'evaluations':
      return <EvaluationsScreen runId={route.runId} tab={route.tab} query={route.query} />
    case 'validation':
      return <ValidationScreen runId={route.runId} scorer={route.scorer} />
    case 'evaluate':
      return <EvaluateScreen />
    case 'judges':
      return <JudgesScreen judgeId={route.judgeId} tab={route.tab} />
    case 'traces':
      return <TracesScreen />
  }
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
