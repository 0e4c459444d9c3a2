import { Button, Group } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import {
  defaultKeys,
  findActionOf,
  type KeyMap,
  type LabelAction,
  labelActions,
  toKeyText,
  withKey,
} from './key-map.ts'
import css from './keys.module.css'

/** Every action of the screen with its key, and a way to give it another. */
export function LabelKeysDialog({
  keys,
  onChange,
  onClose,
}: {
  keys: KeyMap
  onChange: (keys: KeyMap) => void
  onClose: () => void
}) {
  const t = useT()
  const [listening, setListening] = useState<LabelAction>()
  const [message, setMessage] = useState('')
  const take = (event: KeyboardEvent, action: LabelAction) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      return setListening(undefined)
    }
    if (['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    const key = toKeyText(event.nativeEvent)
    if (key === undefined) return setMessage(t('labelScreen.keys.notAllowed'))
    const other = findActionOf(keys, key, action)
    setListening(undefined)
    setMessage(
      other === undefined
        ? ''
        : t('labelScreen.keys.swapped', { action: t(`labelScreen.action.${other}`), key: keys[action].toUpperCase() }),
    )
    onChange(withKey(keys, action, key))
  }
  return (
    <Dialog title={t('labelScreen.keys.title')} size="lg" onClose={onClose}>
      <p className={css.body}>{t('labelScreen.keys.body')}</p>
      <ul className={css.list}>
        {labelActions.map((action) => {
          const name = t(`labelScreen.action.${action}`)
          const isListening = listening === action
          return (
            <li key={action} className={css.line}>
              <span>{name}</span>
              <KeyHint keys={keys[action]} />
              <Button
                variant={isListening ? 'filled' : 'subtle'}
                aria-label={
                  isListening ? t('labelScreen.keys.press') : t('labelScreen.keys.changeOf', { action: name })
                }
                onClick={() => {
                  setMessage('')
                  setListening(isListening ? undefined : action)
                }}
                onBlur={() => setListening((each) => (each === action ? undefined : each))}
                {...(isListening ? { onKeyDown: (event: KeyboardEvent) => take(event, action) } : {})}
              >
                {isListening ? t('labelScreen.keys.press') : t('labelScreen.keys.change')}
              </Button>
            </li>
          )
        })}
      </ul>
      <p className={css.body}>{t('labelScreen.keys.fixed')}</p>
      <p className={css.message} role="status">
        {message}
      </p>
      <Group justify="flex-end" gap="sm">
        <Button onClick={() => onChange(defaultKeys)}>{t('labelScreen.keys.reset')}</Button>
        <Button variant="filled" onClick={onClose}>
          {t('labelScreen.keys.done')}
        </Button>
      </Group>
    </Dialog>
  )
}
