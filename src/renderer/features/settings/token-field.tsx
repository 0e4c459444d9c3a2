import { Button, PasswordInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { updateSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import css from './settings.module.css'
import { isSendable, makeToken } from './token-text.ts'

/** What MLflow clients must send; saved when the field is left or Enter is pressed. Replacing one can be undone. */
export function TokenField({ saved }: { saved: string }) {
  const t = useT()
  const [token, setToken] = useState(saved)
  const [isShown, setIsShown] = useState(false)
  useEffect(() => setToken(saved), [saved])
  const trimmed = token.trim()
  const save = async (next: string) => {
    if (next === saved || !isSendable(next)) return
    try {
      await updateSettings({ mlflowToken: next })
      notifyUndo(t(next === '' ? 'settings.token.cleared' : 'settings.token.saved'), () =>
        updateSettings({ mlflowToken: saved }),
      )
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <div className={css.ports}>
      <PasswordInput
        className={css.field ?? ''}
        label={t('settings.token.label')}
        description={t(saved === '' ? 'settings.token.none' : 'settings.token.hint')}
        autoComplete="new-password"
        spellCheck={false}
        visible={isShown}
        onVisibilityChange={setIsShown}
        visibilityToggleButtonProps={{
          'aria-label': t(isShown ? 'settings.token.hide' : 'settings.token.show'),
          'aria-hidden': false,
          tabIndex: 0,
        }}
        value={token}
        error={isSendable(trimmed) ? undefined : t('settings.token.invalid')}
        onChange={(event) => setToken(event.currentTarget.value)}
        onBlur={() => void save(trimmed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void save(trimmed)
        }}
      />
      <div className={css.buttons}>
        <Button onClick={() => void save(makeToken())}>{t('settings.token.generate')}</Button>
        {saved !== '' && (
          <>
            <CopyButton text={saved} label={t('settings.token.copy')} />
            <Button onClick={() => void save('')}>{t('settings.token.clear')}</Button>
          </>
        )}
      </div>
    </div>
  )
}
