/** On what grounds an answer stands: documents that were found, tools that were called. */
import { IconAlertTriangle, IconTool } from '@tabler/icons-react'
import type { ReadableToolCall } from '../../../shared/model/label-work.ts'
import type { RetrievedDocument } from '../../../shared/model/view.ts'
import { isExternalUrl } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useUiEnvironment } from '../../ui/environment.tsx'
import css from './read.module.css'
import { ReadText, ReadValue } from './read-value.tsx'

export function ReadDocuments({ documents }: { documents: readonly RetrievedDocument[] }) {
  const t = useT()
  const format = useFormat()
  const { openLink } = useUiEnvironment()
  return (
    <ol className={css.grounds}>
      {documents.map(({ id, text, source, score }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: documents of a trace never move, and ids repeat
        <li key={at}>
          <details className={css.ground}>
            <summary>
              <span className={css.number}>{format.number(at + 1)}</span>
              <span className={css.groundTitle}>
                {source ?? id ?? t('trace.document.number', { number: format.number(at + 1) })}
              </span>
              {score !== undefined && (
                <span className={css.faint}>{t('trace.document.score', { score: format.shortNumber(score, 2) })}</span>
              )}
            </summary>
            <div className={css.groundBody}>
              <ReadText text={text} place={{ path: `documents/${at}`, role: 'document' }} />
              {source !== undefined && isExternalUrl(source) && (
                <button type="button" className={css.textButton} title={source} onClick={() => openLink(source)}>
                  {t('labelScreen.read.openSource')}
                </button>
              )}
            </div>
          </details>
        </li>
      ))}
    </ol>
  )
}

export function ReadTools({ calls }: { calls: readonly ReadableToolCall[] }) {
  const t = useT()
  return (
    <ol className={css.grounds}>
      {calls.map((call, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls of a trace never move
        <li key={at}>
          <details className={css.ground}>
            <summary>
              <IconTool size={14} aria-hidden />
              <span className={css.toolName}>{call.name}</span>
              {call.isError && (
                <span className={css.failed}>
                  <IconAlertTriangle size={14} aria-hidden />
                  {t('labelScreen.read.toolFailed')}
                </span>
              )}
            </summary>
            <div className={css.groundBody}>
              {call.arguments !== undefined && (
                <>
                  <h4 className={css.valueTitle}>{t('trace.message.arguments')}</h4>
                  <ReadValue value={call.arguments} label={t('trace.message.arguments')} />
                </>
              )}
              {call.result !== undefined && (
                <>
                  <h4 className={css.valueTitle}>{t('trace.message.result')}</h4>
                  <ReadValue value={call.result} label={t('trace.message.result')} />
                </>
              )}
            </div>
          </details>
        </li>
      ))}
    </ol>
  )
}
