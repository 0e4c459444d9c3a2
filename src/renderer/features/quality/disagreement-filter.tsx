import { Select } from '@mantine/core'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'
import { questionTitle } from './answer-mark.tsx'
import css from './quality.module.css'
import { changeView } from './quality-view.ts'

const all = 'all'

/** Of which question disagreements show. */
export function QuestionSelect({ session, schemaId }: { session: LabelingSession; schemaId: string | undefined }) {
  const t = useT()
  const { sessionId, schemas } = session
  return (
    <Select
      className={css.select}
      aria-label={t('quality.list.question')}
      allowDeselect={false}
      value={schemaId ?? all}
      data={[
        { value: all, label: t('quality.list.allQuestions') },
        ...schemas.map((schema) => ({ value: schema.schemaId, label: questionTitle(schema) })),
      ]}
      onChange={(value) =>
        changeView(sessionId, {
          schemaId: value === null || value === all ? undefined : value,
          activeKey: undefined,
        })
      }
    />
  )
}
