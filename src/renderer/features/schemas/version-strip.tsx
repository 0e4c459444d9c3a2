/** Above the form of a question that is in use: which version it has, and its unpublished changes. */
import { Button, Group } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { ChangeList } from './change-list.tsx'
import css from './schemas.module.css'
import { discardSchemaDraft, publishSchema } from './use-schemas.ts'

export function VersionStrip({
  schema,
  onPublished,
  onDiscarded,
}: {
  schema: LabelSchema
  onPublished: (schema: LabelSchema) => void
  /** The question as it is without its draft. */
  onDiscarded?: ((schema: LabelSchema) => void) | undefined
}) {
  const t = useT()
  const format = useFormat()
  const [hasVersions, setHasVersions] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const run = async (action: (schemaId: string) => Promise<LabelSchema>, done: (schema: LabelSchema) => void) => {
    setIsBusy(true)
    try {
      done(await action(schema.schemaId))
    } catch (error) {
      notifyFailure(error)
    }
    setIsBusy(false)
  }
  const next = format.number(schema.version + 1)
  return (
    <section className={css.version} aria-label={t('schemas.version.label')}>
      <div className={css.versionLine}>
        <strong>{t('schemas.version.number', { number: format.number(schema.version) })}</strong>
        {schema.draft !== undefined && <ToneBadge tone="warn">{t('schemas.version.draft')}</ToneBadge>}
        <Button
          size="compact-sm"
          leftSection={<IconHistory size={14} aria-hidden />}
          onClick={() => setHasVersions(true)}
        >
          {t('schemas.version.all')}
        </Button>
      </div>
      {schema.draft === undefined ? (
        <p className={css.hint}>{t('schemas.version.hint')}</p>
      ) : (
        <>
          <p className={css.hint}>{t('schemas.version.draftHint')}</p>
          <ChangeList before={schema} after={schema.draft} />
          <Group gap="sm" mt="xs">
            <Button
              disabled={isBusy}
              onClick={() =>
                void run(discardSchemaDraft, (left) => {
                  notifyDone(t('schemas.version.discarded', { name: schema.name }))
                  onDiscarded?.(left)
                })
              }
            >
              {t('schemas.version.discard')}
            </Button>
            <Button disabled={isBusy} onClick={() => void run(publishSchema, onPublished)}>
              {t('schemas.version.publish', { number: next })}
            </Button>
          </Group>
        </>
      )}
      {hasVersions && <VersionsDialog schema={schema} onClose={() => setHasVersions(false)} />}
    </section>
  )
}

/** Every version, newest first, with what it changed. */
function VersionsDialog({ schema, onClose }: { schema: LabelSchema; onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  const query = useQuery(orpc.labelSchemas.versions.queryOptions({ input: { schemaId: schema.schemaId } }))
  const versions = query.data ?? []
  return (
    <Dialog title={t('schemas.version.title', { name: schema.name })} size="lg" onClose={onClose}>
      {query.isError && <p role="alert">{failureText(query.error)}</p>}
      <ol className={css.versions}>
        {versions.map((each, at) => {
          const before = versions[at + 1]
          return (
            <li key={each.version} className={css.versionItem}>
              <h3 className={css.versionTitle}>
                {t('schemas.version.number', { number: format.number(each.version) })}{' '}
                <span className={css.versionTime}>
                  <RelativeTime timeMs={each.publishedAtMs} />
                </span>
              </h3>
              <p className={css.hint}>
                {each.sessions.length === 0
                  ? t('schemas.version.nowhere')
                  : t('schemas.version.askedIn', { names: each.sessions.join(', ') })}
              </p>
              {before === undefined ? (
                <p className={css.hint}>{t('schemas.version.first')}</p>
              ) : (
                <ChangeList before={before.definition} after={each.definition} />
              )}
            </li>
          )
        })}
      </ol>
    </Dialog>
  )
}
