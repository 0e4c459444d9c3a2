/**
 * Guesses what the columns of a generic file are from their names, in English and Japanese, and a look at sample
 * values. A guess is shown to the person before anything is imported, so it aims at the usual, not at everything.
 */
import type { ColumnTarget } from '../../../shared/model/job.ts'
import type { Json } from '../../../shared/model/json.ts'
import { parseTimeNano } from '../../formats/time-text.ts'

/** Names in order of preference, normalised as by `normalizeName`. Only the first match of a target wins it. */
const names: Partial<Record<ColumnTarget, readonly string[]>> = {
  traceId: [
    'trace_id',
    'request_id',
    'id',
    'run_id',
    'example_id',
    'record_id',
    'custom_id',
    'uuid',
    'トレースid',
    '識別子',
    '番号',
  ],
  input: [
    'input',
    'inputs',
    'question',
    'prompt',
    'query',
    'user_input',
    'user_message',
    'messages',
    'request',
    'instruction',
    'user_query',
    'input_text',
    'input_value',
    'user_question',
    'question_text',
    'problem',
    'message',
    'prompts',
    'utterance',
    '質問',
    '入力',
    '問い',
    '質問文',
    'プロンプト',
    '問い合わせ',
    '問合せ',
    'ユーザー入力',
    '依頼',
    '設問',
  ],
  output: [
    'output',
    'outputs',
    'answer',
    'response',
    'completion',
    'model_output',
    'generated_text',
    'prediction',
    'generation',
    'output_text',
    'output_value',
    'actual_output',
    'model_answer',
    'assistant_message',
    'bot_response',
    'reply',
    'choices',
    'generated_answer',
    'llm_output',
    'result',
    'predicted_answer',
    'model_response',
    '回答',
    '出力',
    '応答',
    '答え',
    '返答',
    '回答文',
    '生成結果',
    '応答文',
  ],
  expected: [
    'expected_response',
    'expected',
    'expected_output',
    'reference',
    'ground_truth',
    'reference_answer',
    'expected_answer',
    'gold',
    'gold_answer',
    'ideal',
    'ideal_answer',
    'target',
    'correct_answer',
    'reference_output',
    'expectations',
    'expected_facts',
    'golden_answer',
    'solution',
    '正解',
    '期待値',
    '正答',
    '模範解答',
    '期待する回答',
    '期待出力',
    '想定回答',
    '参照回答',
  ],
  context: [
    'contexts',
    'context',
    'retrieved_context',
    'retrieved_contexts',
    'retrieved_documents',
    'documents',
    'docs',
    'retrieval_context',
    'sources',
    'passages',
    'chunks',
    'knowledge',
    'references',
    'retrieved_docs',
    'source_documents',
    'コンテキスト',
    '文脈',
    '参考文書',
    '参考資料',
    '検索結果',
    '参照文書',
    '根拠',
  ],
  name: ['name', 'trace_name', 'title', 'task', 'operation', '名前', '名称', '件名', 'タイトル'],
  time: [
    'timestamp',
    'start_time',
    'time',
    'created_at',
    'created',
    'date',
    'datetime',
    'request_time',
    'started_at',
    'timestamp_ms',
    'create_time',
    '日時',
    '時刻',
    '作成日時',
    '開始時刻',
    '日付',
    'タイムスタンプ',
  ],
  durationMs: [
    'duration_ms',
    'latency_ms',
    'execution_time_ms',
    'elapsed_ms',
    'latency',
    'duration',
    'response_time_ms',
    '所要時間',
    '応答時間',
    '処理時間',
  ],
  model: ['model', 'model_name', 'model_id', 'llm', 'llm_model', 'engine', 'モデル', 'モデル名'],
  session: [
    'session_id',
    'session',
    'conversation_id',
    'conversation',
    'thread_id',
    'thread',
    'chat_id',
    'dialogue_id',
    'セッション',
    'セッションid',
    '会話id',
    'スレッド',
  ],
  user: [
    'user_id',
    'user',
    'username',
    'user_name',
    'customer_id',
    'end_user',
    'ユーザー',
    'ユーザーid',
    '利用者',
    'ユーザ',
  ],
  inputTokens: [
    'input_tokens',
    'prompt_tokens',
    'tokens_in',
    'input_token_count',
    'prompt_token_count',
    '入力トークン',
    '入力トークン数',
  ],
  outputTokens: [
    'output_tokens',
    'completion_tokens',
    'tokens_out',
    'output_token_count',
    'completion_token_count',
    '出力トークン',
    '出力トークン数',
  ],
  cost: ['cost', 'total_cost', 'cost_usd', 'usd', 'price', '費用', 'コスト', '料金'],
  error: ['error', 'exception', 'error_message', 'status_message', 'エラー', 'エラー内容'],
  tag: [
    'tags',
    'tag',
    'category',
    'topic',
    'difficulty',
    'language',
    'split',
    'environment',
    'version',
    'タグ',
    'カテゴリ',
    '分類',
    '種別',
    '難易度',
  ],
}

