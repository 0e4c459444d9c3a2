/** Texts of the review page. */
import type { ItemStatus, LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'

export interface ReviewTexts {
  kind: string
  experiment: string
  reviewers: string
  nobody: string
  listSeparator: string
  progress: string
  done(complete: number, declined: number, total: number): string
  where: string
  start: string
  startAs(name: string): string
  yourName: string
  questions: string
  noQuestions: string
  traces: string
  noTraces: string
  more(shown: number, total: number): string
  input: string
  output: string
  comment: string
  types: Record<LabelSchema['type'], string>
  states: Record<ItemStatus, string>
  answer(input: LabelSchemaInput): string
  missing: string
  missingHint: string
}

/** A range such as `1 to 5`; empty without bounds. */
function range(input: { min?: number | undefined; max?: number | undefined }, to: string): string {
  if (input.min === undefined && input.max === undefined) return ''
  return `${input.min ?? ''}${to}${input.max ?? ''}`
}

const en: ReviewTexts = {
  kind: 'Labeling session',
  experiment: 'Experiment',
  reviewers: 'Reviewers',
  nobody: 'Anyone',
  listSeparator: ', ',
  progress: 'Progress',
  done: (complete, declined, total) =>
    `${complete} of ${total} complete${declined === 0 ? '' : `, ${declined} declined`}`,
  where:
    'Labeling opens in this browser. Who leads the session finds it in Assay (the app’s window, or the page whose link was printed when it was started), under Labeling.',
  start: 'Start labeling',
  startAs: (name) => `Label as ${name}`,
  yourName: 'Your name',
  questions: 'Questions',
  noQuestions: 'The session asks no questions yet. Choose some in Assay before you add traces.',
  traces: 'Traces',
  noTraces: 'No traces yet. Add some in Assay, or with session.add_traces(…) from Python.',
  more: (shown, total) => `The first ${shown} of ${total} traces. Assay shows all of them.`,
  input: 'Input',
  output: 'Output',
  comment: 'with a comment',
  types: { feedback: 'feedback', expectation: 'expectation' },
  states: { PENDING: 'Pending', COMPLETE: 'Complete', DECLINED: 'Declined' },
  answer(input) {
    switch (input.type) {
      case 'passFail':
        return `${input.positiveLabel} or ${input.negativeLabel}`
      case 'categorical':
        return `${input.isMultiple ? 'any of' : 'one of'}: ${input.options.join(', ')}`
      case 'numeric':
        return `a number ${range(input, ' to ')} ${input.unit ?? ''}`.trim().replace(/ {2}/g, ' ')
      case 'rating':
        return `a rating from 1 to ${input.max}`
      case 'text':
        return input.maxLength === undefined ? 'a text' : `a text of up to ${input.maxLength} characters`
      case 'textList':
        return input.maxCount === undefined ? 'several texts' : `up to ${input.maxCount} texts`
      case 'ranking':
        return `in order, best first: ${input.options.join(', ')}`
      case 'pairwise':
        return 'the better of two outputs'
      case 'highlight':
        return `marked places: ${input.labels.map(({ text }) => text).join(', ')}`
    }
  },
  missing: 'There is no such labeling session',
  missingHint: 'It was deleted, or it is in another workspace. Open that workspace in Assay and load this page again.',
}

const ja: ReviewTexts = {
  kind: 'ラベリングセッション',
  experiment: 'エクスペリメント',
  reviewers: 'レビュアー',
  nobody: '指定なし（誰でも）',
  listSeparator: '、',
  progress: '進み具合',
  done: (complete, declined, total) =>
    `${total} 件中 ${complete} 件が完了${declined === 0 ? '' : `、${declined} 件は辞退`}`,
  where:
    'ラベル付けはこのブラウザで行えます。セッションの管理は Assay（アプリのウィンドウ、または起動時に表示されたリンクのページ）の「ラベリング」で行います。',
  start: 'ラベル付けを始める',
  startAs: (name) => `${name} としてラベル付けする`,
  yourName: 'お名前',
  questions: '質問',
  noQuestions: 'まだ質問がありません。トレースを追加する前に、Assay で質問を選んでください。',
  traces: 'トレース',
  noTraces: 'まだトレースがありません。Assay から、または Python の session.add_traces(…) で追加できます。',
  more: (shown, total) => `${total} 件のうち最初の ${shown} 件です。すべてのトレースは Assay で見られます。`,
  input: '入力',
  output: '出力',
  comment: 'コメントあり',
  types: { feedback: 'フィードバック', expectation: '期待値' },
  states: { PENDING: '未着手', COMPLETE: '完了', DECLINED: '辞退' },
  answer(input) {
    switch (input.type) {
      case 'passFail':
        return `「${input.positiveLabel}」か「${input.negativeLabel}」`
      case 'categorical':
        return `${input.isMultiple ? '複数選択' : '一つ選択'}：${input.options.join('、')}`
      case 'numeric':
        return `数値 ${range(input, '〜')}${input.unit === undefined ? '' : `（単位：${input.unit}）`}`.trim()
      case 'rating':
        return `1〜${input.max} の段階評価`
      case 'text':
        return input.maxLength === undefined ? 'テキスト' : `テキスト（${input.maxLength} 文字まで）`
      case 'textList':
        return input.maxCount === undefined ? '複数のテキスト' : `テキスト（${input.maxCount} 件まで）`
      case 'ranking':
        return `良い順：${input.options.join('、')}`
      case 'pairwise':
        return '2 つの出力のうち良いほう'
      case 'highlight':
        return `本文への印：${input.labels.map(({ text }) => text).join('、')}`
    }
  },
  missing: 'このラベリングセッションは見つかりません',
  missingHint:
    '削除されたか、別のワークスペースにあります。Assay でそのワークスペースを開いてから、ページを読み込み直してください。',
}

export const reviewTexts: Readonly<Record<'en' | 'ja', ReviewTexts>> = { en, ja }

/** The first of the two languages that `Accept-Language` names; English when it names none. */
export function chooseLanguage(acceptLanguage: string | undefined): 'en' | 'ja' {
  const ranges = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.split(';')
    const quality = parameters.find((parameter) => parameter.trim().startsWith('q='))
    return { tag: tag.trim().toLowerCase(), weight: quality === undefined ? 1 : Number(quality.trim().slice(2)) }
  })
  const weightOf = (language: string): number =>
    Math.max(
      0,
      ...ranges
        .filter(({ tag }) => tag === language || tag.startsWith(`${language}-`))
        .map(({ weight }) => weight || 0),
    )
  return weightOf('ja') > weightOf('en') ? 'ja' : 'en'
}
