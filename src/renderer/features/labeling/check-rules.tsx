/** Rules that check reviewers: traces that come a second time, and whether known answers are told. */
import { Checkbox, Group, NumberInput } from '@mantine/core'
import type { SessionRules } from '../../../shared/model/label-work.ts'
import { useT } from '../../i18n/i18n.ts'

const mostPercent = 100
const longestGap = 1_000

export function CheckRules({
  rules,
  onChange,
}: {
  rules: SessionRules
  onChange: (change: Partial<SessionRules>) => void
}) {
  const t = useT()
  const { repeatPercent, repeatGap, isBlind, hasGoldFeedback } = rules
  return (
    <>
      <Group align="flex-start" gap="md" grow>
        <NumberInput
          label={t('labelChecks.rules.repeat')}
          description={t('labelChecks.rules.repeatHint')}
          value={repeatPercent}
          min={0}
          max={mostPercent}
          allowDecimal={false}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 0 && value <= mostPercent) onChange({ repeatPercent: value })
          }}
        />
        {repeatPercent > 0 && (
          <NumberInput
            label={t('labelChecks.rules.gap')}
            description={t('labelChecks.rules.gapHint')}
            value={repeatGap}
            min={1}
            max={longestGap}
            allowDecimal={false}
            onChange={(value) => {
              if (typeof value === 'number' && value >= 1 && value <= longestGap) onChange({ repeatGap: value })
            }}
          />
        )}
      </Group>
      <Checkbox
        label={t('labelChecks.rules.feedback')}
        description={t(isBlind ? 'labelChecks.rules.feedbackBlind' : 'labelChecks.rules.feedbackHint')}
        checked={hasGoldFeedback && !isBlind}
        disabled={isBlind}
        onChange={(event) => onChange({ hasGoldFeedback: event.currentTarget.checked })}
      />
    </>
  )
}
