import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useConnection } from '../data/connection.ts'
import { reconnectNow } from '../data/events.ts'
import { isReviewPage } from '../data/review-page.ts'
import { useT } from '../i18n/i18n.ts'
import css from './connection-banner.module.css'

/** A short interruption says nothing; one that lasts does, and goes away on its own. */
const graceMs = 800

export function ConnectionBanner() {
  const t = useT()
  const state = useConnection((connection) => connection.state)
  const isDown = state === 'lost' || state === 'refused'
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    if (!isDown) {
      setIsLate(false)
      return
    }
    const timer = setTimeout(() => setIsLate(true), graceMs)
    return () => clearTimeout(timer)
  }, [isDown])
  return (
    <div role="status" aria-live="polite">
      {isDown && isLate && (
        <div className={css.banner}>
          <IconPlugConnectedX size={16} aria-hidden />
          <span>{t(`shell.${isReviewPage ? 'review' : 'connection'}.${state}`)}</span>
          {state === 'lost' && <Button onClick={reconnectNow}>{t('shell.connection.retryNow')}</Button>}
        </div>
      )}
    </div>
  )
}
