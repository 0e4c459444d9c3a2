/** What stands in place of figures where there are none, and why. */
import { Button } from '@mantine/core'
import type { PairCounts, PassedOver, ValidationSetup } from '../../../shared/model/validation.ts'
import { navigate } from '../../app/routes.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import css from './validation.module.css'

const reasons = ['otherOutput', 'notComparable', 'tied'] as const satisfies PassedOver['reason'][]
/** Names that are written out. */
const mostNamed = 5

/** No question is left to compare with. */
export function NoQuestion({ setup }: { setup: ValidationSetup }) {
  const t = useT()
  const format = useFormat()
  const { scorer, isFreeText, passedOver, splits, rows } = setup
  const toLabeling = <Button onClick={() => navigate({ screen: 'labeling' })}>{t('validation.none.toLabeling')}</Button>
  if (isFreeText) {
    return (
      <EmptyState title={t('validation.none.freeText')}>
        {t('validation.none.freeTextBody', { name: scorer })}
      </EmptyState>
    )
  }
  const sealed = splits.reduce((sum, split) => sum + (split.isSealed ? split.rows : 0), 0)
  const hasSealed = sealed > 0 && sealed === rows
  if (passedOver.length === 0) {
    return (
      <EmptyState title={t('validation.none.noAnswers')} actions={toLabeling}>
        {t(hasSealed ? 'validation.none.allSealed' : 'validation.none.noAnswersBody', { name: scorer })}
      </EmptyState>
    )
  }
  const namesOf = (reason: PassedOver['reason']) =>
    passedOver.filter((each) => each.reason === reason).map(({ title, name }) => title ?? name)
  const found = reasons.filter((reason) => namesOf(reason).length > 0)
  return (
    <EmptyState
      title={t(
        found.length === 1 ? `validation.none.only.${found[0] as PassedOver['reason']}` : 'validation.none.noQuestion',
      )}
      actions={toLabeling}
    >
      <ul className={css.sentences}>
        {found.map((reason) => {
          const names = namesOf(reason)
          const shown = names.slice(0, mostNamed).map((name) => t('validation.mapping.quoted', { value: name }))
          const more = names.length > mostNamed ? ['…'] : []
          return <li key={reason}>{t(`validation.none.why.${reason}`, { names: format.list([...shown, ...more]) })}</li>
        })}
      </ul>
      {t('validation.none.whatHelps', { name: scorer })}
    </EmptyState>
  )
}

const leftOut = [
  'otherOutput',
  'unlabelled',
  'ignored',
  'tied',
  'example',
  'failed',
] as const satisfies (keyof PairCounts)[]

/** No row has both a value and an answer. The most frequent reason is said. */
export function NoPairs({ counts }: { counts: PairCounts }) {
  const t = useT()
  const [most] = leftOut.filter((reason) => counts[reason] > 0).toSorted((a, b) => counts[b] - counts[a])
  return (
    <EmptyState title={t('validation.few.none')}>
      {t(most === undefined ? 'validation.few.noRows' : `validation.few.noneBecause.${most}`)}
    </EmptyState>
  )
}
