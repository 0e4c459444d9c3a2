/** The settings of judges as scorers. */
import { Anchor, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { navigate } from '../../app/routes.ts'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './evaluate.module.css'
import { useProblem } from './problems.ts'
import type { FieldsProps } from './scorer-props.ts'

export function BuiltinJudgeFields(props: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  const { scorer, onChange } = props
  const providers = useQuery(orpc.providers.list.queryOptions()).data ?? []
  const builtin = useQuery(orpc.judges.builtins.queryOptions()).data?.find(
    (each) => each.builtinId === scorer.builtinId,
  )
  return (
    <>
      <div>
        <Select
          label={t('evaluate.target.provider')}
          data={providers.map((each) => ({ value: each.provider.providerId, label: each.provider.name }))}
          value={scorer.providerId || null}
          allowDeselect={false}
          error={problem(`scorer.${scorer.id}.providerId`)}
          onChange={(providerId) => {
            const chosen = providers.find((each) => each.provider.providerId === providerId)?.provider
            if (chosen === undefined) return
            onChange({ providerId: chosen.providerId, model: chosen.defaultModel ?? scorer.model })
          }}
        />
        {providers.length === 0 && (
          <p className={css.hint}>
            {t('evaluate.target.noProviders')}{' '}
            <Anchor component="button" type="button" onClick={() => navigate({ screen: 'settings' })}>
              {t('evaluate.target.toProviders')}
            </Anchor>
          </p>
        )}
      </div>
      <TextInput
        label={t('evaluate.target.model')}
        value={scorer.model}
        error={problem(`scorer.${scorer.id}.model`)}
        spellCheck={false}
        onChange={(event) => onChange({ model: event.currentTarget.value })}
      />
      <RepeatsField {...props} />
      {scorer.takesGuidelines && (
        <Textarea
          className={css.wide ?? ''}
          label={t('evaluate.scorers.guidelines')}
          description={t('evaluate.scorers.guidelinesHint')}
          autosize
          minRows={2}
          maxRows={10}
          value={scorer.guidelines}
          error={problem(`scorer.${scorer.id}.guidelines`)}
          onChange={(event) => onChange({ guidelines: event.currentTarget.value })}
        />
      )}
      {builtin !== undefined && builtin.expectations.length > 0 && (
        <NeedsText names={builtin.expectations} given={props.expectationNames} />
      )}
    </>
  )
}

/** As the list of judges names it, after what kind of scorer it is. */
export function BuiltinName({ builtinId }: { builtinId: string }) {
  return builtinId === '' ? null : `: ${builtinId}`
}

/** Said where the first rows have none of what the judge compares with. */
function NeedsText({ names, given }: { names: readonly string[]; given: readonly string[] }) {
  const t = useT()
  if (given.length === 0 || names.some((name) => given.includes(name))) return null
  return <p className={`${css.warning} ${css.wide}`}>{t('evaluate.scorers.needsOneOf', { names: names.join(', ') })}</p>
}

export function OwnJudgeFields(props: FieldsProps) {
  const t = useT()
  const { scorer, onChange } = props
  const versions = useQuery(orpc.judges.versions.queryOptions({ input: { judgeId: scorer.judgeId } })).data ?? []
  return (
    <>
      <Select
        label={t('evaluate.source.version')}
        data={versions.map(({ version, note }) => ({
          value: String(version),
          label: `${t('evaluate.source.versionOf', { version })}${note === undefined ? '' : `: ${note}`}`,
        }))}
        value={String(scorer.version)}
        allowDeselect={false}
        onChange={(version) => onChange({ version: Number(version) })}
      />
      <RepeatsField {...props} />
    </>
  )
}

function RepeatsField({ scorer, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  return (
    <NumberInput
      label={t('evaluate.scorers.repeats')}
      description={t('evaluate.scorers.repeatsHint')}
      min={1}
      max={11}
      value={scorer.repeats}
      error={problem(`scorer.${scorer.id}.repeats`)}
      onChange={(repeats) => onChange({ repeats })}
    />
  )
}
