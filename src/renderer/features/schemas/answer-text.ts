import type { LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { kindOf } from './schema-draft.ts'

/** How a question is answered, on one line: the kind, and its options, labels or range. */
export function useAnswerText(): (input: LabelSchemaInput) => { kind: string; detail: string | undefined } {
  const t = useT()
  const format = useFormat()
  return (input) => {
    const kind = t(`schemas.kind.${kindOf(input)}`)
    switch (input.type) {
      case 'passFail':
        return {
          kind,
          detail: t('schemas.summary.passFail', { positive: input.positiveLabel, negative: input.negativeLabel }),
        }
      case 'categorical':
        return { kind, detail: input.options.join(' · ') }
      case 'numeric': {
        const { min, max } = input
        if (min !== undefined && max !== undefined) {
          return { kind, detail: t('schemas.summary.range', { min: format.number(min), max: format.number(max) }) }
        }
        if (min !== undefined) return { kind, detail: t('schemas.summary.atLeast', { min: format.number(min) }) }
        if (max !== undefined) return { kind, detail: t('schemas.summary.atMost', { max: format.number(max) }) }
        return { kind, detail: undefined }
      }
      default:
        return { kind, detail: undefined }
    }
  }
}
