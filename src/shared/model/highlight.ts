/**
 * Highlights: labelled places in the texts of a trace. A place is a text of the readable trace, named by its path there, and a range of
 * UTF-16 units of its raw source (what `String.prototype.slice` and DOM ranges count), `end` not included. The quote says what stood there: where it
 * no longer does, the mark is detached, never moved.
 */
import * as z from 'zod'
import type { ReadableTrace } from './label-work.ts'

export const markColors = ['blue', 'red', 'green', 'amber', 'violet', 'teal', 'rose', 'grey'] as const
export const MarkColor = z.enum(markColors)
export type MarkColor = z.infer<typeof MarkColor>

export const HighlightMark = z
  .object({
    source: z.object({
      /** `messages/2/parts/0`, `outputMessages/0/parts/1`, `documents/3`, `input` or `output`. */
      path: z.string().min(1).max(200),
      /** Of the message; `document`, `input` or `output` elsewhere. */
      role: z.string().max(200),
    }),
    start: z.number().int().min(0),
    end: z.number().int(),
    label: z.string(),
    quote: z.string(),
  })
  .refine(({ start, end }) => start < end, 'A highlight ends after its start.')
export type HighlightMark = z.infer<typeof HighlightMark>

/** Empty: the reviewer found nothing to mark. */
export const HighlightAnswer = z.array(HighlightMark).max(500)

/** The marks of an answer; undefined when it is no answer of highlights. */
export function parseMarks(value: unknown): HighlightMark[] | undefined {
  const parsed = HighlightAnswer.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** A text in which one can mark. */
export interface MarkableText {
  path: string
  role: string
  text: string
}

/** What is marked in a value that is no text: its JSON, indented. */
export function toMarkableText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)
}

/** Every text of a trace in which one can mark, in reading order. */
export function listMarkableTexts(trace: ReadableTrace): MarkableText[] {
  const { input, output } = trace
  const ofMessages = (key: 'messages' | 'outputMessages') =>
    trace[key].flatMap(({ role, parts }, at) =>
      parts.flatMap((part, index): MarkableText[] =>
        part.type === 'text' || part.type === 'reasoning'
          ? [{ path: `${key}/${at}/parts/${index}`, role, text: part.text }]
          : [],
      ),
    )
  return [
    ...ofMessages('messages'),
    ...(input === undefined ? [] : [{ path: 'input', role: 'input', text: toMarkableText(input) }]),
    ...ofMessages('outputMessages'),
    ...(output === undefined ? [] : [{ path: 'output', role: 'output', text: toMarkableText(output) }]),
    ...trace.documents.map(({ text }, at) => ({ path: `documents/${at}`, role: 'document', text })),
  ]
}

/** Whether the text still says at that place what was marked. */
export function isAttached(mark: HighlightMark, texts: readonly Pick<MarkableText, 'path' | 'text'>[]): boolean {
  const found = texts.find(({ path }) => path === mark.source.path)
  return found?.text.slice(mark.start, mark.end) === mark.quote
}

export function isSameMark(a: HighlightMark, b: HighlightMark): boolean {
  return a.source.path === b.source.path && a.start === b.start && a.end === b.end && a.label === b.label
}

function compareMarks(a: HighlightMark, b: HighlightMark): number {
  return (
    a.source.path.localeCompare(b.source.path, 'en', { numeric: true }) ||
    a.start - b.start ||
    a.end - b.end ||
    (a.label < b.label ? -1 : a.label > b.label ? 1 : 0)
  )
}

/** In one order, so that equal answers are equal values. */
export function sortMarks(marks: readonly HighlightMark[]): HighlightMark[] {
  return marks.toSorted(compareMarks)
}

/** Adds a mark; one that is there already goes. */
export function toggleMark(marks: readonly HighlightMark[], mark: HighlightMark): HighlightMark[] {
  const others = marks.filter((each) => !isSameMark(each, mark))
  return others.length < marks.length ? others : sortMarks([...others, mark])
}
