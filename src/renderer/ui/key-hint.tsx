import { useT } from '../i18n/i18n.ts'
import { useUiEnvironment } from './environment.tsx'
import css from './key-hint.module.css'
import { parseKeys, strokeCaps } from './key-strokes.ts'

/** Shows a shortcut such as `mod+k` or `g t` as key caps. */
export function KeyHint({ keys }: { keys: string }) {
  const { isMac } = useUiEnvironment()
  const t = useT()
  const strokes = parseKeys(keys)
  return (
    <span className={css.hint}>
      {strokes.map((stroke, index) => (
        <span key={`${index}${stroke.key}`} className={css.stroke}>
          {index > 0 && <span className={css.then}>{t('shell.keys.then')}</span>}
          {strokeCaps(stroke, isMac).map((cap) => (
            <kbd key={cap} className={css.cap}>
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  )
}
