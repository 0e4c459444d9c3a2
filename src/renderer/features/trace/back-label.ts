import { useRoute } from '../../app/routes.ts'
import { findOrigin } from '../../app/trace-origin.ts'
import { useT } from '../../i18n/i18n.ts'

/** Where the way back from the trace on screen leads, in words. */
export function useBackLabel(): string {
  const t = useT()
  const origin = findOrigin(useRoute())
  return t(origin === undefined ? 'trace.back.traces' : `trace.back.${origin.screen}`)
}
