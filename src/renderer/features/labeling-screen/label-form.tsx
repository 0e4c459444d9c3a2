/** The questions of the session about the item on screen, with what ends it. */
import { Button, Checkbox, Textarea } from '@mantine/core'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { LabelItem } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { QuestionGroups } from '../../ui/question-groups.tsx'
import css from './form.module.css'
import { FormQuestion } from './form-question.tsx'
import { askedQuestions } from './item-state.ts'
import type { KeyMap } from './key-map.ts'
import type { LabelDesk } from './label-desk.ts'
import { countOpen } from './unseen-question.ts'
import { useDeskState } from './use-desk.ts'

export interface FormActions {
  submit: () => void
  skip: () => void
  flag: () => void
  undo: () => void
}

/** The text field of a question that holds its answer, or its comment. */
export function findField(kind: 'answer' | 'comment', questionAt: number): HTMLElement | undefined {
  const question = document.querySelector(`[data-label-question="${questionAt}"]`)
  if (question === null) return undefined
  const fields = [...question.querySelectorAll<HTMLElement>('textarea, input:not([type="radio"], [type="checkbox"])')]
  const comment = question.hasAttribute('data-has-comment') ? fields.pop() : undefined
  return kind === 'comment' ? comment : fields[0]
}

export const noteId = 'label-note'

/** The item on screen; its state is read by the parts that show it, so that a key press draws only what it changes. */
export function LabelForm({
  desk,
  schemas,
  traceId,
  keys,
  actions,
}: {
  desk: LabelDesk
  schemas: readonly LabelSchema[]
  traceId: string
  keys: KeyMap
  actions: FormActions
}) {
  const t = useT()
  // An item that is read or changed is another object; `desk.item` answers for the moment.
  const known = useDeskState(desk, ({ items }) => items[traceId])
  const item = known ?? desk.item(traceId)
  const questionAt = useDeskState(desk, (each) => each.questionAt)
  const obstacle = useDeskState(desk, (each) => each.obstacle)
  const error = useDeskState(desk, ({ itemErrors }) => itemErrors[traceId])
  const hasUndo = useDeskState(
    desk,
    ({ history, states }) =>
      history.length > 0 || states.some((each) => each === 'complete' || each === 'skipped' || each === 'flagged'),
  )
  const form = useRef<HTMLDivElement>(null)
  const focusCount = useDeskState(desk, (each) => each.focusCount)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count says when, the store where
  useEffect(() => {
    const { questionAt: at, isFocusInside } = desk.store.getState()
    const question = form.current?.querySelector<HTMLElement>(`[data-label-question="${at}"]`)
    const field = isFocusInside ? findField('answer', at) : undefined
    const target = field ?? question
    target?.focus({ preventScroll: true })
    target?.scrollIntoView({ block: 'nearest' })
  }, [focusCount, traceId])
  const asked = askedQuestions(schemas, item)
  const questions = useRef<HTMLDivElement>(null)
  useSteadyHeight(questions, schemas, traceId, item)
  return (
    <div className={css.frame}>
      <section ref={form} className={css.form} aria-label={t('labelScreen.form.label')} aria-busy={item === undefined}>
        {error !== undefined && item === undefined && (
          <div role="alert" className={css.obstacle}>
            {t('labelScreen.failed')} <Button onClick={() => desk.retryItem(traceId)}>{t('common.retry')}</Button>
          </div>
        )}
        <div ref={questions} className={css.questions}>
          <QuestionGroups questions={schemas} asked={asked} isInset>
            {(schema, at) => (
              <FormQuestion
                desk={desk}
                schema={schema}
                at={at}
                traceId={traceId}
                item={item}
                isActive={at === questionAt}
                obstacle={obstacle?.schemaId === schema.schemaId ? obstacle.reason : undefined}
                keys={keys}
              />
            )}
          </QuestionGroups>
        </div>
        <ItemNotes key={`${traceId} ${item === undefined}`} desk={desk} item={item} keys={keys} />
      </section>
      <footer className={css.actions} data-sends-form>
        {schemas.length > 1 && item !== undefined && <OpenCount count={countOpen(schemas, item)} />}
        <Button variant="filled" disabled={item === undefined} onClick={actions.submit} className={css.submit ?? ''}>
          <span className={css.action}>
            {t('labelScreen.form.submit')}
            <span aria-hidden className={css.submitKey}>
              <KeyHint keys={keys.submit} />
            </span>
          </span>
        </Button>
        <Button onClick={actions.skip}>
          <Labelled text={t('labelScreen.form.skip')} keys={keys.skip} />
        </Button>
        <Button onClick={actions.flag}>
          <Labelled text={t('labelScreen.form.flag')} keys={keys.flag} />
        </Button>
        <Button disabled={!hasUndo} onClick={actions.undo}>
          <Labelled text={t('labelScreen.form.undo')} keys={keys.undo} />
        </Button>
      </footer>
    </div>
  )
}

/**
 * The questions of an item keep the most room they have had: when one goes because of an answer, what was scrolled to stays where it is, and so
 * does what comes after the questions. Measured only where questions come and go.
 */
function useSteadyHeight(
  box: RefObject<HTMLDivElement | null>,
  schemas: readonly LabelSchema[],
  traceId: string,
  item: LabelItem | undefined,
): void {
  const most = useRef({ traceId, px: 0 })
  const hasConditions = schemas.some(({ askIf }) => askIf !== undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the item may change what is asked
  useLayoutEffect(() => {
    const { current } = box
    if (current === null || !hasConditions) return
    if (most.current.traceId !== traceId) {
      most.current = { traceId, px: 0 }
      current.style.minHeight = ''
    }
    most.current.px = Math.max(most.current.px, current.offsetHeight)
    current.style.minHeight = `${most.current.px}px`
  }, [hasConditions, traceId, item])
}

/** Before submitting: what is left, also where it is out of sight. */
function OpenCount({ count }: { count: number }) {
  const t = useT()
  const format = useFormat()
  return (
    <p className={css.open}>
      {count === 0
        ? t('labelScreen.form.noneOpen')
        : t('labelScreen.form.open', { count, formatted: format.number(count) })}
    </p>
  )
}

function Labelled({ text, keys }: { text: string; keys: string }) {
  return (
    <span className={css.action}>
      {text}
      <span aria-hidden>
        <KeyHint keys={keys} />
      </span>
    </span>
  )
}

function ItemNotes({ desk, item, keys }: { desk: LabelDesk; item: LabelItem | undefined; keys: KeyMap }) {
  const t = useT()
  return (
    <div className={css.notes}>
      <Textarea
        id={noteId}
        label={
          <span className={css.action}>
            {t('labelScreen.form.note')}
            <span aria-hidden>
              <KeyHint keys={keys.note} />
            </span>
          </span>
        }
        placeholder={t('labelScreen.form.noteHint')}
        value={item?.note ?? ''}
        readOnly={item === undefined}
        maxLength={20_000}
        autosize
        minRows={1}
        maxRows={8}
        onChange={(event) => desk.annotate({ note: event.currentTarget.value })}
      />
      <Checkbox
        label={
          <span className={css.action}>
            {t('labelScreen.form.unsure')}
            <span aria-hidden>
              <KeyHint keys={keys.unsure} />
            </span>
          </span>
        }
        checked={item?.isUnsure === true}
        disabled={item === undefined}
        onChange={(event) => desk.annotate({ isUnsure: event.currentTarget.checked })}
      />
    </div>
  )
}
