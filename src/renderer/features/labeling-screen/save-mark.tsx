/** Whether everything is saved; when not, what waits and what was refused, with what can be done. */
import { Button, Popover } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react'
import { useState } from 'react'
import { english } from '../../i18n/english.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './head.module.css'
import type { LabelDesk } from './label-desk.ts'
import { useDeskState } from './use-desk.ts'

type ErrorKey = keyof typeof english.errors

function toErrorKey(code: string): ErrorKey {
  return Object.hasOwn(english.errors, code) ? (code as ErrorKey) : 'INTERNAL'
}

export function SaveMark({ desk }: { desk: LabelDesk }) {
  const t = useT()
  const format = useFormat()
  const [isOpen, setIsOpen] = useState(false)
  const { pending, refusals, problem } = useDeskState(desk, ({ save }) => save)
  const traceIds = useDeskState(desk, (state) => state.traceIds)
  const isTroubled = problem !== undefined || refusals.length > 0
  if (!isTroubled) {
    return (
      <span className={css.saved} role="status">
        {t(pending.length === 0 ? 'labelScreen.save.saved' : 'labelScreen.save.saving')}
      </span>
    )
  }
  const count = pending.length + refusals.reduce((sum, { saves }) => sum + saves.length, 0)
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" width={360} trapFocus>
      <span role="status">
        <Popover.Target>
          <button type="button" className={css.trouble} onClick={() => setIsOpen(!isOpen)}>
            <IconCloudOff size={14} aria-hidden />
            {t('labelScreen.save.waiting', { count, formatted: format.number(count) })}
          </button>
        </Popover.Target>
      </span>
      <Popover.Dropdown>
        {problem !== undefined && (
          <div className={css.refusal}>
            <p>{t(problem.kind === 'blocked' ? 'labelScreen.save.blocked' : 'labelScreen.save.waitingBody')}</p>
            <Button onClick={() => desk.retrySaves()}>{t('labelScreen.save.retry')}</Button>
          </div>
        )}
        {refusals.map(({ traceId, code }) => {
          const at = traceIds.indexOf(traceId)
          const reason = t(`errors.${toErrorKey(code)}`)
          return (
            <div key={traceId} className={css.refusal}>
              <p className={css.refused}>
                <IconAlertTriangle size={14} aria-hidden />
                {at < 0
                  ? t('labelScreen.save.refusedGone', { reason })
                  : t('labelScreen.save.refused', { number: format.number(at + 1), reason })}
              </p>
              <div className={css.refusalTools}>
                {at >= 0 && <Button onClick={() => desk.goTo(at)}>{t('labelScreen.save.show')}</Button>}
                <Button onClick={() => desk.retrySaves(traceId)}>{t('labelScreen.save.again')}</Button>
                <Button color="red" variant="subtle" onClick={() => desk.discardRefused(traceId)}>
                  {t('labelScreen.save.discard')}
                </Button>
              </div>
            </div>
          )
        })}
      </Popover.Dropdown>
    </Popover>
  )
}
