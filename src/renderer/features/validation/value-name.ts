import type { ScalarValue } from '../../../shared/model/validation.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { valueText } from './compared.ts'

/** The two verdicts in words, other values as they are. */
export function useValueName(isVerdict: boolean): (value: ScalarValue) => string {
  const t = useT()
  const format = useFormat()
  return (value) =>
    isVerdict && (value === 'pass' || value === 'fail') ? t(`validation.${value}`) : valueText(value, format)
}
