/**
 * Google's Agent Development Kit (`gcp.vertex.agent.*`): whole requests and responses in Gemini's shape. With content
 * capture off they are `{}`, on tool spans the request is `{}` and the arguments may be `N/A`.
 * Source: google/adk-python `telemetry.py` (June 2025).
 */
import type { Convention } from '../convention.ts'

export const googleAdk: Convention = {
  name: 'google-adk',
  marks: ['gcp.vertex.agent.'],
  keys: {
    input: { 'gcp.vertex.agent.llm_request': 56, 'gcp.vertex.agent.data': 58 },
    output: { 'gcp.vertex.agent.llm_response': 56 },
    toolArguments: { 'gcp.vertex.agent.tool_call_args': 45 },
    toolResult: { 'gcp.vertex.agent.tool_response': 45 },
    sessionId: { 'gcp.vertex.agent.session_id': 40 },
  },
}
