import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import {
  IconArrowLeft,
  IconChevronDown,
  IconChevronUp,
  IconDots,
  IconInfoCircle,
  IconLayoutNavbarExpand,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { TraceInfo } from '../../../shared/model/trace.ts'
import { Link } from '../../app/link.tsx'
import { useExperimentNames } from '../../data/experiment-names.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StateBadge, ToneBadge } from '../../ui/state-badge.tsx'
import { useBackLabel } from './back-label.ts'
import { TagsEditor } from './tags-editor.tsx'
import type { TraceActions } from './trace-actions.ts'
import css from './trace-page.module.css'

const knownFlags = ['orphanSpans', 'parentCycle', 'noRoot', 'endBeforeStart', 'zeroStart', 'duplicateKeys'] as const

/** The strip above a trace: what it is, its figures, and the ways out of it. */
export function TraceSummary({
  trace,
  isReadOnly,
  actions,
  panes,
}: {
  trace: TraceInfo
  isReadOnly: boolean
  actions: TraceActions
  /** Undefined where one pane is shown at a time: there the strip is one line until it is opened. */
  panes: { isTreeShown: boolean; isAssessmentsShown: boolean } | undefined
}) {
  const t = useT()
  const [isOpen, setIsOpen] = useState(false)
  const isDeleted = trace.deletedAtMs !== undefined
  return (
    <header className={css.summary}>
      <div className={css.titleLine}>
        <IconButton label={useBackLabel()} onPress={actions.back}>
          <IconArrowLeft size={16} aria-hidden />
        </IconButton>
        <h1 className={css.title} title={trace.name}>
          {trace.name === '' ? t('trace.noName') : trace.name}
        </h1>
        <StateBadge state={trace.state} />
        <Flags flags={trace.flags} />
        <div className={css.titleTools}>
          <IconButton label={t('trace.previous')} onPress={() => actions.step(-1)}>
            <IconChevronUp size={16} aria-hidden />
          </IconButton>
          <IconButton label={t('trace.next')} onPress={() => actions.step(1)}>
            <IconChevronDown size={16} aria-hidden />
          </IconButton>
          {panes === undefined ? (
            <Tooltip label={t(isOpen ? 'trace.summary.less' : 'trace.summary.more')}>
              <ActionIcon
                aria-label={t(isOpen ? 'trace.summary.less' : 'trace.summary.more')}
                aria-expanded={isOpen}
                onClick={() => setIsOpen(!isOpen)}
              >
                <IconLayoutNavbarExpand size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          ) : (
            <>
              <PaneButton
                isOn={panes.isTreeShown}
                label={t(panes.isTreeShown ? 'trace.pane.hideTree' : 'trace.pane.showTree')}
                onPress={actions.toggleTree}
              >
                <IconLayoutSidebar size={16} aria-hidden />
              </PaneButton>
              <PaneButton
                isOn={panes.isAssessmentsShown}
                label={t(panes.isAssessmentsShown ? 'trace.pane.hideAssessments' : 'trace.pane.showAssessments')}
                onPress={actions.toggleAssessments}
              >
                <IconLayoutSidebarRight size={16} aria-hidden />
              </PaneButton>
            </>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t('common.openMenu')}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item disabled={isReadOnly || isDeleted} onClick={actions.addToSession}>
                {t('labeling.addButton')}
              </Menu.Item>
              <Menu.Item disabled={isReadOnly || isDeleted} onClick={actions.addToDataset}>
                {t('datasets.addButton')}
              </Menu.Item>
              <Menu.Item onClick={actions.exportTrace}>{t('trace.command.export')}</Menu.Item>
              <Menu.Item disabled={isReadOnly || isDeleted} onClick={actions.deleteTrace}>
                {t('trace.command.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {(panes !== undefined || isOpen) && <Facts trace={trace} isReadOnly={isReadOnly} />}
      {isDeleted && (
        <div className={css.trashLine} role="status">
          <ToneBadge tone="warn">{t('trace.inTrash')}</ToneBadge>
          <Button disabled={isReadOnly} onClick={actions.restoreTrace}>
            {t('trace.restore')}
          </Button>
        </div>
      )}
    </header>
  )
}

function Facts({ trace, isReadOnly }: { trace: TraceInfo; isReadOnly: boolean }) {
  const t = useT()
  const format = useFormat()
  const experimentName = useExperimentNames()
  const tokensTitle = t('trace.tokensTitle', {
    input: format.number(trace.inputTokens ?? 0),
    output: format.number(trace.outputTokens ?? 0),
  })
  return (
    <dl className={css.facts}>
      <Fact name={t('trace.fact.time')}>
        <RelativeTime timeMs={trace.startUs / 1000} />
      </Fact>
      <Fact name={t('trace.fact.duration')}>
        {trace.durationUs === undefined ? undefined : format.duration(trace.durationUs)}
      </Fact>
      <Fact name={t('trace.fact.tokens')}>
        {trace.totalTokens === undefined ? undefined : (
          <span title={tokensTitle}>{format.number(trace.totalTokens)}</span>
        )}
      </Fact>
      <Fact name={t('trace.fact.cost')}>{trace.cost === undefined ? undefined : format.cost(trace.cost)}</Fact>
      <Fact name={t('trace.fact.model')}>{trace.model}</Fact>
      <Fact name={t('trace.fact.experiment')}>{experimentName(trace.experimentId)}</Fact>
      <Fact name={t('trace.fact.session')}>
        {trace.sessionId === undefined ? undefined : (
          <Link to={{ screen: 'session', sessionId: trace.sessionId }} className={css.link} title={trace.sessionId}>
            {trace.sessionId}
          </Link>
        )}
      </Fact>
      <Fact name={t('trace.fact.user')}>{trace.userId}</Fact>
      <Fact name={t('trace.fact.service')}>{trace.serviceName}</Fact>
      <Fact name={t('trace.fact.request')}>{trace.clientRequestId}</Fact>
      <Fact name={t('trace.fact.id')}>
        <span className={css.id}>
          <code className={css.idText}>tr-{trace.traceId}</code>
          <CopyButton text={`tr-${trace.traceId}`} name={t('trace.copyId')} />
        </span>
      </Fact>
      <div className={css.fact}>
        <dt className={css.hidden}>{t('trace.fact.tags')}</dt>
        <dd>
          <TagsEditor traceId={trace.traceId} tags={trace.tags} isReadOnly={isReadOnly} />
        </dd>
      </div>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === '') return null
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** What is odd about the trace, in sentences on hover and for screen readers. */
function Flags({ flags }: { flags: readonly string[] }) {
  const t = useT()
  if (flags.length === 0) return null
  const sentences = flags.map((flag) => {
    const known = knownFlags.find((each) => each === flag)
    return known === undefined ? t('trace.flag.other', { flag }) : t(`trace.flag.${known}`)
  })
  return (
    <Tooltip label={sentences.join('\n')} multiline maw={420} className={css.flagTooltip}>
      <button type="button" className={css.flag} aria-label={`${t('trace.flag.title')}: ${sentences.join(' ')}`}>
        <IconInfoCircle size={15} aria-hidden />
        {flags.length}
      </button>
    </Tooltip>
  )
}

function IconButton({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onPress}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

function PaneButton({
  label,
  isOn,
  onPress,
  children,
}: {
  label: string
  isOn: boolean
  onPress: () => void
  children: ReactNode
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-pressed={isOn} variant={isOn ? 'light' : 'subtle'} onClick={onPress}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
