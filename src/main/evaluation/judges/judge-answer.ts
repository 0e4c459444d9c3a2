/** The form of a judge's answer: what the model is held to, and what is made of it. */

import type { Json } from '../../../shared/model/json.ts'
import type { JudgeAnswer } from '../../../shared/model/judge.ts'

export type JudgeReading = { value: Json; rationale: string } | { problem: string }

/** JSON schema for structured output: the rationale first, so that the value follows from it. */
export function toAnswerSchema(answer: JudgeAnswer): Record<string, Json> {
  return {
    type: 'object',
    properties: { rationale: { type: 'string' }, value: toValueSchema(answer) },
    required: ['rationale', 'value'],
    additionalProperties: false,
  }
}

/** Limits of numbers are told in words and checked here: strict structured output knows no `minimum`. */
function toValueSchema(answer: JudgeAnswer): Record<string, Json> {
  switch (answer.kind) {
    case 'yesNo':
      return { type: 'string', enum: ['yes', 'no'] }
    case 'choice':
      return { type: 'string', enum: answer.options }
    case 'number': {
      const { min, max } = answer
      const limits = [
        ...(min === undefined ? [] : [`at least ${min}`]),
        ...(max === undefined ? [] : [`at most ${max}`]),
      ]
      return { type: 'number', ...(limits.length === 0 ? {} : { description: limits.join(', ') }) }
    }
    case 'text':
      return { type: 'string' }
  }
}

/**
 * Reads what a model wrote: servers without structured output put fences or words around the JSON, and models answer
 * "Yes" or true for "yes". `problem` says what is off, for asking again.
 */
export function readJudgeAnswer(answer: JudgeAnswer, text: string): JudgeReading {
  const found = findObject(text)
  if (found === undefined) return { problem: 'The answer is not a JSON object.' }
  const value = readValue(answer, found.value)
  if (value === undefined) return { problem: 'The value of the answer is none of those asked for.' }
  return { value, rationale: typeof found.rationale === 'string' ? found.rationale : '' }
}

function readValue(answer: JudgeAnswer, given: Json | undefined): Json | undefined {
  switch (answer.kind) {
    case 'yesNo': {
      if (typeof given === 'boolean') return given ? 'yes' : 'no'
      const word = typeof given === 'string' ? given.trim().toLowerCase() : undefined
      return word === 'yes' || word === 'no' ? word : undefined
    }
    case 'choice': {
      const word = typeof given === 'string' ? given.trim().toLowerCase() : undefined
      return (
        answer.options.find((option) => option === given) ??
        answer.options.find((option) => option.toLowerCase() === word)
      )
    }
    case 'number': {
      const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
      if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
      return number >= (answer.min ?? -Infinity) && number <= (answer.max ?? Infinity) ? number : undefined
    }
    case 'text':
      return typeof given === 'string' && given !== '' ? given : undefined
  }
}

function findObject(text: string): { [key: string]: Json } | undefined {
  const start = text.indexOf('{')
  const end = text.lastIndexOf('}')
  if (start === -1 || end < start) return undefined
  try {
    return JSON.parse(text.slice(start, end + 1)) as { [key: string]: Json }
  } catch {
    return undefined
  }
}
