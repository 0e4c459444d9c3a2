import { pageHeaders } from '../../shared/contract/page-policy.ts'

/** Headers of every answer. `no-store` is overwritten for files that never change. */
export const securityHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders,
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
}
