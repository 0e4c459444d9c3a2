import { Button } from '@mantine/core'
import { IconArrowsSplit2, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Dataset } from '../../../shared/model/dataset.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import list from '../../ui/list-table.module.css'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './datasets.module.css'
import { type SealAct, SealDialog } from './seal-dialog.tsx'
import { SplitDialog } from './split-dialog.tsx'

/** The parts of a dataset, their seals, and who looked into them. */
export function SplitsTab({
  dataset,
  isReadOnly,
  onShow,
}: {
  dataset: Dataset
  isReadOnly: boolean
  /** Shows the records of a split. */
  onShow: (split: string | undefined) => void
}) {
  const t = useT()
  const format = useFormat()
  const { datasetId } = dataset
  const [isSplitting, setIsSplitting] = useState(false)
  const [seal, setSeal] = useState<{ split: string; act: SealAct }>()
  const splits = useQuery(orpc.datasets.splits.queryOptions({ input: { datasetId } })).data ?? []
  const openings = useQuery(orpc.datasets.openings.queryOptions({ input: { datasetId } })).data ?? []
  useCommands(
    (): Command[] => [
      {
        id: 'dataset.split',
        title: t('datasets.command.split'),
        group: 'datasets',
        keys: ['s'],
        when: () => !isReadOnly,
        run: () => setIsSplitting(true),
      },
    ],
    [t, isReadOnly],
  )
  return (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={css.splits} tabIndex={0} aria-label={t('datasets.tab.splits')}>
      <div className={css.splitsHead}>
        <p className={css.lead}>{t('datasets.split.what')}</p>
        <Button
          leftSection={<IconArrowsSplit2 size={14} aria-hidden />}
          disabled={isReadOnly || dataset.recordCount === 0}
          onClick={() => setIsSplitting(true)}
        >
          {t('datasets.split.button')}
        </Button>
      </div>
      <table className={list.table}>
        <thead>
          <tr>
            <th>{t('datasets.split.name')}</th>
            <th>{t('datasets.column.records')}</th>
            <th>{t('datasets.split.seal')}</th>
            <th aria-label={t('datasets.split.actions')} />
          </tr>
        </thead>
        <tbody>
          {splits.map(({ name, recordCount, sealedAtMs, sealedBy }) => (
            <tr key={name ?? ''}>
              <td>
                <button type="button" className={list.open} onClick={() => onShow(name)}>
                  {name ?? t('datasets.split.none')}
                </button>
              </td>
              <td>{format.number(recordCount)}</td>
              <td>
                {sealedAtMs === undefined ? (
                  <span className={list.faint}>{t('datasets.split.unsealed')}</span>
                ) : (
                  <span className={css.sealNote}>
                    <IconLock size={14} aria-hidden />
                    {sealedBy === undefined
                      ? t('datasets.split.sealed')
                      : t('datasets.split.sealedBy', { name: sealedBy })}{' '}
                    <RelativeTime timeMs={sealedAtMs} />
                  </span>
                )}
              </td>
              <td>
                {name !== undefined && !isReadOnly && (
                  <div className={list.actions}>
                    {sealedAtMs === undefined ? (
                      <Button
                        variant="subtle"
                        aria-label={t('datasets.seal.title.seal', { name })}
                        onClick={() => setSeal({ split: name, act: 'seal' })}
                      >
                        {t('datasets.seal.seal')}
                      </Button>
                    ) : (
                      <>
                        <Button
                          variant="subtle"
                          aria-label={t('datasets.seal.title.open', { name })}
                          onClick={() => setSeal({ split: name, act: 'open' })}
                        >
                          {t('datasets.seal.open')}
                        </Button>
                        <Button
                          variant="subtle"
                          aria-label={t('datasets.seal.title.lift', { name })}
                          onClick={() => setSeal({ split: name, act: 'lift' })}
                        >
                          {t('datasets.seal.lift')}
                        </Button>
                      </>
                    )}
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {openings.length > 0 && (
        <>
          <h2 className={css.splitsTitle}>{t('datasets.seal.log')}</h2>
          <table className={list.table} aria-label={t('datasets.seal.log')}>
            <thead>
              <tr>
                <th>{t('datasets.seal.when')}</th>
                <th>{t('datasets.split.name')}</th>
                <th>{t('datasets.seal.who')}</th>
                <th>{t('datasets.seal.purpose')}</th>
              </tr>
            </thead>
            <tbody>
              {openings.map(({ openingId, openedAtMs, split, openedBy, purpose }) => (
                <tr key={openingId}>
                  <td>
                    <RelativeTime timeMs={openedAtMs} />
                  </td>
                  <td>{split}</td>
                  <td>{openedBy ?? <span className={list.faint}>{t('datasets.seal.nobody')}</span>}</td>
                  <td title={purpose}>{purpose}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {isSplitting && <SplitDialog dataset={dataset} splits={splits} onClose={() => setIsSplitting(false)} />}
      {seal !== undefined && <SealDialog datasetId={datasetId} {...seal} onClose={() => setSeal(undefined)} />}
    </section>
  )
}
