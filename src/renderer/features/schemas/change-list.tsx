/** What is different between two versions of a question, line by line. */
import type { SchemaDefinition } from '../../../shared/model/labeling.ts'
import { listChanges, type SchemaChange } from '../../../shared/model/schema-definition.ts'
import { useT } from '../../i18n/i18n.ts'
import { useAnswerText } from './answer-text.ts'
import css from './schemas.module.css'

export function ChangeList({ before, after }: { before: SchemaDefinition; after: SchemaDefinition }) {
  const t = useT()
  const changeText = useChangeText()
  const changes = listChanges(before, after)
  if (changes.length === 0) return <p className={css.hint}>{t('schemas.change.none')}</p>
  return (
    <ul className={css.changes}>
      {changes.map((change) => (
        <li key={JSON.stringify(change)}>{changeText(change, before, after)}</li>
      ))}
    </ul>
  )
}

const settingNames = new Set([
  'positiveLabel',
  'negativeLabel',
  'min',
  'max',
  'unit',
  'lowLabel',
  'highLabel',
  'maxLength',
  'maxLengthEach',
  'maxCount',
  'paths',
  'hasBothBad',
] as const)
type SettingName = typeof settingNames extends Set<infer T> ? T : never

function useChangeText(): (change: SchemaChange, before: SchemaDefinition, after: SchemaDefinition) => string {
  const t = useT()
  const answerText = useAnswerText()
  const turn = (before: string, after: string) => ({
    before: before === '' ? t('schemas.change.nothing') : before,
    after: after === '' ? t('schemas.change.nothing') : after,
  })
  return (change, before, after) => {
    switch (change.what) {
      case 'kind':
        return t('schemas.change.kind', turn(answerText(before.input).kind, answerText(after.input).kind))
      case 'optionAdded':
      case 'optionRemoved':
        return t(`schemas.change.${change.what}`, { option: change.option })
      case 'optionRenamed':
        return t('schemas.change.optionRenamed', { option: change.option, to: change.to })
      case 'optionOrder':
        return t('schemas.change.optionOrder')
      case 'setting': {
        const isKnown = (settingNames as Set<string>).has(change.setting)
        if (change.setting === 'optionHelp') return t('schemas.change.optionHelp')
        // A setting that has no word of its own yet goes by its name.
        const name = isKnown ? t(`schemas.change.setting.${change.setting as SettingName}`) : change.setting
        return t('schemas.change.from', { name, ...turn(change.before, change.after) })
      }
      case 'field':
        switch (change.field) {
          case 'title':
          case 'group': {
            const { field } = change
            return t('schemas.change.from', {
              name: t(`schemas.change.${field}`),
              ...turn(before[field] ?? '', after[field] ?? ''),
            })
          }
          case 'isRequired':
          case 'enableComment':
            return t(`schemas.change.${change.field}${after[change.field] === true ? 'On' : 'Off'}`)
          case 'askIf':
            return t(after.askIf === undefined ? 'schemas.change.askIfGone' : 'schemas.change.askIf')
          case 'instruction':
            return t('schemas.change.instruction')
        }
    }
  }
}
