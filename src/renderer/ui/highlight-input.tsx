/** The form's side of highlights: labels that mark the selection, and the marks made so far. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconX } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import {
  type HighlightMark,
  isAttached,
  isSameMark,
  listMarkableTexts,
  type MarkableText,
  type MarkColor,
  parseMarks,
  toggleMark,
} from '../../shared/model/highlight.ts'
import type { LabelSchemaInput } from '../../shared/model/labeling.ts'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'
import type { QuestionInputProps } from './answer.ts'
import { useChoiceKeys } from './choice-keys.tsx'
import { useUiEnvironment } from './environment.tsx'
import css from './highlight.module.css'
import { KeyHint } from './key-hint.tsx'
import { parseStroke, strokeCaps } from './key-strokes.ts'
import { MarkSwatch } from './mark-swatch.tsx'
import { MarkedText, showMark } from './marked-text.tsx'
import {
  type CursorStore,
  collapseCursor,
  createCursorStore,
  markOfSelection,
  type ShownMark,
  useAnswerGround,
  useSelectedText,
} from './marking.tsx'

type HighlightSettings = Extract<LabelSchemaInput, { type: 'highlight' }>

/** The marks of an answer in the colours of its question. */
export function toShownMarks({ labels }: HighlightSettings, value: unknown, schemaId?: string): ShownMark[] {
  return (parseMarks(value) ?? []).map((mark) => ({
    mark,
    color: labels.find(({ text }) => text === mark.label)?.color ?? 'grey',
    schemaId,
  }))
}

export function HighlightInput({
  input,
  value,
  labelId,
  descriptionId,
  isReadOnly = false,
  onChange,
}: QuestionInputProps<'highlight'>) {
  const t = useT()
  const keys = useChoiceKeys()
  const ground = useAnswerGround()
  const [ownStore] = useState(createCursorStore)
  const store = ground?.store ?? ownStore
  const [isMissing, setIsMissing] = useState(false)
  const trace = ground?.trace
  const texts = useMemo(() => (trace === undefined ? undefined : listMarkableTexts(trace)), [trace])
  const marks = value === undefined ? undefined : parseMarks(value)
  const change = (next: HighlightMark[]) => onChange(next.length === 0 ? undefined : next)
  const remove = (mark: HighlightMark) => change((marks ?? []).filter((each) => !isSameMark(each, mark)))
  const press = (label: string) => {
    const made = markOfSelection(store.getState(), label)
    setIsMissing(made === undefined)
    if (made === undefined) return
    change(toggleMark(marks ?? [], made))
    collapseCursor(store)
  }
  const hasNothing = marks?.length === 0
  return (
    <div
      role="group"
      aria-labelledby={labelId}
      aria-describedby={descriptionId}
      className={css.input}
      data-highlight-input
    >
      {ground?.store === undefined && texts !== undefined && (
        <div className={css.texts}>
          {texts.map((place) => (
            <MarkedText
              key={place.path}
              place={place}
              marking={{
                store,
                marks: toShownMarks(input, marks),
                onRemove: isReadOnly ? undefined : ({ mark }) => remove(mark),
              }}
            />
          ))}
        </div>
      )}
      <div className={css.labels}>
        {input.labels.map(({ text, color, help }, at) => (
          <LabelButton
            key={text}
            at={at}
            color={color}
            help={help}
            shortcut={keys[at]}
            isDisabled={isReadOnly}
            onPress={() => press(text)}
          >
            {text}
          </LabelButton>
        ))}
        <LabelButton
          at={input.labels.length}
          isPressed={hasNothing}
          shortcut={keys[input.labels.length]}
          isDisabled={isReadOnly || (marks !== undefined && marks.length > 0)}
          onPress={() => onChange(hasNothing ? undefined : [])}
        >
          {t('ui.highlight.nothing')}
        </LabelButton>
      </div>
      <Selected store={store} isMissing={isMissing} markKey={ground?.markKey} />
      {marks !== undefined && marks.length > 0 && (
        <MarkList
          marks={toShownMarks(input, marks)}
          texts={texts}
          isReadOnly={isReadOnly}
          onShow={(mark) => {
            const place = texts?.find(({ path }) => path === mark.source.path)
            if (place !== undefined) showMark({ store }, place, mark)
          }}
          onRemove={remove}
        />
      )}
    </div>
  )
}

function LabelButton({
  at,
  color,
  help,
  shortcut,
  isPressed,
  isDisabled,
  onPress,
  children,
}: {
  at: number
  color?: MarkColor
  help?: string | undefined
  shortcut: string | undefined
  isPressed?: boolean
  isDisabled: boolean
  onPress: () => void
  children: string
}) {
  return (
    <button
      type="button"
      className={css.label}
      data-choice-at={at}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      aria-keyshortcuts={shortcut}
      title={help}
      disabled={isDisabled}
      onClick={onPress}
    >
      {color !== undefined && <MarkSwatch color={color} />}
      {children}
      {shortcut !== undefined && (
        <span data-choice-key aria-hidden>
          <KeyHint keys={shortcut} />
        </span>
      )}
    </button>
  )
}

/** What the next label will mark, also for those who hear the screen. */
function Selected({
  store,
  isMissing,
  markKey,
}: {
  store: CursorStore
  isMissing: boolean
  markKey: string | undefined
}) {
  const t = useT()
  const { isMac } = useUiEnvironment()
  const quote = useSelectedText(store)
  const hasCursor = useStore(store, ({ cursor }) => cursor !== undefined)
  return (
    <p className={css.selected} role="status" data-missing={(isMissing && quote === undefined) || undefined}>
      {quote !== undefined
        ? t('ui.highlight.selected', { quote: quote.length > 160 ? `${quote.slice(0, 160)}…` : quote })
        : isMissing
          ? t('ui.highlight.selectFirst')
          : hasCursor
            ? t('ui.highlight.howInside')
            : markKey === undefined
              ? t('ui.highlight.how')
              : t('ui.highlight.howByKey', { key: strokeCaps(parseStroke(markKey), isMac).join('+') })}
    </p>
  )
}

function MarkList({
  marks,
  texts,
  isReadOnly,
  onShow,
  onRemove,
}: {
  marks: readonly ShownMark[]
  texts: readonly MarkableText[] | undefined
  isReadOnly: boolean
  onShow: (mark: HighlightMark) => void
  onRemove: (mark: HighlightMark) => void
}) {
  const t = useT()
  const format = useFormat()
  return (
    <ol className={css.list} aria-label={t('ui.highlight.list')}>
      {marks.map(({ mark, color }, at) => {
        const isDetached = texts !== undefined && !isAttached(mark, texts)
        const number = format.number(at + 1)
        return (
          <li key={`${mark.source.path} ${mark.start} ${mark.end} ${mark.label}`} className={css.item}>
            <button type="button" className={css.quote} disabled={texts === undefined} onClick={() => onShow(mark)}>
              <MarkSwatch color={color} />
              <span className={css.itemLabel}>{mark.label}</span>
              <q className={css.itemQuote}>{mark.quote}</q>
            </button>
            {isDetached && (
              <Tooltip label={t('ui.highlight.detachedHint')}>
                <span className={css.detached}>
                  <IconAlertTriangle size={14} aria-hidden />
                  {t('ui.highlight.detached')}
                </span>
              </Tooltip>
            )}
            {!isReadOnly && (
              <ActionIcon aria-label={t('ui.highlight.remove', { number })} onClick={() => onRemove(mark)}>
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )}
          </li>
        )
      })}
    </ol>
  )
}
