/** Every action of the labeling screen as a command with its key. */
import { useEffect } from 'react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { isReviewPage } from '../../data/review-page.ts'
import { useT } from '../../i18n/i18n.ts'
import { chooseOption, countOptions } from './choose-option.ts'
import { sendFirst } from './held-view.ts'
import type { LabelDialog } from './item-dialogs.tsx'
import { type KeyMap, type LabelAction, optionActions } from './key-map.ts'
import type { LabelDesk } from './label-desk.ts'
import { findField, noteId } from './label-form.tsx'
import type { HeadChoices } from './label-head.tsx'
import { goToText } from './read-marks.tsx'
import { scrollReading } from './read-pane.tsx'
import { toggleDifferences } from './sides.tsx'
import { findTextQuestion } from './text-question.ts'

export interface LabelActions {
  submit: () => void
  skip: () => void
  flag: () => void
  undo: () => void
  openTrace: () => void
  open: (dialog: LabelDialog) => void
  changeReviewer: () => void
}

/** What has the focus and takes this key itself: Enter on buttons and links, arrows in trees, lists and between panes. */
function isFocusOn(selector: string): boolean {
  return document.activeElement?.closest(selector) != null
}

const pressable = 'button, a[href], summary, [role="treeitem"], [role="menuitem"]'
const steered = '[role="tree"], [role="separator"], [role="menu"], [data-marked-text]'

/** Of two outputs side by side, beside the digits. */
const sideKeys = [
  ['left', ['ArrowLeft']],
  ['right', ['ArrowRight']],
  ['tie', ['0', '=']],
] as const

function isTyping(): boolean {
  return isFocusOn('textarea, input:not([type="radio"], [type="checkbox"])')
}

