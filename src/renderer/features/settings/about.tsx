import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../data/client.ts'
import { host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Field, Fields } from '../../ui/fields.tsx'
import css from './settings.module.css'

/** What this Assay is and where it keeps things: for a look, and to paste into a bug report. */
export function About() {
  const t = useT()
  const { data: about } = useQuery(orpc.settings.about.queryOptions())
  if (about === undefined) return null
  return (
    <>
      <Fields>
        <Field name={t('settings.about.version')}>{about.version}</Field>
        <Field name={t('settings.about.host')}>{t(`settings.about.hosts.${about.host}`)}</Field>
        <Field name={t('settings.about.node')}>{about.node}</Field>
        <Field name={t('settings.about.sqlite')}>{about.sqlite}</Field>
        <Field name={t('settings.about.dataFolder')} isMono>
          {about.dataFolder}
        </Field>
        <Field name={t('settings.about.licenceLabel')}>{t('settings.about.licence')}</Field>
      </Fields>
      <div className={css.buttons}>
        {host.capabilities.canReveal && (
          <Button onClick={() => void host.revealInFolder(about.dataFolder)}>{t('settings.about.reveal')}</Button>
        )}
        <CopyButton text={() => JSON.stringify(about, null, 2)} label={t('settings.about.copy')} />
      </div>
    </>
  )
}
