import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './theme/tokens.css'
import './theme/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startKeyboard } from './app/keyboard.ts'
import { startInPackage } from './app/workspace.ts'
import { followEngine } from './data/events.ts'
import { host } from './data/host.ts'
import { isReviewPage } from './data/review-page.ts'
import { loadSettings } from './data/settings.ts'
import { startI18n, systemLanguage } from './i18n/i18n.ts'

/** Longest wait for the engine before the window shows itself without it. */
const settingsWaitMs = 1500

async function chooseLanguage() {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, settingsWaitMs))
  const settings = await Promise.race([loadSettings().catch(() => undefined), late])
  return settings === undefined || settings.language === 'system' ? systemLanguage() : settings.language
}

function start(root: HTMLElement): void {
  void followEngine()
  // Asked for at the same time as the preferences: the first screen needs it.
  if (!isReviewPage) void startInPackage()
  startKeyboard(host.platform === 'darwin')
  void chooseLanguage().then((language) => {
    startI18n(language)
    createRoot(root).render(<App />)
  })
}

const root = document.getElementById('root')
if (root !== null) start(root)
