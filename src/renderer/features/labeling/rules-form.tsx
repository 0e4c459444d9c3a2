/** How a session is labelled: each rule with a sentence on what it means. */
import { Alert, Checkbox, Group, NumberInput, Radio, Select, Stack, TextInput } from '@mantine/core'
import type { SessionRules } from '../../../shared/model/label-work.ts'
import { useT } from '../../i18n/i18n.ts'
import { CheckRules } from './check-rules.tsx'
import { fromLocalTime, toLocalTime } from './local-time.ts'
import { ruleEffects } from './rule-effects.ts'
import css from './setup.module.css'

const assignments: readonly SessionRules['assignment'][] = ['pool', 'all', 'split']
const orders: readonly SessionRules['order'][] = ['added', 'random', 'disagreement', 'uncertain']
const mostLabels = 20

export function RulesForm({
  rules,
  before,
  reviewerCount,
  onChange,
}: {
  rules: SessionRules
  /** The rules in force, when labeling has begun under them. */
  before: SessionRules | undefined
  reviewerCount: number
  onChange: (change: Partial<SessionRules>) => void
}) {
  const t = useT()
  const effects = before === undefined ? [] : ruleEffects(before, rules)
  const { assignment, isBlind, order } = rules
  const isCounted = assignment !== 'all'
  const needsSeed = order === 'random' || assignment === 'split' || rules.repeatPercent > 0
  return (
    <Stack gap="md">
      {before !== undefined && (
        <Alert color={effects.length === 0 ? 'gray' : 'yellow'} p="xs" role="status">
          {t('labeling.rules.begun')}
          {effects.map((effect) => (
            <p key={effect} className={css.effect}>
              {t(`labeling.rules.effect.${effect}`)}
            </p>
          ))}
        </Alert>
      )}
      <Radio.Group
        label={t('labeling.rules.assignment')}
        value={assignment}
        onChange={(value) => {
          const found = assignments.find((each) => each === value)
          if (found !== undefined) onChange({ assignment: found })
        }}
      >
        <Stack gap="xs" mt="xs">
          {assignments.map((each) => (
            <Radio
              key={each}
              value={each}
              label={t(`labeling.rules.assign.${each}`)}
              description={t(`labeling.rules.assignHint.${each}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {assignment !== 'pool' && reviewerCount === 0 && (
        <Alert color="yellow" p="xs">
          {t('labeling.rules.needsReviewers')}
        </Alert>
      )}
      <NumberInput
        label={t('labeling.rules.labelsWanted')}
        description={t(isCounted ? 'labeling.rules.labelsWantedHint' : 'labeling.rules.labelsWantedAll')}
        value={isCounted ? rules.labelsWanted : Math.max(1, reviewerCount)}
        disabled={!isCounted}
        min={1}
        max={mostLabels}
        allowDecimal={false}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1 && value <= mostLabels) onChange({ labelsWanted: value })
        }}
      />
      <Checkbox
        label={t('labeling.rules.blind')}
        description={t('labeling.rules.blindHint')}
        checked={isBlind}
        onChange={(event) => {
          const blind = event.currentTarget.checked
          onChange({
            isBlind: blind,
            ...(blind ? { hasSuggestions: false, hasGoldFeedback: false } : {}),
            // The order would tell where others differ.
            ...(blind && order === 'disagreement' ? { order: 'added' } : {}),
          })
        }}
      />
      <Checkbox
        label={t('labeling.rules.suggestions')}
        description={t(isBlind ? 'labeling.rules.suggestionsBlind' : 'labeling.rules.suggestionsHint')}
        checked={rules.hasSuggestions && !isBlind}
        disabled={isBlind}
        onChange={(event) => onChange({ hasSuggestions: event.currentTarget.checked })}
      />
      <Group align="flex-start" gap="md" grow>
        <Select
          label={t('labeling.rules.order')}
          description={t(`labeling.rules.orderHint.${order}`)}
          data={orders.map((each) => ({
            value: each,
            label: t(`labeling.rules.orders.${each}`),
            disabled: isBlind && each === 'disagreement',
          }))}
          value={order}
          allowDeselect={false}
          onChange={(value) => {
            const found = orders.find((each) => each === value)
            if (found !== undefined) onChange({ order: found })
          }}
        />
        {needsSeed && (
          <TextInput
            label={t('labeling.rules.seed')}
            description={t('labeling.rules.seedHint')}
            value={rules.seed}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => onChange({ seed: event.currentTarget.value })}
          />
        )}
      </Group>
      <CheckRules rules={rules} onChange={onChange} />
      <TextInput
        type="datetime-local"
        label={t('labeling.rules.due')}
        description={t('labeling.rules.dueHint')}
        value={toLocalTime(rules.dueAtMs)}
        onChange={(event) => onChange({ dueAtMs: fromLocalTime(event.currentTarget.value) })}
      />
    </Stack>
  )
}
