/** The settings of each kind of target. */
import { Anchor, Autocomplete, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { navigate } from '../../app/routes.ts'
import { orpc } from '../../data/client.ts'
import { useSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import type { TargetDraft } from './draft.ts'
import css from './evaluate.module.css'
import { useProblem } from './problems.ts'

interface FieldsProps {
  draft: TargetDraft
  onChange: (change: Partial<TargetDraft>) => void
}

const place = '{{ inputs.question }}'
const areas = { autosize: true, minRows: 2, maxRows: 12, spellCheck: false, classNames: { input: css.mono ?? '' } }

export function ChatFields({ draft, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  const providers = useQuery(orpc.providers.list.queryOptions()).data ?? []
  const provider = providers.find((each) => each.provider.providerId === draft.providerId)?.provider
  const { isAirGapped } = useSettings()
  const [isChoosing, setIsChoosing] = useState(false)
  const models = useQuery({
    ...orpc.providers.models.queryOptions({
      input: { provider: provider ?? { name: '-', baseUrl: 'http://127.0.0.1/', key: { kind: 'none' }, prices: {} } },
    }),
    // Asking for the list is a request to somebody else: only when somebody is about to choose.
    enabled: provider !== undefined && isChoosing && !isAirGapped,
  }).data
  return (
    <>
      <div className={css.fields}>
        <div>
          <Select
            label={t('evaluate.target.provider')}
            data={providers.map((each) => ({ value: each.provider.providerId, label: each.provider.name }))}
            value={draft.providerId || null}
            allowDeselect={false}
            error={problem('target.providerId')}
            onChange={(providerId) => {
              const chosen = providers.find((each) => each.provider.providerId === providerId)?.provider
              if (chosen === undefined) return
              onChange({ providerId: chosen.providerId, model: chosen.defaultModel ?? draft.model })
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
        <Autocomplete
          label={t('evaluate.target.model')}
          data={models ?? []}
          value={draft.model}
          error={problem('target.model')}
          spellCheck={false}
          onFocus={() => setIsChoosing(true)}
          onChange={(model) => onChange({ model })}
        />
      </div>
      <Textarea
        label={t('evaluate.target.system')}
        {...areas}
        value={draft.system}
        onChange={(event) => onChange({ system: event.currentTarget.value })}
      />
      <Textarea
        label={t('evaluate.target.user')}
        description={t('evaluate.target.placesHint', { place })}
        error={problem('target.user')}
        {...areas}
        value={draft.user}
        onChange={(event) => onChange({ user: event.currentTarget.value })}
      />
      <div className={css.fields}>
        <NumberInput
          label={t('evaluate.target.temperature')}
          min={0}
          max={2}
          step={0.1}
          value={draft.temperature}
          error={problem('target.temperature')}
          onChange={(temperature) => onChange({ temperature })}
        />
        <NumberInput
          label={t('evaluate.target.maxTokens')}
          min={1}
          value={draft.maxTokens}
          error={problem('target.maxTokens')}
          onChange={(maxTokens) => onChange({ maxTokens })}
        />
        <NumberInput
          label={t('evaluate.target.seed')}
          value={draft.seed}
          error={problem('target.seed')}
          onChange={(seed) => onChange({ seed })}
        />
      </div>
    </>
  )
}

export function HttpFields({ draft, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  return (
    <>
      <div className={css.addressLine}>
        <Select
          label={t('evaluate.target.method')}
          data={['POST', 'PUT', 'GET']}
          value={draft.method}
          allowDeselect={false}
          onChange={(method) => onChange({ method: method as TargetDraft['method'] })}
        />
        <TextInput
          label={t('evaluate.target.url')}
          error={problem('target.url')}
          placeholder="http://127.0.0.1:8000/chat"
          spellCheck={false}
          value={draft.url}
          onChange={(event) => onChange({ url: event.currentTarget.value })}
        />
      </div>
      {draft.method !== 'GET' && (
        <Textarea
          label={t('evaluate.target.body')}
          description={t('evaluate.target.bodyHint', { place })}
          error={problem('target.body')}
          {...areas}
          value={draft.body}
          onChange={(event) => onChange({ body: event.currentTarget.value })}
        />
      )}
      <div className={css.fields}>
        <TextInput
          label={t('evaluate.target.responsePath')}
          description={t('evaluate.target.responsePathHint')}
          spellCheck={false}
          value={draft.responsePath}
          onChange={(event) => onChange({ responsePath: event.currentTarget.value })}
        />
        <Timeout draft={draft} onChange={onChange} />
      </div>
      <details className={css.fold} open={draft.headers !== '' || draft.secretHeaders !== '' || undefined}>
        <summary>{t('evaluate.target.headers')}</summary>
        <div className={css.foldBody}>
          <Textarea
            label={t('evaluate.target.headers')}
            description={t('evaluate.target.headersHint')}
            error={problem('target.headers')}
            {...areas}
            value={draft.headers}
            onChange={(event) => onChange({ headers: event.currentTarget.value })}
          />
          <Textarea
            label={t('evaluate.target.secretHeaders')}
            description={t('evaluate.target.secretHeadersHint')}
            error={problem('target.secretHeaders')}
            {...areas}
            value={draft.secretHeaders}
            onChange={(event) => onChange({ secretHeaders: event.currentTarget.value })}
          />
        </div>
      </details>
    </>
  )
}

export function CommandFields({ draft, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  return (
    <>
      <div className={css.fields}>
        <TextInput
          label={t('evaluate.target.program')}
          description={t('evaluate.target.programHint')}
          error={problem('target.command')}
          spellCheck={false}
          value={draft.command}
          onChange={(event) => onChange({ command: event.currentTarget.value })}
        />
        <Timeout draft={draft} onChange={onChange} />
      </div>
      <Textarea
        label={t('evaluate.target.args')}
        description={t('evaluate.target.argsHint')}
        {...areas}
        value={draft.args}
        onChange={(event) => onChange({ args: event.currentTarget.value })}
      />
      <TextInput
        label={t('evaluate.target.folder')}
        spellCheck={false}
        value={draft.folder}
        onChange={(event) => onChange({ folder: event.currentTarget.value })}
      />
    </>
  )
}

export function ModuleFields({ draft, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  return (
    <>
      <TextInput
        label={t('evaluate.target.path')}
        description={t('evaluate.target.pathHint')}
        error={problem('target.path')}
        spellCheck={false}
        value={draft.path}
        onChange={(event) => onChange({ path: event.currentTarget.value })}
      />
      <div className={css.fields}>
        <TextInput
          label={t('evaluate.target.exportName')}
          error={problem('target.exportName')}
          spellCheck={false}
          value={draft.exportName}
          onChange={(event) => onChange({ exportName: event.currentTarget.value })}
        />
        <Timeout draft={draft} onChange={onChange} />
      </div>
    </>
  )
}

function Timeout({ draft, onChange }: FieldsProps) {
  const t = useT()
  const problem = useProblem()
  return (
    <NumberInput
      label={t('evaluate.target.timeout')}
      min={0.1}
      max={600}
      value={draft.timeoutSeconds}
      error={problem('target.timeoutSeconds')}
      onChange={(timeoutSeconds) => onChange({ timeoutSeconds })}
    />
  )
}
