import type { ReadableTrace } from '../../../shared/model/label-work.ts'

/** Something to judge, so that the preview of a question can be tried. */
export function sampleTrace(question: string, answer: string): ReadableTrace {
  return {
    traceId: '',
    name: '',
    messages: [{ role: 'user', parts: [{ type: 'text', text: question }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', text: answer }] }],
    documents: [],
    toolCalls: [],
    isTruncated: false,
  }
}
