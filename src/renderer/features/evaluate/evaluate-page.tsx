import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useMemo, useRef, useState } from 'react'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { client, orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import type { Draft } from './draft.ts'
import { type Problems, readDraft, readSource, readTarget } from './draft-config.ts'
import { EstimatePanel } from './estimate-panel.tsx'
import css from './evaluate.module.css'
import { fieldLabel } from './field-label.ts'
import { LimitsPart } from './limits-part.tsx'
import { focusFirstProblem, ShownProblems, useProblem } from './problems.ts'
import { ScorersPart } from './scorers-part.tsx'
import { SourcePart } from './source-part.tsx'
import { TargetPart } from './target-part.tsx'
import { useDraft } from './use-draft.ts'
import { useSample } from './use-sample.ts'
import { useSealedSplit } from './use-sealed-split.ts'

const noProblems: Problems = new Map()

/** The form of a new evaluation. */
export function EvaluatePage() {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { draft, change, changeSource, changeTarget, changeScorer } = useDraft()
  const [tried, setTried] = useState<'nothing' | 'target' | 'all'>('nothing')
  const [isStarting, setIsStarting] = useState(false)
  const [refusal, setRefusal] = useState<unknown>()
  const { name: suggestedName, experimentId } = useSourceFacts(draft)
  const source = useMemo(() => readSource(draft), [draft])
  const sample = useSample(source)
  const target = useMemo(() => readTarget(draft.target), [draft.target])
  const user = useSettings().reviewerName.trim()
  const sealed = useSealedSplit(draft.source)
  const [purpose, setPurpose] = useState('')
  const { value: config, problems } = useMemo(() => {
    const named = { ...draft, name: draft.name.trim() === '' ? suggestedName : draft.name }
    return readDraft(named, experimentId, sealed === undefined ? undefined : purpose)
  }, [draft, suggestedName, experimentId, sealed, purpose])
  const isReady = problems.size === 0
  const shown = tried === 'all' ? problems : tried === 'target' ? target.problems : noProblems
  const isBusy = useRef(false)
  const start = async () => {
    if (isBusy.current) return
    setRefusal(undefined)
    if (!isReady) {
      setTried('all')
      focusFirstProblem()
      return
    }
    isBusy.current = true
    setIsStarting(true)
    try {
      const { runId } = await client.evaluations.start({
        ...config,
        ...(sealed === undefined ? {} : { opening: { purpose: purpose.trim(), ...(user === '' ? {} : { user }) } }),
      })
      navigate({ screen: 'evaluations', runId })
    } catch (error) {
      isBusy.current = false
      setIsStarting(false)
      setRefusal(error)
    }
  }
  const tryTarget = () => {
    if (tried === 'nothing') setTried('target')
    focusFirstProblem()
  }
  useCommands(
    () => [
      {
        id: 'evaluate.start',
        title: t('evaluate.command.start'),
        group: 'evaluations',
        keys: ['mod+Enter'],
        whileTyping: true,
        when: () => !isReadOnly,
        run: () => void start(),
      },
    ],
    [t, isReadOnly, isReady, config, sealed, purpose],
  )
  const backLabel = t('evaluate.back')
  return (
    <ShownProblems value={shown}>
      <form
        className={css.page}
        onKeyDownCapture={(event) => {
          // A list that has the focus would open on Enter, whatever is held with it.
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isReadOnly) return
          // A dialog over the form is its child for React alone.
          if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return
          event.preventDefault()
          event.stopPropagation()
          void start()
        }}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          void start()
        }}
      >
        <header className={css.head}>
          <Tooltip label={backLabel}>
            <ActionIcon aria-label={backLabel} onClick={() => navigate({ screen: 'evaluations' })}>
              <IconArrowLeft size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <h1 className={css.title}>{t('evaluate.title')}</h1>
        </header>
        <div className={css.columns}>
          <div className={css.parts}>
            <SourcePart
              source={draft.source}
              sample={sample}
              purpose={purpose}
              onChange={(change) => {
                if (change.split !== undefined) setPurpose('')
                changeSource(change)
              }}
              onPurpose={setPurpose}
            />
            <TargetPart
              draft={draft.target}
              target={target.problems.size === 0 ? target.value : undefined}
              sample={sample}
              onChange={changeTarget}
              onTried={tryTarget}
            />
            <ScorersPart
              scorers={draft.scorers}
              sample={sample}
              onScorers={(next) => change({ scorers: next(draft.scorers) })}
              onScorer={changeScorer}
            />
            <LimitsPart draft={draft} onChange={change} />
          </div>
          <aside className={css.aside} aria-label={t('evaluate.estimate.title')}>
            <h2 className={css.partTitle}>{t('evaluate.estimate.title')}</h2>
            <NameField draft={draft} suggested={suggestedName} onChange={change} />
            <EstimatePanel config={isReady ? config : undefined} />
            {tried === 'all' && !isReady && <ToCheck problems={problems} draft={draft} />}
            {refusal !== undefined && (
              <p className={css.error} role="alert">
                {t('evaluate.estimate.refused')} {failureText(refusal)} {toFailure(refusal).message}
              </p>
            )}
            <Button
              type="submit"
              variant="filled"
              loading={isStarting}
              disabled={isReadOnly}
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              rightSection={<KeyHint keys="mod+Enter" />}
            >
              {t('evaluate.estimate.start')}
            </Button>
          </aside>
        </div>
      </form>
    </ShownProblems>
  )
}

function NameField({
  draft,
  suggested,
  onChange,
}: {
  draft: Draft
  suggested: string
  onChange: (change: Partial<Draft>) => void
}) {
  const t = useT()
  const problem = useProblem()
  return (
    <TextInput
      label={t('evaluate.name')}
      placeholder={suggested}
      maxLength={250}
      value={draft.name}
      error={problem('name')}
      onChange={(event) => onChange({ name: event.currentTarget.value })}
    />
  )
}

function ToCheck({ problems, draft }: { problems: Problems; draft: Draft }) {
  const t = useT()
  return (
    <div className={css.error} role="alert">
      {t('evaluate.estimate.check')}
      <ul className={css.toCheck}>
        {[...problems.keys()].map((field) => (
          <li key={field}>{fieldLabel(t, field, draft)}</li>
        ))}
      </ul>
    </div>
  )
}

/** The name that the run gets where none is given, and the experiment that it belongs to. */
function useSourceFacts({ source }: Draft): { name: string; experimentId: string } {
  const t = useT()
  const datasets = useQuery(orpc.datasets.list.queryOptions()).data
  const sessions = useQuery(orpc.labelingSessions.list.queryOptions()).data
  const fallback = { name: t('evaluate.source.traces'), experimentId: '0' }
  if (source.kind === 'dataset') {
    const dataset = datasets?.find(({ datasetId }) => datasetId === source.datasetId)
    return dataset === undefined ? fallback : { name: dataset.name, experimentId: dataset.experimentIds[0] ?? '0' }
  }
  if (source.kind === 'session') {
    const session = sessions?.find(({ sessionId }) => sessionId === source.sessionId)
    return session === undefined ? fallback : { name: session.name, experimentId: session.experimentId }
  }
  return fallback
}
