import { Button, TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { ValidationSetup, ValidationSplit, ValidationSubject } from '../../../shared/model/validation.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { useWorkspace } from '../../app/workspace.ts'
import { client } from '../../data/client.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { splitKey } from './compared.ts'
import { refreshValidations } from './use-validation.ts'
import css from './validation.module.css'
import { changeView, useValidationView } from './validation-view.ts'

/** The split that is kept for the last check: who looked, and the way to look, which is written down. */
export function SealPanel({
  subject,
  setup,
  split,
  isOpen,
}: {
  subject: ValidationSubject
  setup: ValidationSetup
  split: ValidationSplit
  isOpen: boolean
}) {
  const t = useT()
  const format = useFormat()
  const user = useReviewerName()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { openings } = useValidationView(subject)
  const [purpose, setPurpose] = useState('')
  const [isOpening, setIsOpening] = useState(false)
  const own = openings[splitKey(split)]
  const earlier = split.openings.filter(({ openingId }) => openingId !== own)
  const open = async (event: FormEvent) => {
    event.preventDefault()
    if (purpose.trim() === '' || isOpening) return
    setIsOpening(true)
    try {
      const { datasetId, name } = split
      const { openingId } = await client.datasets.openSeal({
        datasetId,
        split: name,
        purpose: t('validation.sealed.logged', { name: setup.scorer, purpose: purpose.trim() }).slice(0, 500),
        ...(user === '' ? {} : { user }),
      })
      changeView(subject, { openings: { ...openings, [splitKey(split)]: openingId } })
      await refreshValidations()
    } catch (error) {
      notifyFailure(error)
    }
    setIsOpening(false)
  }
  return (
    <section className={css.seal} aria-label={t('validation.sealed.title')}>
      <h2 className={css.blockTitle}>
        <IconLock size={16} aria-hidden /> {t('validation.sealed.title')}
      </h2>
      {!isOpen && <p className={css.hint}>{t('validation.sealed.body')}</p>}
      {earlier.length > 0 && (
        <div className={css.warning} role="status">
          <p className={css.plain}>{t('validation.sealed.opened')}</p>
          <ul className={css.openings}>
            {earlier.map(({ openingId, openedAtMs, openedBy, purpose: why }) => (
              <li key={openingId}>
                {t('validation.sealed.openedOnce', {
                  when: format.exactTime(openedAtMs),
                  who: openedBy ?? t('validation.sealed.openedNobody'),
                  why,
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {isOpen ? (
        <p className={css.hint}>
          {t('validation.sealed.looks', {
            count: split.openings.length,
            formatted: format.number(split.openings.length),
          })}
        </p>
      ) : (
        <form className={css.sealForm} onSubmit={(event) => void open(event)}>
          <TextInput
            className={css.wide}
            label={t('validation.sealed.purpose')}
            placeholder={t('validation.sealed.placeholder')}
            value={purpose}
            maxLength={300}
            disabled={isReadOnly}
            onChange={(event) => setPurpose(event.currentTarget.value)}
          />
          <Button type="submit" variant="filled" loading={isOpening} disabled={isReadOnly || purpose.trim() === ''}>
            {t(earlier.length > 0 ? 'validation.sealed.openAgain' : 'validation.sealed.open')}
          </Button>
        </form>
      )}
    </section>
  )
}
