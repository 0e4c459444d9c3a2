import { useTranslation } from 'react-i18next'
import { reasons } from './ja/reasons.ts'

/** Says why something was refused or skipped in `language`; a code without a text there gets the engine's message. */
export function reasonText(code: string, message: string, language: string): string {
  return language === 'ja' && Object.hasOwn(reasons, code) ? (reasons[code] ?? message) : message
}

/** `reasonText` in the language shown. */
export function useReasonText(): (code: string, message: string) => string {
  const { i18n } = useTranslation()
  return (code, message) => reasonText(code, message, i18n.language)
}
