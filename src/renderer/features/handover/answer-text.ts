import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import { pairwiseChoices } from '../../../shared/model/pairwise.ts'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { useMarksText } from '../../ui/marks-text.ts'

/** An answer in a few words, as its question names it. */
export function useAnswerText(): (schemaId: string | undefined, value: Json | undefined) => string {
  const t = useT()
  const marksText = useMarksText()
  const schemas = useQuery(orpc.labelSchemas.list.queryOptions({ input: {} })).data
  return useCallback(
    (schemaId, value) => {
      if (value === undefined) return t('handover.takenBack')
      const input = schemas?.find((schema) => schema.schemaId === schemaId)?.input
      if (typeof value === 'boolean' && input?.type === 'passFail') {
        return value ? input.positiveLabel : input.negativeLabel
      }
      const choice = pairwiseChoices.find((each) => each === value)
      if (input?.type === 'pairwise' && choice !== undefined) return t(`ui.pairwise.answer.${choice}`)
      const marks = marksText(value)
      if (marks !== undefined) return marks
      if (Array.isArray(value) && value.length === 0 && input?.type === 'highlight') return t('ui.highlight.nothing')
      if (Array.isArray(value))
        return value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(', ')
      return typeof value === 'string' ? value : JSON.stringify(value)
    },
    [schemas, t, marksText],
  )
}
