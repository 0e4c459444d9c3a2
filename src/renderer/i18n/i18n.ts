/**
 * Languages of the interface. Keys are typed from the English texts (`t('shell.rail.traces')`): a missing or
 * misspelt key fails the typecheck, and so does a Japanese file that lacks one.
 *
 * To add a text: its key in `en/<feature>.ts`, the same in `ja/<feature>.ts`. Plurals end in `_one` and `_other`
 * and are asked for with `count`; where the number should be grouped (1,234), pass `formatted` as well.
 */
import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { english } from './english.ts'
import { japanese } from './japanese.ts'

export const languages = ['en', 'ja'] as const
export type Language = (typeof languages)[number]

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof english }
  }
}

/** The language that fits the system, English when none does. */
export function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en'
}

/** Prepares the texts; call once before the first render. */
export function startI18n(language: Language): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: english }, ja: { translation: japanese } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  document.documentElement.lang = language
}

/** Changes the language of everything on screen. */
export function changeLanguage(language: Language): void {
  if (i18next.language !== language) void i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** The typed translate function of a component. */
export function useT() {
  return useTranslation().t
}

/** For code outside components (commands, toasts). */
export const t = i18next.t.bind(i18next)

/** The language shown now. */
export function currentLanguage(): Language {
  return i18next.language === 'ja' ? 'ja' : 'en'
}
