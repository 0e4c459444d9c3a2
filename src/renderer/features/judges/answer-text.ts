import type { JudgeAnswer } from '../../../shared/model/judge.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'

/** How a judge answers, on one line. */
export function useAnswerText(): (answer: JudgeAnswer) => string {
  const t = useT()
  const format = useFormat()
  return (answer) => {
    if (answer.kind === 'choice') return answer.options.join(' / ')
    if (answer.kind === 'number' && answer.min !== undefined && answer.max !== undefined) {
      return t('judges.answerRange', { min: format.number(answer.min), max: format.number(answer.max) })
    }
    return t(`judges.answerKind.${answer.kind}`)
  }
}
