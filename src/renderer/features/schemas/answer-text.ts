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
      case 'ranking':
        return { kind, detail: input.options.join(' · ') }
      case 'rating':
        return { kind, detail: t('schemas.summary.range', { min: format.number(1), max: format.number(input.max) }) }
      case 'numeric': {
        const { min, max, unit } = input
        const range =
          min !== undefined && max !== undefined
            ? t('schemas.summary.range', { min: format.number(min), max: format.number(max) })
            : min !== undefined
              ? t('schemas.summary.atLeast', { min: format.number(min) })
              : max !== undefined
                ? t('schemas.summary.atMost', { max: format.number(max) })
                : undefined
        const parts = [range, unit].filter((part) => part !== undefined)
        return { kind, detail: parts.length === 0 ? undefined : parts.join(' ') }
      }
      case 'pairwise':
        return { kind, detail: input.paths === undefined ? undefined : `${input.paths.a} · ${input.paths.b}` }
      case 'highlight':
        return { kind, detail: input.labels.map(({ text }) => text).join(' · ') }
      default:
        return { kind, detail: undefined }
    }
  }
}
