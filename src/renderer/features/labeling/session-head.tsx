import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import {
  IconArrowLeft,
  IconChartDots,
  IconDots,
  IconNotes,
  IconPencil,
  IconPlayerPlay,
  IconPlus,
  IconTable,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { openDialog } from '../../app/dialogs.ts'
import { openNewEvaluation } from '../../app/evaluate.ts'
import { useMlflowAddress } from '../../app/mlflow-address.ts'
import { navigate } from '../../app/routes.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ShareMenu } from '../handover/index.tsx'
import { Fact } from './fact.tsx'
import css from './labeling.module.css'
import { MoveDialog } from './move-dialog.tsx'
import { itemTotal } from './session-actions.ts'
import { SetupFacts } from './session-facts.tsx'
import { SessionProgress } from './session-progress.tsx'
import { sessionSnippet } from './session-snippet.ts'
import { StateControl } from './session-state.tsx'
import { useExperiments } from './use-sessions.ts'

/** The strip above a session: what it is, how far it is, and how clients reach it. */
export function SessionHead({
  session,
  isReadOnly,
  onDelete,
}: {
  session: LabelingSession
  isReadOnly: boolean
  onDelete: () => void
}) {
  const t = useT()
  const { sessionId, name, queueType, schemas, reviewers } = session
  const hasExperiments = useExperiments().length > 1
  const edit = () => openDialog({ kind: 'editSession', sessionId })
  const [isMoving, setIsMoving] = useState(false)
  const behind = schemas.filter(({ newestVersion }) => newestVersion !== undefined)
  return (
    <header className={css.summary}>
      <div className={css.titleLine}>
        <Tooltip label={t('labeling.page.back')}>
          <ActionIcon aria-label={t('labeling.page.back')} onClick={() => navigate({ screen: 'labeling' })}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <h1 className={css.title} title={name}>
          {name}
        </h1>
        <div className={css.tools}>
          <StateControl sessionId={sessionId} isReadOnly={isReadOnly} />
          <Tooltip label={t('labelScreen.openHint')}>
            <Button
              variant="filled"
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              disabled={isReadOnly || itemTotal(session) === 0 || schemas.length === 0}
              onClick={() => navigate({ screen: 'label', sessionId })}
            >
              {t('labelScreen.open')}
            </Button>
          </Tooltip>
          <Tooltip label={t('quality.openHint')}>
            <Button
              leftSection={<IconChartDots size={14} aria-hidden />}
              onClick={() => navigate({ screen: 'quality', sessionId })}
            >
              {t('quality.open')}
            </Button>
          </Tooltip>
          <Tooltip label={t('coding.openHint')}>
            <Button
              leftSection={<IconNotes size={14} aria-hidden />}
              onClick={() => navigate({ screen: 'coding', experimentId: session.experimentId, sessionId })}
            >
              {t('coding.open')}
            </Button>
          </Tooltip>
          {queueType === 'custom' && (
            <Button leftSection={<IconPencil size={14} aria-hidden />} disabled={isReadOnly} onClick={edit}>
              {t('labeling.page.edit')}
            </Button>
          )}
          <Tooltip label={t('labeling.page.addTracesHint')}>
            <Button
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={isReadOnly}
              onClick={() => navigate({ screen: 'traces' })}
            >
              {t('labeling.page.addTraces')}
            </Button>
          </Tooltip>
          <Tooltip label={t('datasets.fromSessionHint')}>
            <Button
              leftSection={<IconTable size={14} aria-hidden />}
              disabled={isReadOnly || itemTotal(session) === 0 || schemas.length === 0}
              onClick={() => openDialog({ kind: 'makeDataset', sessionId })}
            >
              {t('datasets.fromSession')}
            </Button>
          </Tooltip>
          <ShareMenu sessionId={sessionId} />
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size={28} aria-label={t('common.openMenu')}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                disabled={isReadOnly || itemTotal(session) === 0}
                onClick={() => openNewEvaluation({ source: { kind: 'session', sessionId } })}
              >
                {t('evaluate.open')}
              </Menu.Item>
              <Menu.Item disabled={isReadOnly} onClick={onDelete}>
                {t('labeling.page.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {behind.length > 0 && (
        <div className={css.newer}>
          <span>
            {t('labeling.move.available', { names: behind.map(({ name }) => name).join(', '), count: behind.length })}
          </span>
          <Button disabled={isReadOnly} onClick={() => setIsMoving(true)}>
            {t('labeling.move.open')}
          </Button>
        </div>
      )}
      <dl className={css.facts}>
        <Fact name={t('labeling.page.progress')}>
          <SessionProgress session={session} />
        </Fact>
        <Fact name={t('labeling.page.reviewers')}>
          {reviewers.length === 0 ? (
            <span className={css.faint}>{t('labeling.noReviewers')}</span>
          ) : (
            <span>
              {reviewers.join(', ')}
              {queueType === 'user' && <span className={css.faint}> ({t('labeling.ownQueue')})</span>}
            </span>
          )}
        </Fact>
        <Fact name={t('labeling.page.questions')}>
          {schemas.length === 0 ? (
            <span className={css.faint}>{t('labeling.noQuestions')}</span>
          ) : (
            <ul className={css.questions} aria-label={t('labeling.page.questions')}>
              {schemas.map((schema) => (
                <li key={schema.schemaId} className={css.question} title={schema.title ?? schema.instruction}>
                  {schema.name}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <SetupFacts session={session} />
        {hasExperiments && <Fact name={t('labeling.page.experiment')}>{session.experimentName}</Fact>}
        <Fact name={t('labeling.page.created')}>
          <RelativeTime timeMs={session.createdAtMs} />
        </Fact>
        <Fact name={t('labeling.page.runId')}>
          <code className={css.mono}>{sessionId}</code>
          <CopyButton text={sessionId} name={t('labeling.page.copyRunId')} />
        </Fact>
      </dl>
      <PythonSnippet session={session} />
      {isMoving && <MoveDialog session={session} onClose={() => setIsMoving(false)} />}
    </header>
  )
}

function PythonSnippet({ session }: { session: LabelingSession }) {
  const t = useT()
  const [isOpen, setIsOpen] = useState(false)
  const address = useMlflowAddress()
  const { sessionId, experimentId } = session
  return (
    <details className={css.python} open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t('labeling.page.python')}</summary>
      {isOpen && (
        <div className={css.pythonBody}>
          <p className={css.text}>{t('labeling.page.pythonHint')}</p>
          <CodeBlock
            code={sessionSnippet({ ...address, runId: sessionId, experimentId })}
            label={t('labeling.page.snippet')}
          />
        </div>
      )}
    </details>
  )
}
