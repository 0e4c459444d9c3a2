/** What the browse bench asks for: every filter, sort and kind of search, of the store that `generate.ts` makes. */
import type { TraceFilter, TraceSort } from '../../src/shared/model/trace.ts'
import { firstStartUs, type GeneratedStore } from './generate.ts'

const dayUs = 86_400_000_000

/** One by one, common and rare values, and combinations that select little although each part is common. */
export function filtersOf(store: GeneratedStore): Record<string, TraceFilter> {
  const from = firstStartUs
  return {
    'state error': { states: ['ERROR'] },
    'state ok': { states: ['OK'] },
    'states error, in progress': { states: ['ERROR', 'IN_PROGRESS'] },
    'state that no trace has': { states: ['IN_PROGRESS'] },
    'one day': { startUs: { min: from + 10 * dayUs, max: from + 11 * dayUs } },
    'the older part': { startUs: { max: from + 40 * dayUs } },
    'the middle': { startUs: { min: from + 20 * dayUs, max: from + 60 * dayUs } },
    'name common': { names: ['chat'] },
    'name rare': { names: ['triage'] },
    'names, three': { names: ['chat', 'triage', 'faq'] },
    'name unknown': { names: ['none'] },
    'model common': { models: ['gpt-5-mini'] },
    'models, two rare': { models: ['swallow-70b', 'granite-3'] },
    'models, nine': {
      models:
        'gpt-5-mini gpt-5 claude-sonnet-4-5 gpt-4o gemini-2.5-flash gpt-4o-mini gemini-2.5-pro o4-mini phi-4'.split(
          ' ',
        ),
    },
    session: { sessionIds: ['session-1000'] },
    'user common': { userIds: ['user-5'] },
    'user rare': { userIds: ['user-2990'] },
    'tag value common': { tags: [{ key: 'env', value: 'production' }] },
    'tag value 5 %': { tags: [{ key: 'env', value: 'development' }] },
    'tag rare': { tags: [{ key: 'bug' }] },
    'tag on all': { tags: [{ key: 'env' }] },
    'tags, two': {
      tags: [
        { key: 'env', value: 'development' },
        { key: 'release', value: '2026.3' },
      ],
    },
    assessed: { assessments: [{ name: 'correctness', presence: 'present' }] },
    'not assessed': { assessments: [{ name: 'correctness', presence: 'absent' }] },
    'assessed false': { assessments: [{ name: 'correctness', value: false }] },
    'assessed with a rare text': { assessments: [{ name: 'tone', value: 'rude' }] },
    'assessed in a range': { assessments: [{ name: 'relevance_score', min: 0, max: 0.1 }] },
    'assessed by a person': { assessments: [{ name: 'correctness', sourceType: 'HUMAN' }] },
    'assessed by one reviewer': { assessments: [{ name: 'correctness', sourceId: 'reviewer-11' }] },
    'not assessed by a person': { assessments: [{ name: 'quality', presence: 'absent', sourceType: 'HUMAN' }] },
    'duration long': { durationUs: { min: 10_000_000 } },
    'duration very long': { durationUs: { min: 28_000_000 } },
    'duration short': { durationUs: { max: 50_000 } },
    'tokens many': { totalTokens: { min: 5_000 } },
    'tokens very many': { totalTokens: { min: 20_000 } },
    'cost high': { cost: { min: 0.02 } },
    'cost in a narrow range': { cost: { min: 0.005, max: 0.0051 } },
    errors: { hasErrors: true },
    'no errors': { hasErrors: false },
    'two ids': { traceIds: [store.largeTraceId, store.mediumTraceId] },
    trash: { deleted: true },
    'experiment without traces': { experimentId: '5' },
    'default experiment': { experimentId: '0' },
    'model, errors, tag': { models: ['gpt-5-mini'], hasErrors: true, tags: [{ key: 'env', value: 'development' }] },
    'name, duration, tokens': { names: ['chat'], durationUs: { min: 5_000_000 }, totalTokens: { max: 2_000 } },
    'state, user, time': { states: ['OK'], userIds: ['user-5'], startUs: { min: from, max: from + 30 * dayUs } },
    contradiction: { states: ['ERROR'], hasErrors: false },
    'old and long': { startUs: { max: from + 10 * dayUs }, durationUs: { min: 3_000_000 } },
    'old and tagged': { startUs: { max: from + 2 * dayUs }, tags: [{ key: 'env', value: 'production' }] },
    'old and model': { startUs: { max: from + 5 * dayUs }, models: ['gpt-5-mini'] },
    'three ranges': { durationUs: { min: 3_000_000 }, totalTokens: { min: 15_000 }, hasErrors: true },
    'three common ranges, few in all': {
      durationUs: { min: 1_000_000 },
      totalTokens: { max: 300 },
      cost: { min: 0.001 },
    },
  }
}

export const filterSorts: TraceSort[] = [
  { column: 'start', direction: 'desc' },
  { column: 'start', direction: 'asc' },
  { column: 'duration', direction: 'desc' },
]

const sortedColumns = [
  'name',
  'state',
  'duration',
  'tokens',
  'cost',
  'model',
  'session',
  'user',
  'spans',
  'errors',
] as const
const sortedAssessments = ['correctness', 'relevance_score', 'expected_answer']

export const sorts: TraceSort[] = [
  ...sortedColumns,
  ...sortedAssessments.map((assessment) => ({ assessment })),
].flatMap((column) => [
  { column, direction: 'asc' as const },
  { column, direction: 'desc' as const },
])

/** Unique, rare, common, everywhere; beginnings; phrases; several words; Japanese of one and more characters. */
export const searches = [
  'zanzibar',
  'refund',
  'ka',
  'k',
  'zanz',
  'ka lo',
  '"ka lo"',
  'ka ten refund',
  'zanzibar refund',
  'nothinglikeit',
  'production',
  'chat',
  '東京',
  '都',
  '契約書',
  '大阪から',
  '東京 refund',
  '9e3779b1',
]
