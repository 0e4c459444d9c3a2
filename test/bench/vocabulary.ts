/** Words and names of the generated workspace. */

export const models = [
  'gpt-5-mini',
  'gpt-5',
  'claude-sonnet-4-5',
  'gpt-4o',
  'gemini-2.5-flash',
  'gpt-4o-mini',
  'claude-haiku-4-5',
  'gemini-2.5-pro',
  'llama-3.3-70b',
  'mistral-large',
  'qwen3-32b',
  'deepseek-v3',
  'command-r',
  'phi-4',
  'gemma-3',
  'claude-opus-4-1',
  'o4-mini',
  'nova-pro',
  'granite-3',
  'swallow-70b',
]
export const names = [
  'chat',
  'answer_question',
  'rag_query',
  'agent_run',
  'summarize',
  'translate',
  'classify_ticket',
  'extract_fields',
  'plan_trip',
  'write_email',
  'code_review',
  'sql_assistant',
  'moderate',
  'rewrite',
  'compare_products',
  'order_status',
  'refund_request',
  'search_docs',
  'onboarding',
  'faq',
  'nightly_eval',
  'smoke_test',
  'voice_turn',
  'tool_probe',
  'report_weekly',
  'triage',
]
export const japanese = [
  '東京都庁の近くで昼食をとれる場所を教えてください。',
  '請求書の再発行を依頼したいのですが、手続きはどうすればよいですか。',
  'パスワードを忘れたため、再設定の方法を案内してください。',
  '納期の遅れについて取引先へのお詫びのメールを書いて。',
  'この契約書の解除条件を三行で要約してください。',
  '京都から大阪まで一番安い行き方はどれですか。',
  '社内規程によると在宅勤務の申請は前日までに必要です。',
  '検索結果によれば、その機能は次の版で提供されます。',
]
export const tools = ['search', 'calculator', 'get_order', 'weather', 'sql']

/** A few tags, some of them rare. */
export function tagsOf(random: () => number): Record<string, string> {
  const environment = random()
  const tags: Record<string, string> = {
    env: environment < 0.7 ? 'production' : environment < 0.95 ? 'staging' : 'development',
    release: `2026.${1 + Math.floor(random() * 30)}`,
  }
  if (random() < 0.0005) tags.bug = `ISSUE-${Math.floor(random() * 50)}`
  return tags
}
