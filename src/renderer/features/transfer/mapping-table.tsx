import { Select } from '@mantine/core'
import type { ColumnMapping, ColumnTarget, ImportPreview } from '../../../shared/model/job.ts'
import { english } from '../../i18n/english.ts'
import { useT } from '../../i18n/i18n.ts'
import { ToneBadge } from '../../ui/state-badge.tsx'
import { mappingProblem } from './import-items.ts'
import css from './transfer.module.css'

const targets = Object.keys(english.transfer.target) as ColumnTarget[]

/** Which column becomes what, with the first values to judge by. */
export function MappingTable({
  columns,
  mapping,
  onMap,
}: {
  columns: NonNullable<ImportPreview['columns']>
  mapping: ColumnMapping
  onMap: (mapping: ColumnMapping) => void
}) {
  const t = useT()
  const problem = mappingProblem(mapping)
  return (
    <section className={css.mapping} aria-label={t('transfer.mapping.title')}>
      <div>
        <h3 className={css.sectionTitle}>{t('transfer.mapping.title')}</h3>
        <p className={css.hint}>{t('transfer.mapping.hint')}</p>
      </div>
      <div className={css.mappingScroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('transfer.mapping.column')}</th>
              <th scope="col">{t('transfer.mapping.target')}</th>
              <th scope="col">{t('transfer.mapping.samples')}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr key={column.name}>
                <th scope="row" className={css.columnName}>
                  {column.name}
                </th>
                <td className={css.targetCell}>
                  <Select
                    aria-label={t('transfer.mapping.targetOf', { column: column.name })}
                    data={targets.map((target) => ({ value: target, label: t(`transfer.target.${target}`) }))}
                    value={mapping[column.name] ?? 'ignore'}
                    onChange={(target) => {
                      if (target !== null) onMap({ ...mapping, [column.name]: target })
                    }}
                    allowDeselect={false}
                    comboboxProps={{ withinPortal: true }}
                    maxDropdownHeight={280}
                  />
                </td>
                <td className={css.samples}>
                  {[...new Set(column.samples)].slice(0, 3).map((sample) => (
                    <div key={sample} className={css.sample} title={sample}>
                      {sample}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problem !== undefined && (
        <ToneBadge tone="warn">
          {problem.kind === 'needsContent'
            ? t('transfer.mapping.needsContent')
            : t('transfer.mapping.twice', { target: t(`transfer.target.${problem.target}`) })}
        </ToneBadge>
      )}
    </section>
  )
}
