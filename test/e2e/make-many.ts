import { type MadeTrace, makeChat } from './make-traces.ts'

const topics = ['brakes', 'lights', 'tyres', 'delivery', 'returns', 'repair', 'insurance', 'helmets']
const models = ['gpt-4.1-mini', 'gpt-4.1', 'claude-sonnet-4', 'llama-3.3-70b']

/** Many small different traces, one second apart, the newest last. */
export function makeMany(count: number, endMs: number): MadeTrace[] {
  return Array.from({ length: count }, (_, index) => {
    const topic = topics[index % topics.length] as string
    const model = models[index % models.length] as string
    const trace = makeChat(
      `many ${index}`,
      endMs - (count - index) * 1_000,
      `Question ${index} about ${topic}: what should I know?`,
      `Answer ${index}: with ${topic} it depends on the model year.`,
      {
        'gen_ai.request.model': model,
        'gen_ai.response.model': model,
        'gen_ai.usage.input_tokens': 100 + index,
        'gen_ai.conversation.id': `session-${index % 40}`,
        'user.id': `user-${index % 15}`,
      },
    )
    const [root] = trace.spans
    if (root !== undefined) {
      root.name = `answer ${topic}`
      root.durationMs = 200 + ((index * 37) % 2_000)
      if (index % 17 === 5) root.error = 'The model refused.'
    }
    return trace
  })
}
