/** One trace in three panes: its spans, the content of the selected one, and the assessments. */
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { SpanTree, TraceInfo } from '../../../shared/model/trace.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { leaveTrace, navigateWithinTraces } from '../../app/trace-origin.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useRemembered } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { writeClipboard } from '../../ui/copy-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { type Pane, Panes } from '../../ui/panes.tsx'
import { AssessmentsPane } from '../assessments/index.tsx'
import { useBackLabel } from './back-label.ts'
import { SpanPane, useAsMarkdown } from './span-pane.tsx'
import { firstSpan } from './span-rows.ts'
import { ToolCalls } from './tool-calls.tsx'
import { makeTraceActions, type StepTrace, showNeighbour, type TraceActions } from './trace-actions.ts'
import css from './trace-page.module.css'
import { TraceSummary } from './trace-summary.tsx'
import { TreePane } from './tree-pane.tsx'
import { type TreeState, useTreeState } from './tree-state.ts'

/** Holding an arrow key runs through the tree; only where it rests is worth loading. */
const contentPauseMs = 60

/** Below this the panes are shown one at a time: half a laptop's screen, or a window at 200 % zoom. */
const narrowWindow = '(max-width: 799px)'
const paneIds = ['tree', 'content', 'assessments'] as const
type PaneId = (typeof paneIds)[number]

