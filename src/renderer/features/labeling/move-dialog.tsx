/** Moves a session to the newest versions of its questions, after showing what becomes of every answer. */
import { Alert, Button, Group, Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import type { MovePreview } from '../../../shared/model/version-move.ts'
import { notifyDone } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { queryClient } from '../../data/query.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { answerChoices, ChangeList } from '../schemas/index.tsx'
import { type Choices, startChoices, toQuestions, unfitEntries } from './move-choices.ts'
import css from './setup.module.css'

export function MoveDialog({ session, onClose }: { session: LabelingSession; onClose: () => void }) {
  const t = useT()
  const { sessionId } = session
  const first = useQuery(orpc.labelingSessions.previewMove.queryOptions({ input: { sessionId } }))
  const [changed, setChanged] = useState<Choices>()
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const choices = changed ?? (first.data === undefined ? undefined : startChoices(first.data))
  const questions = first.data === undefined || choices === undefined ? [] : toQuestions(first.data, choices)
  const preview = useQuery({
    ...orpc.labelingSessions.previewMove.queryOptions({ input: { sessionId, questions } }),
    enabled: questions.length > 0,
    placeholderData: keepPreviousData,
  })
  const shown = preview.data ?? first.data
  const failure = error ?? first.error ?? preview.error ?? undefined
  const run = async () => {
    if (isBusy) return
    setIsBusy(true)
    setError(undefined)
    try {
      await client.labelingSessions.move({ sessionId, questions })
      await queryClient.invalidateQueries({ queryKey: orpc.labelingSessions.key() })
      notifyDone(t('labeling.move.done', { name: session.name }))
      onClose()
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <Dialog title={t('labeling.move.title')} size="lg" onClose={onClose}>
      <p className={css.moveLead}>{t('labeling.move.lead')}</p>
      {failure !== undefined && (
        <Alert color="red" p="xs" mb="sm" role="alert">
          {failureText(failure)}
        </Alert>
      )}
      {choices !== undefined &&
        shown?.questions.map((question) => (
          <MovedQuestion
            key={question.schemaId}
            question={question}
            chosen={choices[question.schemaId] ?? {}}
            onChoose={(chosen) => setChanged({ ...choices, [question.schemaId]: chosen })}
          />
        ))}
      {shown !== undefined && <ItemsAgain preview={shown} />}
      <Group justify="flex-end" gap="sm" mt="md">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          data-autofocus
          variant="filled"
          loading={isBusy}
          disabled={questions.length === 0 || preview.isPlaceholderData}
          onClick={() => void run()}
        >
          {t('labeling.move.run')}
        </Button>
      </Group>
    </Dialog>
  )
}

function ItemsAgain({ preview }: { preview: MovePreview }) {
  const t = useT()
  const format = useFormat()
  const count = preview.itemsAgain
  if (count === 0) return <p role="status">{t('labeling.move.noneAgain')}</p>
  return <p role="status">{t('labeling.move.itemsAgain', { count, formatted: format.number(count) })}</p>
}

const askAgain = ''

function MovedQuestion({
  question,
  chosen,
  onChoose,
}: {
  question: MovePreview['questions'][number]
  /** JSON of what an old answer becomes, by its own JSON. */
  chosen: Readonly<Record<string, string>>
  onChoose: (chosen: Readonly<Record<string, string>>) => void
}) {
  const t = useT()
  const format = useFormat()
  const { from, to, counts } = question
  const targets = answerChoices(to.input) ?? []
  const oldLabels = new Map((answerChoices(from.input) ?? []).map(({ value, label }) => [value, label]))
  const textOf = (entry: string) => oldLabels.get(entry) ?? String(JSON.parse(entry))
  return (
    <section className={css.moved} aria-label={to.name}>
      <h3 className={css.movedTitle}>
        {to.title ?? to.name}{' '}
        <span className={css.movedVersions}>
          {t('labeling.move.versions', { from: format.number(from.version), to: format.number(to.version) })}
        </span>
      </h3>
      <ChangeList before={from} after={to} />
      {targets.length > 0 &&
        unfitEntries(question, targets).map(({ entry, count }) => (
          <Select
            key={entry}
            mt="xs"
            label={t('labeling.move.becomes', { answer: textOf(entry), count, formatted: format.number(count) })}
            data={[...targets, { value: askAgain, label: t('labeling.move.askAgain') }]}
            value={chosen[entry] ?? askAgain}
            allowDeselect={false}
            onChange={(target) => onChoose({ ...chosen, [entry]: target ?? askAgain })}
          />
        ))}
      <p className={css.movedCounts}>
        {t('labeling.move.counts', {
          kept: format.number(counts.kept),
          mapped: format.number(counts.mapped),
          askedAgain: format.number(counts.askedAgain),
        })}
      </p>
    </section>
  )
}
