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
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes of one shortcut never change order
        <span key={index} className={css.stroke}>
          {index > 0 && <span className={css.then}>{t('shell.keys.afterwards')}</span>}
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