function parseFlag(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

/** Trace and tree; of 100,000 spans a comparison with the last answer would cost more than drawing does. */
export function useTrace(traceId: string) {
  const trace = useQuery(orpc.traces.get.queryOptions({ input: { traceId } }))
  const tree = useQuery({
    ...orpc.traces.tree.queryOptions({ input: { traceId } }),
    structuralSharing: false,
    gcTime: 30_000,
  })
  return { trace, tree }
}

export function TracePage({
  traceId,
  spanId,
  stepTrace,
}: {
  traceId: string
  spanId: string | undefined
  stepTrace: StepTrace
}) {
  const t = useT()
  const { trace, tree } = useTrace(traceId)
  const backLabel = useBackLabel()
  // Going on must work while a trace is still loading, or when it could not be.
  useCommands(
    (): Command[] => [
      {
        id: 'trace.next',
        title: t('trace.command.next'),
        group: 'trace',
        keys: ['j'],
        run: () => showNeighbour(1, stepTrace),
      },
      {
        id: 'trace.previous',
        title: t('trace.command.previous'),
        group: 'trace',
        keys: ['k'],
        run: () => showNeighbour(-1, stepTrace),
      },
      {
        id: 'trace.back',
        title: backLabel,
        group: 'trace',
        keys: ['u'],
        run: leaveTrace,
      },
    ],
    [t, stepTrace, backLabel],
  )
  const error = trace.error ?? tree.error
  if (error !== null && (trace.data === undefined || tree.data === undefined)) {
    const isMissing = toFailure(error).code === 'NOT_FOUND'
    return (
      <EmptyState
        title={t(isMissing ? 'trace.notFound' : 'trace.failed')}
        actions={
          <>
            <Button variant="filled" onClick={leaveTrace}>
              {t('trace.toList')}
            </Button>
            {!isMissing && (
              <Button
                onClick={() => {
                  void trace.refetch()
                  void tree.refetch()
                }}
              >
                {t('common.retry')}
              </Button>
            )}
          </>
        }
      >
        {isMissing ? t('trace.notFoundBody') : failureText(error)}
      </EmptyState>
    )
  }
  if (trace.data === undefined || tree.data === undefined) return <LoadingTrace />
  return <LoadedTrace key={traceId} trace={trace.data} tree={tree.data} spanId={spanId} stepTrace={stepTrace} />
}

/** The strip and panes in outline, so that nothing moves when they come. */
function LoadingTrace() {
  const t = useT()
  return (
    <div className={css.page} role="status" aria-busy aria-label={t('trace.loading')}>
      <div className={css.summary}>
        <div className={css.titleLine}>
          <Skeleton height={16} width={280} />
        </div>
        <div className={css.facts}>
          <Skeleton height={12} width={520} />
        </div>
      </div>
    </div>
  )
}

function LoadedTrace({
  trace,
  tree,
  spanId,
  stepTrace,
}: {
  trace: TraceInfo
  tree: SpanTree
  spanId: string | undefined
  stepTrace: StepTrace
}) {
  const t = useT()
  const { traceId } = trace
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const [isTreeShown, setTreeShown] = useRemembered<boolean>('trace.showTree', true, parseFlag)
  const [isAssessmentsShown, setAssessmentsShown] = useRemembered<boolean>('trace.showAssessments', true, parseFlag)
  const isNarrow = useMediaQuery(narrowWindow, false, { getInitialValueInEffect: false })
  const [onlyPane, setOnlyPane] = useState<PaneId>('content')
  const shownSpanId = spanId !== undefined && tree.spanIds.includes(spanId) ? spanId : tree.spanIds[firstSpan(tree)]
  const onSelect = useCallback((next: string) => navigateWithinTraces(traceId, next), [traceId])
  const state = useTreeState(tree, shownSpanId, onSelect)
  const [contentSpanId] = useDebouncedValue(shownSpanId, contentPauseMs)
  const treeRef = useRef<HTMLDivElement>(null)
  const searchRef = useRef<HTMLInputElement>(null)
  const actions = useMemo(
    () =>
      makeTraceActions(traceId, stepTrace, {
        toggleTree: () =>
          isNarrow ? setOnlyPane((pane) => (pane === 'tree' ? 'content' : 'tree')) : setTreeShown(!isTreeShown),
        toggleAssessments: () =>
          isNarrow
            ? setOnlyPane((pane) => (pane === 'assessments' ? 'content' : 'assessments'))
            : setAssessmentsShown(!isAssessmentsShown),
      }),
    [traceId, stepTrace, isNarrow, isTreeShown, isAssessmentsShown, setTreeShown, setAssessmentsShown],
  )
  const focusSearch = () => {
    if (isNarrow) flushSync(() => setOnlyPane('tree'))
    searchRef.current?.select()
  }
  useTraceCommands({ trace, state, actions, isReadOnly, focusSearch })
  useEffect(() => {
    const focused = document.activeElement
    if (focused === null || focused === document.body) treeRef.current?.focus({ preventScroll: true })
  }, [])
  const findSpanName = (id: string) => {
    const index = state.shape.indexById.get(id)
    return index === undefined ? undefined : tree.names[tree.nameIndexes[index] as number]
  }
  const span = shownSpanId === undefined ? undefined : { spanId: shownSpanId, name: findSpanName(shownSpanId) ?? '' }
  const panes: Pane[] = [
    {
      id: 'content',
      content: (
        <SpanPane
          traceId={traceId}
          spanId={contentSpanId ?? shownSpanId}
          renderInside={(id) => <ToolCalls key={id} state={state} spanId={id} />}
        />
      ),
      defaultPercent: 43,
      minPx: 260,
      borderLabel: t('trace.pane.assessments'),
    },
  ]
  if (isTreeShown || isNarrow) {
    panes.unshift({
      id: 'tree',
      content: <TreePane state={state} searchRef={searchRef} treeRef={treeRef} />,
      defaultPercent: 33,
      minPx: 200,
      borderLabel: t('trace.pane.tree'),
    })
  }
  if (isAssessmentsShown || isNarrow) {
    panes.push({
      id: 'assessments',
      content: (
        <AssessmentsPane
          traceId={traceId}
          span={span}
          isReadOnly={isReadOnly}
          findSpanName={findSpanName}
          onSpan={(id) => {
            const index = state.shape.indexById.get(id)
            if (index !== undefined) state.select(index)
          }}
        />
      ),
      defaultPercent: 24,
      minPx: 220,
    })
  }
  return (
    <div className={css.page}>
      <TraceSummary
        trace={trace}
        isReadOnly={isReadOnly}
        actions={actions}
        panes={isNarrow ? undefined : { isTreeShown, isAssessmentsShown }}
      />
      {isNarrow && <PaneSwitch pane={onlyPane} onPane={setOnlyPane} />}
      <div className={css.panes}>
        {isNarrow ? (
          <div className={css.onlyPane}>{panes.find((pane) => pane.id === onlyPane)?.content}</div>
        ) : (
          <Panes id="trace" panes={panes} />
        )}
      </div>
    </div>
  )
}

/** Which of the panes is on screen where there is room for one. */
function PaneSwitch({ pane, onPane }: { pane: PaneId; onPane: (pane: PaneId) => void }) {
  const t = useT()
  return (
    <div className={css.paneSwitch}>
      <SegmentedControl
        fullWidth
        aria-label={t('trace.pane.label')}
        value={pane}
        onChange={(value) => {
          const chosen = paneIds.find((each) => each === value)
          if (chosen !== undefined) onPane(chosen)
        }}
        data={paneIds.map((id) => ({ value: id, label: t(`trace.pane.${id}`) }))}
      />
    </div>
  )
}

function useTraceCommands({
  trace,
  state,
  actions,
  isReadOnly,
  focusSearch,
}: {
  trace: TraceInfo
  state: TreeState
  actions: TraceActions
  isReadOnly: boolean
  focusSearch: () => void
}): void {
  const t = useT()
  const [asMarkdown, setAsMarkdown] = useAsMarkdown()
  const { traceId, sessionId } = trace
  const group = 'trace' as const
  const hasErrors = () => state.shape.errors.length > 0
  const hasMatches = () => state.matches.length > 0
  useCommands(
    (): Command[] => [
      {
        id: 'trace.nextError',
        title: t('trace.command.nextError'),
        group,
        keys: ['e'],
        when: hasErrors,
        run: () => state.goToError(1),
      },
      {
        id: 'trace.previousError',
        title: t('trace.command.previousError'),
        group,
        keys: ['shift+e'],
        when: hasErrors,
        run: () => state.goToError(-1),
      },
      { id: 'trace.search', title: t('trace.command.search'), group, keys: ['/', 'mod+f'], run: focusSearch },
      {
        id: 'trace.nextMatch',
        title: t('trace.command.nextMatch'),
        group,
        keys: ['n'],
        when: hasMatches,
        run: () => state.goToMatch(1),
      },
      {
        id: 'trace.previousMatch',
        title: t('trace.command.previousMatch'),
        group,
        keys: ['shift+n'],
        when: hasMatches,
        run: () => state.goToMatch(-1),
      },
      { id: 'trace.toggleTree', title: t('trace.command.toggleTree'), group, keys: ['['], run: actions.toggleTree },
      {
        id: 'trace.toggleAssessments',
        title: t('trace.command.toggleAssessments'),
        group,
        keys: [']'],
        run: actions.toggleAssessments,
      },
      { id: 'trace.collapseAll', title: t('trace.command.collapseAll'), group, run: state.collapseAll },
      { id: 'trace.expandAll', title: t('trace.command.expandAll'), group, run: state.expandAll },
      {
        id: 'trace.rawText',
        title: t('trace.command.rawText'),
        group,
        keys: ['m'],
        run: () => setAsMarkdown(!asMarkdown),
      },
      { id: 'trace.copyId', title: t('trace.command.copyId'), group, run: () => void writeClipboard(`tr-${traceId}`) },
      {
        id: 'trace.session',
        title: t('trace.command.session'),
        group,
        keys: ['s'],
        when: () => sessionId !== undefined,
        run: () => sessionId !== undefined && navigate({ screen: 'session', sessionId }),
      },
      {
        id: 'trace.addToSession',
        title: t('labeling.command.addToSession'),
        group,
        keys: ['l'],
        when: () => !isReadOnly && trace.deletedAtMs === undefined,
        run: actions.addToSession,
      },
      {
        id: 'trace.addToDataset',
        title: t('datasets.command.addTraces'),
        group,
        keys: ['d'],
        when: () => !isReadOnly && trace.deletedAtMs === undefined,
        run: actions.addToDataset,
      },
      { id: 'trace.export', title: t('trace.command.export'), group, keys: ['mod+shift+e'], run: actions.exportTrace },
      {
        id: 'trace.delete',
        title: t('trace.command.delete'),
        group,
        keys: ['Delete'],
        when: () => !isReadOnly && trace.deletedAtMs === undefined,
        run: actions.deleteTrace,
      },
    ],
    [t, state, actions, isReadOnly, trace, asMarkdown],
  )
}
