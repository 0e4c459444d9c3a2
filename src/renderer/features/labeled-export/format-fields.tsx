import { Autocomplete, Radio, Stack } from '@mantine/core'
import type { LabeledFormat } from '../../../shared/model/labeled-export.ts'
import { useT } from '../../i18n/i18n.ts'
import {
  type ExportDraft,
  forms,
  hasCorrections,
  hasShape,
  isFormat,
  type KnownQuestion,
  shapes,
  tables,
} from './draft.ts'
import css from './labeled-export.module.css'

/** What the file is to be: each form with a sentence on what it is for. */
export function FormatFields({
  draft,
  questions,
  onChange,
}: {
  draft: ExportDraft
  questions: readonly KnownQuestion[]
  onChange: (change: Partial<ExportDraft>) => void
}) {
  const t = useT()
  const { format, shape, source, corrections } = draft
  const group = (title: string, formats: readonly LabeledFormat[]) => (
    <div className={css.group}>
      <span className={css.groupTitle}>{title}</span>
      {formats.map((each) => (
        <Radio
          key={each}
          value={each}
          label={t(`labeledExport.format.${each}`)}
          description={t(`labeledExport.formatHint.${each}`)}
        />
      ))}
    </div>
  )
  return (
    <>
      <Radio.Group
        label={t('labeledExport.formatTitle')}
        value={format}
        onChange={(value) => {
          if (isFormat(value)) onChange({ format: value })
        }}
      >
        <div className={css.groups}>
          {group(t('labeledExport.tables'), tables)}
          {group(t('labeledExport.forms'), forms)}
        </div>
      </Radio.Group>
      {hasShape(format, source) && (
        <Radio.Group
          label={t('labeledExport.shapeTitle')}
          value={shape}
          onChange={(value) => {
            const found = shapes.find((each) => each === value)
            if (found !== undefined) onChange({ shape: found })
          }}
        >
          <Stack gap="xs" mt="xs">
            {shapes.map((each) => (
              <Radio
                key={each}
                value={each}
                label={t(`labeledExport.shape.${each}`)}
                description={t(`labeledExport.shapeHint.${each}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {hasCorrections(format) && (
        <Autocomplete
          label={t('labeledExport.corrections')}
          description={t('labeledExport.correctionsHint')}
          data={[...new Set(['expected_response', ...questions.map(({ name }) => name)])]}
          value={corrections}
          onChange={(value) => onChange({ corrections: value })}
        />
      )}
    </>
  )
}
