/** Which questions of a file are imported, and what becomes of those whose name is taken. */
import { Alert, Button, Group, Select } from '@mantine/core'
import { useState } from 'react'
import { notifyDone } from '../../app/notify.tsx'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useAnswerText } from './answer-text.ts'
import { chosenQuestions, type FileQuestion, planImport } from './schema-file.ts'
import css from './schemas.module.css'
import { createSchemas, useExperiments, useSchemas } from './use-schemas.ts'

export function ImportSchemasDialog({ questions, onClose }: { questions: FileQuestion[]; onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  const answerText = useAnswerText()
  const experiments = useExperiments()
  const [experimentId, setExperimentId] = useState('0')
  const known = useSchemas().data ?? []
  const taken = known.filter((schema) => schema.experimentId === experimentId).map((schema) => schema.name)
  const lines = planImport(questions, taken)
  // By place in the file; those whose name is taken are left out unless renamed.
  const [renamed, setRenamed] = useState<ReadonlySet<number>>(new Set())
  const [error, setError] = useState<unknown>()
  const [isBusy, setIsBusy] = useState(false)
  const chosen = chosenQuestions(lines, renamed).map((question) => ({ ...question, experimentId }))
  const counted = (count: number) => ({ count, formatted: format.number(count) })
  const run = async () => {
    if (isBusy) return
    setIsBusy(true)
    setError(undefined)
    try {
      const made = await createSchemas(chosen)
      notifyDone(t('schemas.file.imported', counted(made.length)))
      onClose()
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <Dialog title={t('schemas.file.title')} size="lg" onClose={onClose}>
      <p className={css.deleteText}>{t('schemas.file.lead', counted(questions.length))}</p>
      {error !== undefined && (
        <Alert color="red" p="xs" mb="sm" role="alert">
          {failureText(error)}
        </Alert>
      )}
      {experiments.length > 1 && (
        <Select
          mb="sm"
          label={t('schemas.form.experiment')}
          data={experiments.map((each) => ({ value: each.experimentId, label: each.name }))}
          value={experimentId}
          allowDeselect={false}
          onChange={(value) => value !== null && setExperimentId(value)}
        />
      )}
      <ul className={css.importList}>
        {lines.map((line, at) => {
          const { kind, detail } = answerText(line.question.input)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines are those of a file; none moves
            <li key={at} className={css.importLine}>
              <div className={css.importText}>
                <strong>{line.question.name}</strong>
                <p className={css.hint}>{detail === undefined ? kind : `${kind}: ${detail}`}</p>
                {line.isTaken && <p className={css.hint}>{t('schemas.file.conflict')}</p>}
              </div>
              {line.isTaken && (
                <Select
                  aria-label={t('schemas.file.what', { name: line.question.name })}
                  data={[
                    { value: 'skip', label: t('schemas.file.skip') },
                    { value: 'rename', label: t('schemas.file.rename', { name: line.freeName }) },
                  ]}
                  value={renamed.has(at) ? 'rename' : 'skip'}
                  allowDeselect={false}
                  onChange={(value) => {
                    const next = new Set(renamed)
                    if (value === 'rename') next.add(at)
                    else next.delete(at)
                    setRenamed(next)
                  }}
                />
              )}
            </li>
          )
        })}
      </ul>
      <Group justify="flex-end" gap="sm" mt="md">
        {chosen.length === 0 && <span className={css.hint}>{t('schemas.file.none')}</span>}
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          data-autofocus
          variant="filled"
          loading={isBusy}
          disabled={chosen.length === 0}
          onClick={() => void run()}
        >
          {t('schemas.file.run', counted(chosen.length))}
        </Button>
      </Group>
    </Dialog>
  )
}
