import { Checkbox, TagsInput } from '@mantine/core'
import { type Redaction, RedactionKind } from '../../../shared/model/handover.ts'
import { toFailure } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './handover.module.css'

const found = RedactionKind.extract(['email', 'phone', 'card', 'key'])

/** What is blacked out before anything leaves. `error`: why the engine refused it; one about an expression stands at its field. */
export function RedactionChoice({
  redaction,
  error,
  onChange,
}: {
  redaction: Redaction
  error: unknown
  onChange: (redaction: Redaction) => void
}) {
  const t = useT()
  const failure = error === undefined || error === null ? undefined : toFailure(error)
  const pattern = failure?.details.pattern
  const problem = failure?.details.reason === 'slowPattern' ? 'handover.out.slowPattern' : 'handover.out.badPattern'
  return (
    <fieldset className={css.checks}>
      <legend>{t('handover.out.redact')}</legend>
      <div className={css.kinds}>
        {found.options.map((kind) => (
          <Checkbox
            key={kind}
            label={t(`handover.redaction.${kind}`)}
            checked={redaction.detectors.includes(kind)}
            onChange={(event) => {
              const others = redaction.detectors.filter((each) => each !== kind)
              onChange({ ...redaction, detectors: event.currentTarget.checked ? [...others, kind] : others })
            }}
          />
        ))}
      </div>
      <TagsInput
        label={t('handover.out.names')}
        description={t('handover.out.namesAbout')}
        splitChars={[',', '、', '\n']}
        value={redaction.names}
        onChange={(names) => onChange({ ...redaction, names })}
      />
      <TagsInput
        label={t('handover.out.patterns')}
        description={t('handover.out.patternsAbout')}
        splitChars={[]}
        maxTags={50}
        value={redaction.patterns}
        error={typeof pattern === 'number' && t(problem, { pattern: redaction.patterns[pattern] ?? '' })}
        onChange={(patterns) => onChange({ ...redaction, patterns })}
      />
    </fieldset>
  )
}
