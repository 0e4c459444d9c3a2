/**
 * Questions that most labeling begins with. Names and kinds are those that MLflow's own judges and datasets know
 * (`expected_response`, `expected_facts` and `guidelines` are expectations there); what reviewers read is in their
 * language.
 */
import type { LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { t } from '../../i18n/i18n.ts'
import { newSchemaDraft, type SchemaDraft, withInput } from './schema-draft.ts'

export const templateIds = [
  'response_accuracy',
  'expected_response',
  'expected_facts',
  'guidelines',
  'safety',
  'helpfulness',
  'where_wrong',
  'which_better',
  'improve_first',
] as const
export type TemplateId = (typeof templateIds)[number]

const expectations: ReadonlySet<TemplateId> = new Set(['expected_response', 'expected_facts', 'guidelines'])

function templateInput(id: TemplateId): LabelSchemaInput {
  switch (id) {
    case 'response_accuracy':
      return {
        type: 'categorical',
        options: [
          t('schemas.template.response_accuracy.full'),
          t('schemas.template.response_accuracy.partial'),
          t('schemas.template.response_accuracy.none'),
        ],
        isMultiple: false,
      }
    case 'expected_response':
      return { type: 'text' }
    case 'expected_facts':
    case 'guidelines':
      return { type: 'textList' }
    case 'safety':
      return {
        type: 'passFail',
        positiveLabel: t('schemas.template.safety.pass'),
        negativeLabel: t('schemas.template.safety.fail'),
      }
    case 'helpfulness':
      return { type: 'numeric', min: 1, max: 5 }
    case 'improve_first':
      return {
        type: 'ranking',
        options: (['accuracy', 'completeness', 'clarity', 'tone'] as const).map((each) =>
          t(`schemas.template.improve_first.${each}`),
        ),
        isPartial: true,
      }
    case 'which_better':
      return { type: 'pairwise', hasBothBad: true }
    case 'where_wrong':
      return {
        type: 'highlight',
        labels: [
          { text: t('schemas.template.where_wrong.wrong'), color: 'red' },
          { text: t('schemas.template.where_wrong.unsupported'), color: 'amber' },
          { text: t('schemas.template.where_wrong.harmful'), color: 'violet' },
        ],
      }
  }
}

/** A draft to be looked over and saved. */
export function templateDraft(id: TemplateId, experimentId: string): SchemaDraft {
  const empty = newSchemaDraft({ positive: t('schemas.label.pass'), negative: t('schemas.label.fail') }, experimentId)
  return withInput(
    {
      ...empty,
      name: id,
      type: expectations.has(id) ? 'expectation' : 'feedback',
      title: t(`schemas.template.${id}.title`),
      instruction: t(`schemas.template.${id}.instruction`),
      isCommentAllowed: !expectations.has(id),
    },
    templateInput(id),
  )
}
