import type { AgreementFigure } from '../../../shared/model/label-quality.ts'
import type { Format } from '../../i18n/format.ts'
import { isShare } from './figure-reading.ts'

/** A figure as it is written: a share in per cent, a coefficient with two places and a real minus sign. */
export function figureText(kind: AgreementFigure['kind'], value: number, format: Format): string {
  if (isShare(kind)) return format.percent(value)
  const text = value.toFixed(2)
  return text === '-0.00' ? '0.00' : text.replace('-', '−')
}