/** Targets that several columns may have. */
export const repeatableTargets: ReadonlySet<ColumnTarget> = new Set(['tag', 'metadata', 'feedback', 'ignore'])

const feedbackName =
  /(^|_)(feedback|rating|ratings|score|scores|label|labels|thumbs|thumb|thumbs_up|grade|evaluation|verdict|is_correct|correct|correctness|relevance|faithfulness|groundedness|helpfulness|helpful|accuracy|quality|toxicity|hallucination|satisfaction|stars|annotation)$|評価|採点|スコア|点数|満足度|正誤|ラベル|フィードバック/
const wholeTraceName = /^(spans|observations|assessments|child_runs)$/

/** Lower case with single underscores; full-width letters become ASCII; `camelCase` becomes `camel_case`. */
export function normalizeName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s\-./:()[\]]+/g, '_')
    .replace(/^_+|_+$/g, '')
}

export interface SampledColumn {
  name: string
  samples: readonly Json[]
}

/** One target a column, in the order of the columns. */
export function guessTargets(columns: readonly SampledColumn[]): ColumnTarget[] {
  // Tables that Assay exported have three columns an assessment: the value, `.rationale` and `.source`.
  const given = new Set(columns.map(({ name }) => name))
  const isAssessment = (name: string): boolean => given.has(`${name}.rationale`) && given.has(`${name}.source`)
  const isAssessmentDetail = (name: string): boolean =>
    /\.(rationale|source)$/.test(name) && isAssessment(name.slice(0, name.lastIndexOf('.')))
  const targets: ColumnTarget[] = columns.map(({ name, samples }) => {
    // Whole traces inside a row, as in Assay's own JSON lines: too much for a metadata value.
    if (wholeTraceName.test(name) && samples.some(Array.isArray)) return 'ignore'
    if (isAssessment(name)) return 'feedback'
    if (isAssessmentDetail(name)) return 'metadata'
    return feedbackName.test(normalizeName(lastSegment(name))) ? 'feedback' : 'metadata'
  })
  for (const [target, wanted] of Object.entries(names) as [ColumnTarget, readonly string[]][]) {
    const ranks = columns.map(({ name, samples }, index) => {
      if (isAssessment(name) || isAssessmentDetail(name)) return Number.POSITIVE_INFINITY
      const whole = wanted.indexOf(normalizeName(name))
      const last = wanted.indexOf(normalizeName(lastSegment(name)))
      // A whole name is surer than the end of a path; between equal ones the first column wins.
      const rank = whole !== -1 ? whole : last !== -1 ? 100 + last : Number.POSITIVE_INFINITY
      return suits(target, samples) ? rank + index / 10_000 : Number.POSITIVE_INFINITY
    })
    ranks.forEach((rank, index) => {
      const isBest = rank === Math.min(...ranks)
      if (Number.isFinite(rank) && (isBest || repeatableTargets.has(target))) targets[index] = target
    })
  }
  return targets
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** Refuses what the samples contradict, such as words in a cost column. */
function suits(target: ColumnTarget, samples: readonly Json[]): boolean {
  const given = samples.filter((sample) => sample !== null && sample !== '')
  if (given.length === 0) return true
  switch (target) {
    case 'time':
      return given.some((sample) => parseTimeNano(sample) !== undefined)
    case 'inputTokens':
    case 'outputTokens':
    case 'cost':
      return given.some((sample) => toNumber(sample) !== undefined)
    case 'durationMs':
      return given.some((sample) => toNumber(sample) !== undefined || /^[\d.]+\s*(s|ms)$/.test(String(sample)))
    case 'model':
    case 'name':
    case 'session':
    case 'user':
    case 'traceId':
      return given.some((sample) => typeof sample !== 'object')
    default:
      return true
  }
}

/** A number from a number or its text, with thousands separators and a dollar or yen sign tolerated. */
export function toNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const text = value
    .trim()
    .replace(/^[$¥€]\s*/, '')
    .replace(/,(?=\d{3}(\D|$))/g, '')
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}
