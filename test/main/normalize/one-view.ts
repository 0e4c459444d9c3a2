/** Comparing the views of one call told by several conventions. */
import { expect } from 'vitest'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../src/shared/model/otlp.ts'

export interface Telling {
  convention: string
  span: OtlpSpan
  logs?: OtlpLogRecord[]
}

export function viewOf({ span, logs }: Telling) {
  const { conventions, ...rest } = viewSpan(span, logs ?? [])
  expect(conventions.length).toBeGreaterThan(0)
  return rest
}

export function expectOneView(tellings: Telling[]) {
  const [first, ...others] = tellings.map(viewOf)
  for (const [index, other] of others.entries()) {
    expect({ by: tellings[index + 1]?.convention, ...other }).toEqual({ by: tellings[index + 1]?.convention, ...first })
  }
  return first
}
