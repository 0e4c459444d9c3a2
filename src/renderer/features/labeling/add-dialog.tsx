/** Which session the selected traces are added to: type to find it, arrows and Enter to choose. */
import { Alert, Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import { closeDialog, openDialog } from '../../app/dialogs.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './labeling.module.css'
import { findSampleProblem, newSampleDraft, toSample } from './sample-draft.ts'
import { addToSession } from './session-actions.ts'
import { SessionProgress } from './session-progress.tsx'
import { findSessions } from './session-search.ts'
import { SampleChoice } from './traces-form.tsx'
import { useExperiments, useSessions } from './use-sessions.ts'

export function AddToSessionDialog({ selection, count }: { selection: TraceSelection; count: number | undefined }) {
  const t = useT()
  const format = useFormat()
  const id = useId()
  const query = useSessions()
  const hasSeveral = useExperiments().length > 1
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const [sample, setSample] = useState(() => newSampleDraft(true))
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const found = findSessions(query.data ?? [], text)
  // The last entry makes a new one.
  const last = found.length
  const makeNew = () => openDialog({ kind: 'newSession', selection, count })
  const choose = async (session: LabelingSession) => {
    if (isBusy || findSampleProblem(sample) !== undefined) return
    setIsBusy(true)
    setError(undefined)
    try {
      await addToSession(session, selection, toSample(sample))
      closeDialog()
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setActive(Math.min(last, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1))
    else if (event.key === 'Enter') {
      const session = found[active]
      if (session === undefined) makeNew()
      else void choose(session)
    } else return
    event.preventDefault()
  }
  const optionId = (index: number) => `${id}-${index}`
  return (
    <Dialog title={t('labeling.add.title')} size="lg" onClose={closeDialog}>
      <p className={css.text}>
        {count === undefined
          ? t('labeling.add.whatUncounted')
          : t('labeling.add.what', { count, formatted: format.number(count) })}
      </p>
      {error !== undefined && (
        <Alert color="red" p="xs" mb="sm" role="alert">
          {failureText(error)}
        </Alert>
      )}
      <TextInput
        data-autofocus
        label={t('labeling.add.search')}
        value={text}
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={optionId(active)}
        autoComplete="off"
        mb="sm"
        onChange={(event) => {
          setText(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" aria-label={t('labeling.add.sessions')} className={css.sessions}>
        {found.map((session, index) => (
          <Option
            key={session.sessionId}
            id={optionId(index)}
            isActive={index === active}
            onPoint={() => setActive(index)}
            onChoose={() => void choose(session)}
          >
            <span className={css.sessionName}>{session.name}</span>
            {/* Names may repeat. */}
            <span className={css.sessionFacts}>
              {hasSeveral && `${session.experimentName} · `}
              <RelativeTime timeMs={session.createdAtMs} />
            </span>
            <SessionProgress session={session} />
          </Option>
        ))}
        <Option id={optionId(last)} isActive={active === last} onPoint={() => setActive(last)} onChoose={makeNew}>
          <span className={css.newSession}>
            <IconPlus size={14} aria-hidden />
            {t('labeling.add.new')}
          </span>
        </Option>
      </div>
      {(count === undefined || count > 1) && (
        <SampleChoice
          draft={sample}
          source={selection}
          sessionId={found[active]?.sessionId}
          onChange={(change) => setSample((before) => ({ ...before, ...change }))}
        />
      )}
      {text !== '' && found.length === 0 && (
        <p className={css.hint} role="status">
          {t('labeling.add.none')}
        </p>
      )}
      {query.isError && (
        <p className={css.hint} role="alert">
          {failureText(query.error)} <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>
        </p>
      )}
    </Dialog>
  )
}

/** The field above keeps the focus and takes the keys. */
function Option({
  id,
  isActive,
  onPoint,
  onChoose,
  children,
}: {
  id: string
  isActive: boolean
  onPoint: () => void
  onChoose: () => void
  children: ReactNode
}) {
  const option = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isActive) option.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
    <div
      ref={option}
      id={id}
      role="option"
      aria-selected={isActive}
      className={css.session}
      data-active={isActive || undefined}
      onMouseMove={onPoint}
      onClick={onChoose}
    >
      {children}
    </div>
  )
}
