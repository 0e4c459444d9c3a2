/** Preferences of this person on this machine, and what this Assay is. */
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useId, useState } from 'react'
import type { Settings } from '../../../shared/model/workspace.ts'
import { openDialog } from '../../app/dialogs.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { updateSettings, useSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { Providers } from '../providers/index.tsx'
import { About } from './about.tsx'
import { PortFields } from './port-fields.tsx'
import css from './settings.module.css'
import { TokenField } from './token-field.tsx'

function change(settings: Partial<Settings>): void {
  updateSettings(settings).catch(notifyFailure)
}

const themes = ['system', 'light', 'dark'] as const
const languages = ['system', 'en', 'ja'] as const

export function SettingsScreen({ section }: { section?: string | undefined }) {
  const t = useT()
  const settings = useSettings()
  useEffect(() => {
    if (section !== undefined) document.getElementById(section)?.scrollIntoView()
  }, [section])
  return (
    <div className={css.screen}>
      <header>
        <h1 className={css.title}>{t('settings.title')}</h1>
        <p className={css.lead}>{t('settings.lead')}</p>
      </header>
      <Section title={t('settings.appearance')}>
        <Line label={t('settings.theme.label')}>
          <SegmentedControl
            aria-label={t('settings.theme.label')}
            data={themes.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
            value={settings.theme}
            onChange={(theme) => change({ theme })}
          />
        </Line>
        <Line label={t('settings.language.label')}>
          <SegmentedControl
            aria-label={t('settings.language.label')}
            data={languages.map((value) => ({ value, label: t(`settings.language.${value}`) }))}
            value={settings.language}
            onChange={(language) => change({ language })}
          />
        </Line>
      </Section>
      <Section title={t('settings.you')}>
        <NameField saved={settings.reviewerName} />
      </Section>
      <Section title={t('settings.receiving')}>
        <PortFields
          key={`${settings.otlpHttpPort}/${settings.otlpGrpcPort}/${settings.mlflowPort}`}
          settings={settings}
        />
        <TokenField saved={settings.mlflowToken} />
      </Section>
      <Section title={t('providers.title')} id="providers">
        <Providers />
      </Section>
      <Section title={t('settings.keys')}>
        <div className={css.buttons}>
          <Button onClick={() => openDialog({ kind: 'keys' })}>{t('settings.showKeys')}</Button>
          <KeyHint keys="?" />
        </div>
      </Section>
      <Section title={t('settings.about.title')} id="about">
        <About />
      </Section>
    </div>
  )
}

function Section({ title, id, children }: { title: string; id?: string; children: ReactNode }) {
  const headingId = useId()
  return (
    <section className={css.section} id={id} aria-labelledby={headingId}>
      <h2 className={css.sectionTitle} id={headingId}>
        {title}
      </h2>
      <div className={css.body}>{children}</div>
    </section>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css.line}>
      <span className={css.label}>{label}</span>
      {children}
    </div>
  )
}

/** Saved when the field is left or Enter is pressed. */
function NameField({ saved }: { saved: string }) {
  const t = useT()
  const [name, setName] = useState(saved)
  useEffect(() => setName(saved), [saved])
  const save = () => {
    if (name.trim() !== saved) change({ reviewerName: name.trim() })
  }
  return (
    <TextInput
      className={css.field ?? ''}
      label={t('settings.name.label')}
      description={saved === '' ? t('settings.name.missing') : t('settings.name.hint')}
      placeholder={t('settings.name.placeholder')}
      autoComplete="off"
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) save()
      }}
    />
  )
}
