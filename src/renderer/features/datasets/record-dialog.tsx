import { Alert, Button, Group, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import { notifyDone } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { queryClient } from '../../data/query.ts'
import { t as translate, useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { byUser } from './dataset-actions.ts'
import { type EditablePart, type EditProblem, editableParts, fromEditField, toEditField } from './edit-text.ts'
import { useRecords } from './use-records.ts'

/** A record written by hand. */
export function RecordDialog({ datasetId, onClose }: { datasetId: string; onClose: () => void }) {
  const t = useT()
  // What a lone text is called in the first record there is.
  const [first] = useRecords(datasetId, {}).records
  const [texts, setTexts] = useState<Partial<Record<EditablePart, string>>>({})
  const [problems, setProblems] = useState<Partial<Record<EditablePart, EditProblem>>>({})
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const memberOf = (part: EditablePart) =>
    (first === undefined ? undefined : toEditField(part, first[part]).member) ?? toEditField(part, undefined).member
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    const values: Partial<Record<EditablePart, Json>> = {}
    const found: Partial<Record<EditablePart, EditProblem>> = {}
    for (const part of editableParts) {
      const read = fromEditField(part, { text: texts[part] ?? '', member: memberOf(part) }, undefined)
      if ('problem' in read) found[part] = read.problem
      else if (read.value !== null) values[part] = read.value
    }
    setProblems(found)
    if (Object.keys(found).length > 0) return
    setIsBusy(true)
    setError(undefined)
    try {
      // The reader of the text has made objects of all but the outputs.
      const record = values as { inputs: Record<string, Json> }
      const { updated } = await client.datasets.addFrom({
        datasetId,
        source: { kind: 'records', records: [record] },
        ...byUser(),
      })
      await queryClient.invalidateQueries({ queryKey: orpc.datasets.key() })
      notifyDone(translate(updated > 0 ? 'datasets.record.mergedByHand' : 'datasets.record.addedByHand'))
      onClose()
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <Dialog title={t('datasets.record.new')} size="lg" onClose={onClose}>
      <form
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          event.currentTarget.requestSubmit()
        }}
      >
        <Stack gap="md">
          {error !== undefined && (
            <Alert color="red" p="xs" role="alert">
              {failureText(error)}
            </Alert>
          )}
          {editableParts.map((part) => {
            const member = memberOf(part)
            const problem = problems[part]
            return (
              <Textarea
                key={part}
                {...(part === 'inputs' ? { 'data-autofocus': true } : {})}
                label={t(`datasets.column.${part}`)}
                description={
                  part === 'tags'
                    ? t('datasets.record.tagsHint')
                    : member === undefined
                      ? t('datasets.record.textOrJson')
                      : t('datasets.record.memberHint', { member })
                }
                value={texts[part] ?? ''}
                error={problem === undefined ? undefined : t(`datasets.edit.problem.${problem}`)}
                autosize
                minRows={part === 'tags' ? 1 : 2}
                maxRows={10}
                onChange={(event) => setTexts({ ...texts, [part]: event.currentTarget.value })}
              />
            )
          })}
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" loading={isBusy}>
              {t('datasets.record.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
