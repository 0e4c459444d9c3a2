/** The strip above an item: which session, how far, is all saved, and what can be chosen about the screen. */
import { ActionIcon, Button, Checkbox, Popover, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconBook2, IconEye, IconMaximize, IconMinimize } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { isReviewPage } from '../../data/review-page.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './head.module.css'
import type { KeyMap } from './key-map.ts'
import type { LabelDesk } from './label-desk.ts'
import type { ShownParts } from './label-settings.ts'
import { countStates } from './queue-steps.ts'
import { SaveMark } from './save-mark.tsx'
import { useDeskState } from './use-desk.ts'

export interface HeadChoices {
  shown: ShownParts
  setShown: (shown: ShownParts) => void
  isAutoAdvance: boolean
  setAutoAdvance: (isOn: boolean) => void
  hasItems: boolean
  setItems: (isShown: boolean) => void
  isQuiet: boolean
  setQuiet: (isOn: boolean) => void
}

export function LabelHead({
  session,
  desk,
  keys,
  choices,
  onBack,
  onGuidelines,
  onKeys,
  onReviewer,
}: {
  session: LabelingSession
  desk: LabelDesk
  keys: KeyMap
  choices: HeadChoices
  onBack: () => void
  /** Undefined where the session has none. */
  onGuidelines: (() => void) | undefined
  onKeys: () => void
  onReviewer: () => void
}) {
  const t = useT()
  const { isQuiet, setQuiet } = choices
  const quietLabel = t(isQuiet ? 'labelScreen.display.leaveDistractionFree' : 'labelScreen.display.distractionFree')
  const QuietIcon = isQuiet ? IconMinimize : IconMaximize
  return (
    <header className={css.head}>
      {!isReviewPage && (
        <Tooltip label={<Tip text={t('labelScreen.back')} keys={keys.leave} />}>
          <ActionIcon aria-label={t('labelScreen.back')} onClick={onBack}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <h1 className={css.title} title={session.name}>
        {session.name}
      </h1>
      <Progress desk={desk} />
      <SaveMark desk={desk} />
      <div className={css.tools}>
        <span className={css.reviewer}>{t('labelScreen.reviewer.as', { name: desk.reviewer })}</span>
        {onGuidelines !== undefined && (
          <Button leftSection={<IconBook2 size={14} aria-hidden />} onClick={onGuidelines}>
            <Tip text={t('labelScreen.guidelines.open')} keys={keys.guidelines} />
          </Button>
        )}
        <Display choices={choices} onKeys={onKeys} onReviewer={onReviewer} />
        <Tooltip label={<Tip text={quietLabel} keys={keys.quiet} />}>
          <ActionIcon size={28} aria-label={quietLabel} aria-pressed={isQuiet} onClick={() => setQuiet(!isQuiet)}>
            <QuietIcon size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  )
}

function Tip({ text, keys }: { text: string; keys: string }) {
  return (
    <span className={css.tip}>
      {text}
      <span aria-hidden>
        <KeyHint keys={keys} />
      </span>
    </span>
  )
}

function Progress({ desk }: { desk: LabelDesk }) {
  const t = useT()
  const format = useFormat()
  const states = useDeskState(desk, (state) => state.states)
  const counts = useMemo(() => countStates(states), [states])
  const total = states.length
  const done = counts.complete + counts.skipped + counts.flagged
  const words = { done: format.number(done), total: format.number(total) }
  return (
    <span
      className={css.progress}
      role="progressbar"
      aria-label={t('labelScreen.progress.label')}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-valuetext={t('labelScreen.progress.text', words)}
      title={t('labelScreen.progress.text', words)}
    >
      <span className={css.bar}>
        <span className={css.complete} style={{ flexGrow: counts.complete }} />
        <span className={css.aside} style={{ flexGrow: counts.skipped + counts.flagged }} />
        <span style={{ flexGrow: total - done }} />
      </span>
      {t('labelScreen.progress.done', words)}
    </span>
  )
}

function Display({
  choices,
  onKeys,
  onReviewer,
}: {
  choices: HeadChoices
  onKeys: () => void
  onReviewer: () => void
}) {
  const t = useT()
  const [isOpen, setIsOpen] = useState(false)
  const { shown, setShown, isAutoAdvance, setAutoAdvance, hasItems, setItems } = choices
  const leave = (run: () => void) => () => {
    setIsOpen(false)
    run()
  }
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button leftSection={<IconEye size={14} aria-hidden />} onClick={() => setIsOpen(!isOpen)}>
          {t('labelScreen.display.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <fieldset className={css.choices}>
          <legend>{t('labelScreen.display.parts')}</legend>
          {(['earlier', 'documents', 'tools'] as const).map((part) => (
            <Checkbox
              key={part}
              label={t(`labelScreen.display.${part}`)}
              checked={shown[part]}
              onChange={(event) => setShown({ ...shown, [part]: event.currentTarget.checked })}
            />
          ))}
        </fieldset>
        <fieldset className={css.choices}>
          <legend>{t('labelScreen.display.work')}</legend>
          <Checkbox
            label={t('labelScreen.display.autoAdvance')}
            checked={isAutoAdvance}
            onChange={(event) => setAutoAdvance(event.currentTarget.checked)}
          />
          <Checkbox
            label={t('labelScreen.display.items')}
            checked={hasItems}
            onChange={(event) => setItems(event.currentTarget.checked)}
          />
        </fieldset>
        <div className={css.choices}>
          <Button variant="subtle" justify="start" onClick={leave(onKeys)}>
            {t('labelScreen.display.keys')}
          </Button>
          {!isReviewPage && (
            <Button variant="subtle" justify="start" onClick={leave(onReviewer)}>
              {t('labelScreen.reviewer.change')}
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