export function useLabelCommands({
  desk,
  schemas,
  keys,
  actions,
  choices,
  hasGuidelines,
}: {
  desk: LabelDesk
  schemas: readonly LabelSchema[]
  keys: KeyMap
  actions: LabelActions
  choices: HeadChoices
  hasGuidelines: boolean
}): void {
  const t = useT()
  const { isAutoAdvance, setAutoAdvance, hasItems, setItems, isQuiet, setQuiet } = choices
  useCommands((): Command[] => {
    const group = 'labeling' as const
    const hasItem = () => !desk.store.getState().isFinished
    const current = () => {
      const { questionAt } = desk.store.getState()
      return { questionAt, schema: schemas[questionAt] }
    }
    const focusField = (kind: 'answer' | 'comment') => findField(kind, current().questionAt)?.focus()
    const textQuestion = () =>
      findTextQuestion(schemas.length, current().questionAt, (at) => findField('answer', at) !== undefined)
    const writeAnswer = () => {
      const at = textQuestion()
      if (at === current().questionAt) focusField('answer')
      else if (at !== undefined) desk.goToQuestion(at)
    }
    const make = (action: LabelAction, run: () => void, more: Partial<Command> = {}): Command => ({
      id: `label.${action}`,
      title: t(`labelScreen.action.${action}`),
      group,
      keys: [keys[action]],
      run,
      ...more,
    })
    const isPairwise = () => hasItem() && current().schema?.input.type === 'pairwise'
    const isCompared = () => schemas.some(({ input }) => input.type === 'pairwise')
    const isHighlight = () => current().schema?.input.type === 'highlight'
    const isFree = () => hasItem() && !isFocusOn(steered)
    return [
      make('submit', () => sendFirst(actions.submit), { when: () => hasItem() && !isFocusOn(pressable) }),
      make('skip', actions.skip, { when: hasItem }),
      make('flag', actions.flag, { when: hasItem }),
      make('undo', actions.undo),
      make('next', () => desk.step(1), { when: hasItem }),
      make('previous', () => desk.step(-1), { when: hasItem }),
      make('jump', () => actions.open('jump')),
      make('nextQuestion', () => desk.goToQuestion(current().questionAt + 1), { when: isFree, isHidden: true }),
      make('previousQuestion', () => desk.goToQuestion(current().questionAt - 1), { when: isFree, isHidden: true }),
      // Places in the text are answered in the text.
      make('write', () => (isHighlight() ? goToText() : writeAnswer()), {
        when: () => hasItem() && (isHighlight() || textQuestion() !== undefined),
      }),
      make('mark', goToText, {
        when: () => hasItem() && schemas.some(({ input }) => input.type === 'highlight'),
      }),
      make('differences', toggleDifferences, { when: () => hasItem() && isCompared() }),
      make('comment', () => focusField('comment'), {
        when: () => hasItem() && current().schema?.enableComment === true,
      }),
      make('note', () => document.getElementById(noteId)?.focus(), { when: hasItem }),
      make('unsure', () => desk.annotate({ isUnsure: desk.item(desk.store.getState().currentId)?.isUnsure !== true }), {
        when: hasItem,
      }),
      make('guidelines', () => actions.open('guidelines'), { when: () => hasGuidelines }),
      make('trace', actions.openTrace, { when: () => hasItem() && !isReviewPage }),
      make('toDo', () => desk.setToDoOnly(!desk.store.getState().isToDoOnly)),
      make('items', () => setItems(!hasItems)),
      make('quiet', () => setQuiet(!isQuiet)),
      ...optionActions.map((action, option) =>
        make(action, () => sendFirst(() => chooseOption(desk, schemas, option, isAutoAdvance, actions.submit)), {
          isHidden: true,
          when: () => hasItem() && (countOptions(current().schema) ?? 0) > option,
        }),
      ),
      {
        id: 'label.nextByArrow',
        title: t('labelScreen.action.next'),
        group,
        keys: ['ArrowRight'],
        isHidden: true,
        when: () => isFree() && !isPairwise() && !isFocusOn('[role="radiogroup"]'),
        run: () => desk.step(1),
      },
      {
        id: 'label.previousByArrow',
        title: t('labelScreen.action.previous'),
        group,
        keys: ['ArrowLeft'],
        isHidden: true,
        when: () => isFree() && !isPairwise() && !isFocusOn('[role="radiogroup"]'),
        run: () => desk.step(-1),
      },
      ...sideKeys.map(([id, keys], option) => ({
        id: `label.${id}`,
        title: t(`ui.pairwise.choice.${id}`),
        group,
        keys: [...keys],
        isHidden: true,
        when: () => isPairwise() && isFree() && !isFocusOn('[role="radiogroup"]'),
        run: () => chooseOption(desk, schemas, option, isAutoAdvance, actions.submit),
      })),
      {
        id: 'label.submitFromText',
        title: t('labelScreen.command.submitFromText'),
        group,
        keys: ['mod+Enter'],
        whileTyping: true,
        isHidden: true,
        when: hasItem,
        run: actions.submit,
      },
      {
        id: 'label.leaveField',
        title: t('labelScreen.command.leaveField'),
        group,
        keys: ['Escape'],
        whileTyping: true,
        isHidden: true,
        when: isTyping,
        run: () => {
          const question = document.activeElement?.closest<HTMLElement>('[data-label-question]')
          if (question) question.focus()
          else if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
        },
      },
      {
        id: 'label.leaveQuiet',
        title: t('labelScreen.display.leaveDistractionFree'),
        group,
        keys: ['Escape'],
        isHidden: true,
        when: () => isQuiet && !isTyping(),
        run: () => setQuiet(false),
      },
      {
        id: 'label.readOn',
        title: t('labelScreen.command.readOn'),
        group,
        keys: ['PageDown'],
        isHidden: true,
        when: hasItem,
        run: () => scrollReading(1),
      },
      {
        id: 'label.readBack',
        title: t('labelScreen.command.readBack'),
        group,
        keys: ['PageUp'],
        isHidden: true,
        when: hasItem,
        run: () => scrollReading(-1),
      },
      {
        id: 'label.autoAdvance',
        title: t('labelScreen.command.autoAdvance'),
        group,
        run: () => setAutoAdvance(!isAutoAdvance),
      },
      {
        id: 'label.changeKeys',
        title: t('labelScreen.command.changeKeys'),
        group,
        run: () => actions.open('keys'),
      },
      {
        id: 'label.changeReviewer',
        title: t('labelScreen.command.changeReviewer'),
        group,
        when: () => !isReviewPage,
        run: actions.changeReviewer,
      },
    ]
  }, [t, desk, schemas, keys, actions, hasGuidelines, isAutoAdvance, hasItems, isQuiet])
  useTypeIntoNumbers(desk, schemas)
}

/** A digit pressed while a question for a number has the focus goes into its field. */
function useTypeIntoNumbers(desk: LabelDesk, schemas: readonly LabelSchema[]): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { questionAt, isFinished } = desk.store.getState()
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
      if (isFinished || !isPlain || !/^[0-9.-]$/.test(event.key) || isTyping()) return
      if (schemas[questionAt]?.input.type !== 'numeric' || document.querySelector('[aria-modal="true"]')) return
      // The key goes on to whatever has the focus now.
      findField('answer', questionAt)?.focus()
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [desk, schemas])
}
