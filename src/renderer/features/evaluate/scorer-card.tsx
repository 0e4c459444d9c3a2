import { ActionIcon, Autocomplete, Checkbox, NumberInput, Select, Textarea, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useT } from '../../i18n/i18n.ts'
import type { ScorerDraft } from './draft.ts'
import css from './evaluate.module.css'
import { BuiltinJudgeFields, BuiltinName, OwnJudgeFields } from './judge-fields.tsx'
import { useProblem } from './problems.ts'
import type { FieldsProps } from './scorer-props.ts'

/** One scorer with its settings. */
export function ScorerCard({ onRemove, ...props }: FieldsProps & { onRemove: () => void }) {
  const t = useT()
  const problem = useProblem()
  const { scorer, onChange } = props
  const removeLabel = t('evaluate.scorers.remove', { name: scorer.name })
  return (
    <li className={css.card}>
      <div className={css.cardHead}>
        <span className={css.cardKind}>
          {t(`evaluate.scorers.kind.${scorer.kind}`)}
          {scorer.kind === 'builtinJudge' && <BuiltinName builtinId={scorer.builtinId} />}
        </span>
        <Tooltip label={removeLabel}>
          <ActionIcon aria-label={removeLabel} onClick={onRemove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={css.fields}>
        <TextInput
          label={t('evaluate.scorers.name')}
          value={scorer.name}
          error={problem(`scorer.${scorer.id}.name`)}
          spellCheck={false}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <KindFields {...props} />
      </div>
    </li>
  )
}

function KindFields(props: FieldsProps) {
  const t = useT()
  switch (props.scorer.kind) {
    case 'exact':
      return (
        <>
          <ExpectationField {...props} label={t('evaluate.scorers.expectation')} />
          <div className={css.checks}>
            <CaseField {...props} />
            <Checkbox
              label={t('evaluate.scorers.ignoresSpace')}
              checked={props.scorer.ignoresSpace}
              onChange={(event) => props.onChange({ ignoresSpace: event.currentTarget.checked })}
            />
          </div>
        </>
      )
    case 'contains':
      return <ContainsFields {...props} />
    case 'regex':
      return <RegexFields {...props} />
    case 'similarity':
      return (
        <>
          <ExpectationField {...props} label={t('evaluate.scorers.expectation')} />
          <Select
            label={t('evaluate.scorers.measure')}
            data={(['tokenF1', 'rougeL', 'levenshtein'] as const).map((value) => ({
              value,
              label: t(`evaluate.scorers.measureKind.${value}`),
            }))}
            value={props.scorer.measure}
            allowDeselect={false}
            onChange={(measure) => props.onChange({ measure: measure as ScorerDraft['measure'] })}
          />
        </>
      )
    case 'jsonSchema':
      return <SchemaField {...props} />
    case 'latency':
      return <MostField {...props} label={t('evaluate.scorers.mostMs')} />
    case 'tokens':
      return <MostField {...props} label={t('evaluate.scorers.mostTokens')} />
    case 'cost':
      return <MostField {...props} label={t('evaluate.scorers.mostUsd')} />
    case 'judge':
      return <OwnJudgeFields {...props} />
    case 'builtinJudge':
      return <BuiltinJudgeFields {...props} />
  }
}

function ExpectationField({ scorer, expectationNames, onChange, label }: FieldsProps & { label: string }) {
  const problem = useProblem()
  return (
    <Autocomplete
      label={label}
      data={[...expectationNames]}
      value={scorer.expectation}
      error={problem(`scorer.${scorer.id}.expectation`)}
      spellCheck={false}
      onChange={(expectation) => onChange({ expectation })}
    />
  )
}

function CaseField({ scorer, onChange }: FieldsProps) {
  const t = useT()
  return (
    <Checkbox
      label={t('evaluate.scorers.ignoresCase')}
      checked={scorer.ignoresCase}
      onChange={(event) => onChange({ ignoresCase: event.currentTarget.checked })}
    />
  )
}

function ContainsFields(props: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  const { scorer, onChange } = props
  return (
    <>
      <Select
        label={t('evaluate.scorers.needs')}
        data={(['all', 'any', 'none'] as const).map((value) => ({
          value,
          label: t(`evaluate.scorers.needsKind.${value}`),
        }))}
        value={scorer.needs}
        allowDeselect={false}
        onChange={(needs) => onChange({ needs: needs as ScorerDraft['needs'] })}
      />
      <Textarea
        label={t('evaluate.scorers.texts')}
        description={t('evaluate.scorers.textsHint')}
        autosize
        minRows={1}
        maxRows={8}
        value={scorer.texts}
        error={problem(`scorer.${scorer.id}.texts`)}
        onChange={(event) => onChange({ texts: event.currentTarget.value })}
      />
      {scorer.texts.trim() === '' && <ExpectationField {...props} label={t('evaluate.scorers.textsExpectation')} />}
      <div className={css.checks}>
        <CaseField {...props} />
      </div>
    </>
  )
}

function RegexFields({ scorer, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  return (
    <>
      <TextInput
        label={t('evaluate.scorers.pattern')}
        value={scorer.pattern}
        error={problem(`scorer.${scorer.id}.pattern`)}
        spellCheck={false}
        classNames={{ input: css.mono ?? '' }}
        onChange={(event) => onChange({ pattern: event.currentTarget.value })}
      />
      <TextInput
        label={t('evaluate.scorers.flags')}
        value={scorer.flags}
        error={problem(`scorer.${scorer.id}.flags`)}
        spellCheck={false}
        onChange={(event) => onChange({ flags: event.currentTarget.value })}
      />
    </>
  )
}

function SchemaField({ scorer, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  return (
    <Textarea
      className={css.wide ?? ''}
      label={t('evaluate.scorers.schema')}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      classNames={{ input: css.mono ?? '' }}
      value={scorer.schema}
      error={problem(`scorer.${scorer.id}.schema`)}
      onChange={(event) => onChange({ schema: event.currentTarget.value })}
    />
  )
}

function MostField({ scorer, onChange, label }: FieldsProps & { label: string }) {
  const t = useT()
  const problem = useProblem()
  return (
    <NumberInput
      label={label}
      description={t('evaluate.scorers.mostHint')}
      min={0}
      value={scorer.most}
      error={problem(`scorer.${scorer.id}.most`)}
      onChange={(most) => onChange({ most })}
    />
  )
}
