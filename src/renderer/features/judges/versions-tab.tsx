import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Judge } from '../../../shared/model/judge.ts'
import { notifyDone } from '../../app/notify.tsx'
import { useWorkspace } from '../../app/workspace.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { TextChange } from '../../ui/text-change.tsx'
import { useAnswerText } from './answer-text.ts'
import { listVersionChanges, type VersionField } from './judge-draft.ts'
import css from './judges.module.css'

/** Every version, newest first, and what the chosen one changed. */
export function VersionsTab({ versions, onUse }: { versions: readonly Judge[]; onUse: (judge: Judge) => void }) {
  const t = useT()
  const format = useFormat()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const [chosen, setChosen] = useState<number>()
  const at = Math.max(
    0,
    versions.findIndex(({ version }) => version === chosen),
  )
  const judge = versions[at]
  const before = versions[at + 1]
  return (
    <div className={css.versions}>
      <ol className={css.versionList} aria-label={t('judges.versions.list')} reversed>
        {versions.map((each, index) => (
          <li key={each.version}>
            <button
              type="button"
              className={css.versionItem}
              aria-pressed={index === at}
              onClick={() => setChosen(each.version)}
            >
              <span className={css.versionName}>
                {t('judges.version', { number: format.number(each.version) })}
                <span className={css.detail}>
                  <RelativeTime timeMs={each.createdAtMs} />
                </span>
              </span>
              {each.createdBy !== undefined && (
                <span className={css.detail}>{t('judges.versions.by', { name: each.createdBy })}</span>
              )}
              {each.note !== undefined && <span>{each.note}</span>}
            </button>
          </li>
        ))}
      </ol>
      {judge !== undefined && (
        <section className={css.version} aria-label={t('judges.version', { number: format.number(judge.version) })}>
          {at > 0 && (
            <div>
              <Button
                disabled={isReadOnly}
                onClick={() => {
                  onUse(judge)
                  notifyDone(t('judges.versions.used', { number: format.number(judge.version) }))
                }}
              >
                {t('judges.versions.use')}
              </Button>
            </div>
          )}
          <Changes judge={judge} before={before} />
        </section>
      )}
    </div>
  )
}

function Changes({ judge, before }: { judge: Judge; before: Judge | undefined }) {
  const t = useT()
  const format = useFormat()
  const { instructions } = judge.definition
  if (before === undefined) {
    return (
      <>
        <p className={css.hint}>{t('judges.versions.first')}</p>
        <CodeBlock code={instructions} label={t('judges.instructions')} isWrapped />
      </>
    )
  }
  const fields = listVersionChanges(before, judge)
  return (
    <>
      <p className={css.hint}>
        {t('judges.versions.changed', {
          names: format.list(fields.map((field) => t(`judges.versions.field.${field}`))),
        })}
      </p>
      <SmallChanges fields={fields} before={before} after={judge} />
      {fields.includes('instructions') ? (
        <TextChange
          before={before.definition.instructions}
          after={instructions}
          titles={{
            before: t('judges.versions.before', { number: format.number(before.version) }),
            after: t('judges.versions.after', { number: format.number(judge.version) }),
          }}
        />
      ) : (
        <>
          <p className={css.hint}>{t('judges.versions.same')}</p>
          <CodeBlock code={instructions} label={t('judges.instructions')} isWrapped />
        </>
      )}
    </>
  )
}

const smallFields = ['name', 'model', 'temperature', 'answer', 'isMultiTurn'] as const

/** Settings that fit on a line, before and after. */
function SmallChanges({ fields, before, after }: { fields: readonly VersionField[]; before: Judge; after: Judge }) {
  const t = useT()
  const format = useFormat()
  const answerText = useAnswerText()
  const textOf = ({ name, definition }: Judge, field: (typeof smallFields)[number]): string => {
    switch (field) {
      case 'name':
        return name
      case 'model':
        return definition.model
      case 'temperature':
        return format.number(definition.temperature)
      case 'answer':
        return answerText(definition.answer)
      case 'isMultiTurn':
        return t(`judges.fact.${definition.isMultiTurn ? 'conversation' : 'row'}`)
    }
  }
  const changed = smallFields.filter((field) => fields.includes(field))
  if (changed.length === 0) return null
  return (
    <ul className={css.changes}>
      {changed.map((field) => (
        <li key={field}>
          {t('judges.versions.from', {
            name: t(`judges.versions.field.${field}`),
            before: textOf(before, field),
            after: textOf(after, field),
          })}
        </li>
      ))}
    </ul>
  )
}
