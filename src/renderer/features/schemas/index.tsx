/** Door of the label schemas: the questions that reviewers answer. */
import { useT } from '../../i18n/i18n.ts'

export function SchemasScreen() {
  const t = useT()
  return <h1>{t('session.title')}</h1>
}
