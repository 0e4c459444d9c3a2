import { expect, test } from 'vitest'
import { findTextQuestion } from '../../../../src/renderer/features/labeling-screen/text-question.ts'

test('the key for writing goes to the next question that takes text, then to those before', () => {
  const takesText = (at: number) => at === 1 || at === 3
  expect(findTextQuestion(5, 0, takesText)).toBe(1)
  expect(findTextQuestion(5, 1, takesText)).toBe(1)
  expect(findTextQuestion(5, 2, takesText)).toBe(3)
  expect(findTextQuestion(5, 4, takesText)).toBe(1)
  expect(findTextQuestion(5, 2, () => false)).toBeUndefined()
  expect(findTextQuestion(0, 0, takesText)).toBeUndefined()
})
