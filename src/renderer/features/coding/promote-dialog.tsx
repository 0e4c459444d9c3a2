/** Codes become options of a question, and their notes answers to it. */
import { Button, Checkbox, Group, MultiSelect, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { AssessmentName } from '../../../shared/model/assessment.ts'
import type { Code, PromotionTarget } from '../../../shared/model/coding.ts'
import { notifyDone, notifyFailure, notifyProblem, notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { toFailure } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { coderName, undo } from './coding-actions.ts'

export function PromoteDialog({
  experimentId,
  codes,
  codeIds,
  onClose,
}: {
  experimentId: string
  codes: readonly Code[]
  /** To begin with; all where absent. */
  codeIds: readonly string[] | undefined
  onClose: () => void
}) {
  const t = useT()
  const format = useFormat()
  const schemas = useQuery(orpc.labelSchemas.list.queryOptions({ input: { experimentId } })).data ?? []
  const fitting = schemas.filter(({ input, isDefault }) => input.type === 'categorical' && isDefault !== true)
  const [chosen, setChosen] = useState<string[]>([...(codeIds ?? codes.map(({ codeId }) => codeId))])
  const [kind, setKind] = useState<'new' | 'existing'>('new')
  const [schemaId, setSchemaId] = useState<string>()
  const [name, setName] = useState('')
  const [title, setTitle] = useState('')
  const [isMultiple, setIsMultiple] = useState(true)
  const [withAssessments, setWithAssessments] = useState(true)
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const isReady = chosen.length > 0 && (kind === 'new' || schemaId !== undefined)

  const promote = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || isBusy) return
    if (kind === 'new' && !AssessmentName.safeParse(name).success) {
      setProblem(t('coding.promote.nameWrong'))
      return
    }
    const target: PromotionTarget =
      kind === 'existing' && schemaId !== undefined
        ? { schemaId }
        : { name: name.trim(), isMultiple, ...(title.trim() === '' ? {} : { title: title.trim() }) }
    setIsBusy(true)
    try {
      const done = await client.coding.promote({
        experimentId,
        by: coderName(),
        codeIds: chosen,
        target,
        withAssessments,
      })
      const question = kind === 'new' ? name.trim() : (fitting.find((each) => each.schemaId === schemaId)?.name ?? '')
      const count = { count: done.assessmentCount, formatted: format.number(done.assessmentCount) }
      const { changeId, skippedCount } = done
      if (changeId === undefined) notifyDone(t('coding.promote.nothing'))
      else {
        const message =
          done.assessmentCount > 0
            ? t('coding.promote.done', { name: question, ...count })
            : t('coding.promote.doneOptions', { name: question })
        notifyUndo(message, () => undo(changeId))
      }
      if (skippedCount > 0) {
        notifyProblem(t('coding.promote.skipped', { count: skippedCount, formatted: format.number(skippedCount) }))
      }
      onClose()
    } catch (error) {
      if (toFailure(error).details.reason === 'exists') setProblem(t('coding.promote.taken'))
      else notifyFailure(error)
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <Dialog title={t('coding.promote.title')} onClose={onClose}>
      <form onSubmit={(event) => void promote(event)}>
        <Stack gap="md">
          <MultiSelect
            label={t('coding.promote.codes')}
            data={codes.map((code) => ({ value: code.codeId, label: code.name }))}
            value={chosen}
            searchable
            comboboxProps={{ withinPortal: true }}
            onChange={setChosen}
          />
          <SegmentedControl
            aria-label={t('coding.promote.target')}
            data={[
              { value: 'new', label: t('coding.promote.new') },
              { value: 'existing', label: t('coding.promote.existing') },
            ]}
            value={kind}
            onChange={(value) => setKind(value === 'existing' ? 'existing' : 'new')}
          />
          {kind === 'new' ? (
            <>
              <TextInput
                data-autofocus
                label={t('coding.promote.name')}
                description={t('coding.promote.nameHint')}
                value={name}
                maxLength={250}
                error={problem}
                onChange={(event) => {
                  setName(event.currentTarget.value)
                  setProblem(undefined)
                }}
              />
              <TextInput
                label={t('coding.promote.questionTitle')}
                value={title}
                maxLength={250}
                onChange={(event) => setTitle(event.currentTarget.value)}
              />
              <Checkbox
                label={t('coding.promote.several')}
                checked={isMultiple}
                onChange={(event) => setIsMultiple(event.currentTarget.checked)}
              />
            </>
          ) : fitting.length === 0 ? (
            <span>{t('coding.promote.noneExisting')}</span>
          ) : (
            <Select
              label={t('coding.promote.target')}
              placeholder={t('coding.promote.choose')}
              data={fitting.map((schema) => ({ value: schema.schemaId, label: schema.title ?? schema.name }))}
              value={schemaId ?? null}
              comboboxProps={{ withinPortal: true }}
              onChange={(value) => setSchemaId(value ?? undefined)}
            />
          )}
          <Checkbox
            label={t('coding.promote.withAssessments')}
            description={t('coding.promote.withAssessmentsHint')}
            checked={withAssessments}
            onChange={(event) => setWithAssessments(event.currentTarget.checked)}
          />
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" disabled={!isReady} loading={isBusy}>
              {t('coding.promote.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
