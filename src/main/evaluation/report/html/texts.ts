/** Words of exported reports, in both languages; the interface has its own. */
import type { Dimension, MeasureName, PairOutcome, ReportLanguage } from '../../../../shared/model/report.ts'

const english = {
  report: 'Evaluation report',
  comparison: 'Comparison of evaluations',
  unnamed: 'Unnamed',
  run: 'Run',
  experiment: 'Experiment',
  started: 'Started',
  dataset: 'Dataset',
  version: 'version',
  split: 'split',
  target: 'Target',
  scorers: 'Scorers',
  rows: 'Rows',
  failedRows: 'without an answer of the target',
  waitingRows: 'still waiting',
  intervals:
    'Intervals are 95 %: Wilson’s for shares, resampled with a fixed seed for means and medians. Failures of a scorer are never counted as a verdict.',
  passes: 'pass',
  mean: 'mean',
  median: 'median',
  pass: 'Pass',
  fail: 'Fail',
  errors: 'Could not be judged',
  missing: 'Nothing said',
  value: 'Value',
  share: 'Share',
  interval: '95 % interval',
  took: 'What it took',
  sum: 'Sum',
  p90: '90 % within',
  p99: '99 % within',
  max: 'Most',
  parts: 'Parts of the rows',
  without: 'without',
  few: 'Fewer than 20 rows: the interval says how little is known.',
  allRows: 'Rows, failures first',
  moreRows: 'more rows are in the CSV and JSON exports.',
  input: 'Input',
  output: 'Output',
  expected: 'Expected',
  results: 'Results',
  pairs: 'pairs, by record:',
  byInputs: 'by equal inputs:',
  unpaired: 'Rows without a partner, before and after:',
  before: 'Before',
  after: 'After',
  difference: 'Difference',
  better: 'Better',
  worse: 'Worse',
  equal: 'Equal',
  changed: 'Changed',
  test: 'Test',
  mcnemar: 'McNemar, exact',
  wilcoxon: 'Wilcoxon, signed ranks',
  points: 'points',
  lower: 'less is better',
  incomplete: 'pairs lack a value',
  noDifference: 'No row differs',
  fewPairs: 'Fewer than 20 pairs: one more row can change the figures a lot.',
  regressions: 'What got worse',
  noRegressions: 'No row got worse.',
  morePairs: 'more rows got worse; the CSV and JSON exports have them.',
  notCorrected: 'p-values are not corrected for the number of scorers.',
  measure: {
    durationMs: 'Duration (ms)',
    inputTokens: 'Input tokens',
    outputTokens: 'Output tokens',
    costUsd: 'Cost (US dollars)',
  } satisfies Record<MeasureName, string>,
  dimension: {
    tag: 'Tag',
    expectation: 'Expected',
    model: 'Model',
    split: 'Split',
    code: 'Code',
  } satisfies Record<Dimension['kind'], string>,
  outcome: { worse: 'worse', unclear: 'mixed', better: 'better', same: 'the same' } satisfies Record<
    PairOutcome,
    string
  >,
}

export type ReportTexts = typeof english

const japanese: ReportTexts = {
  report: '評価実行レポート',
  comparison: '評価実行の比較',
  unnamed: '名前なし',
  run: 'ラン',
  experiment: 'エクスペリメント',
  started: '開始',
  dataset: 'データセット',
  version: 'バージョン',
  split: '分割',
  target: '対象',
  scorers: 'スコアラー',
  rows: '行数',
  failedRows: '対象から回答なし',
  waitingRows: '未処理',
  intervals:
    '区間はいずれも 95 % です。割合はウィルソンの区間、平均と中央値は乱数の種を固定したブートストラップ区間です。スコアラーの失敗は判定に数えません。',
  passes: '合格',
  mean: '平均',
  median: '中央値',
  pass: '合格',
  fail: '不合格',
  errors: '判定できず',
  missing: '判定なし',
  value: '値',
  share: '割合',
  interval: '95 % 区間',
  took: 'かかった時間と費用',
  sum: '合計',
  p90: '90 % 点',
  p99: '99 % 点',
  max: '最大',
  parts: '行の内訳',
  without: 'なし',
  few: '20 行未満です。区間の広さだけ不確かです。',
  allRows: '行（不合格が先）',
  moreRows: '行は省略しました。CSV と JSON にはすべて含まれます。',
  input: '入力',
  output: '出力',
  expected: '期待値',
  results: '結果',
  pairs: '組。レコードによる組：',
  byInputs: '同じ入力による組：',
  unpaired: '相手のない行（前と後）：',
  before: '前',
  after: '後',
  difference: '差',
  better: '改善',
  worse: '悪化',
  equal: '同じ',
  changed: '変化',
  test: '検定',
  mcnemar: 'マクネマー検定（正確）',
  wilcoxon: 'ウィルコクソンの符号付順位検定',
  points: 'ポイント',
  lower: '小さいほど良い',
  incomplete: '組は値がそろっていません',
  noDifference: '差のある行はありません',
  fewPairs: '20 組未満です。行が増えると値が大きく変わることがあります。',
  regressions: '悪化した行',
  noRegressions: '悪化した行はありません。',
  morePairs: '行は省略しました。CSV と JSON にはすべて含まれます。',
  notCorrected: 'p 値はスコアラーの数に対する補正をしていません。',
  measure: {
    durationMs: '所要時間（ミリ秒）',
    inputTokens: '入力トークン',
    outputTokens: '出力トークン',
    costUsd: '費用（米ドル）',
  },
  dimension: { tag: 'タグ', expectation: '期待値', model: 'モデル', split: '分割', code: 'コード' },
  outcome: { worse: '悪化', unclear: '混在', better: '改善', same: '同じ' },
}

export interface Words {
  language: ReportLanguage
  texts: ReportTexts
  /** At most so many significant digits; whole numbers in full. */
  number(value: number, digits?: number): string
  percent(share: number): string
  time(timeMs: number): string
}

/** Times in UTC: a file says the same wherever it is made. */
export function wordsOf(language: ReportLanguage): Words {
  const locale = language === 'ja' ? 'ja-JP' : 'en-US'
  const whole = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  return {
    language,
    texts: language === 'ja' ? japanese : english,
    number: (value, digits = 4) =>
      Number.isInteger(value)
        ? whole.format(value)
        : new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }).format(value),
    percent: (share) => percent.format(share),
    time: (timeMs) => `${time.format(timeMs)} UTC`,
  }
}
