import { useCallback } from 'react'
import { parseMarks } from '../../shared/model/highlight.ts'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'

/** Highlights in a few words: how many, and with which labels. Undefined for what is none; an empty list may be anything. */
export function useMarksText(): (value: unknown) => string | undefined {
  const t = useT()
  const format = useFormat()
  return useCallback(
    (value) => {
      const marks = Array.isArray(value) && value.length > 0 ? parseMarks(value) : undefined
      if (marks === undefined) return undefined
      const counts = new Map<string, number>()
      for (const { label } of marks) counts.set(label, (counts.get(label) ?? 0) + 1)
      const labels = [...counts].map(([label, count]) => (count === 1 ? label : `${label} ×${format.number(count)}`))
      return t('ui.highlight.marks', {
        count: marks.length,
        formatted: format.number(marks.length),
        labels: labels.join(' · '),
      })
    },
    [t, format],
  )
}

/** The quotes, one a line, for a title. */
export function quotesOf(value: unknown): string {
  return (parseMarks(value) ?? []).map(({ label, quote }) => `${label}: ${quote}`).join('\n')
}
