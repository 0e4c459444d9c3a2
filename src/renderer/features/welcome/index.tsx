/** First start, or no workspace open: the three ways to get one, and those opened before. */
import { Button } from '@mantine/core'
import { IconFilePlus, IconFolderOpen, IconSparkles } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { openDialog } from '../../app/dialogs.ts'
import { askToOpen, openSample } from '../../app/workspace.ts'
import { host } from '../../data/host.ts'
import { useT } from '../../i18n/i18n.ts'
import { RecentWorkspaces } from '../workspaces/index.tsx'
import css from './welcome.module.css'

export function WelcomeScreen() {
  const t = useT()
  const [isOpeningSample, setIsOpeningSample] = useState(false)
  const showSample = async () => {
    setIsOpeningSample(true)
    await openSample()
    setIsOpeningSample(false)
  }
  return (
    <div className={css.screen}>
      <div className={css.column}>
        <header>
          <h1 className={css.title}>{t('welcome.title')}</h1>
          <p className={css.lead}>{t('welcome.lead')}</p>
        </header>
        <div className={css.ways}>
          <Way
            icon={<IconSparkles size={20} stroke={1.6} />}
            title={t('welcome.sample.title')}
            text={t('welcome.sample.text')}
          >
            <Button variant="filled" loading={isOpeningSample} onClick={() => void showSample()}>
              {t('welcome.sample.action')}
            </Button>
          </Way>
          <Way
            icon={<IconFilePlus size={20} stroke={1.6} />}
            title={t('welcome.create.title')}
            text={t('welcome.create.text')}
          >
            <Button onClick={() => openDialog({ kind: 'createWorkspace' })}>{t('welcome.create.action')}</Button>
          </Way>
          <Way
            icon={<IconFolderOpen size={20} stroke={1.6} />}
            title={t('welcome.open.title')}
            text={t('welcome.open.text')}
          >
            <Button onClick={() => void askToOpen()}>{t('welcome.open.action')}</Button>
          </Way>
        </div>
        <RecentWorkspaces title={t('welcome.recent')} />
        {host.capabilities.hasFileDialogs && <p className={css.note}>{t('welcome.dropWithDialogs')}</p>}
      </div>
    </div>
  )
}

function Way({ icon, title, text, children }: { icon: ReactNode; title: string; text: string; children: ReactNode }) {
  return (
    <section className={css.way}>
      <span className={css.icon} aria-hidden>
        {icon}
      </span>
      <div className={css.words}>
        <h2 className={css.wayTitle}>{title}</h2>
        <p className={css.text}>{text}</p>
      </div>
      <div className={css.action}>{children}</div>
    </section>
  )
}
