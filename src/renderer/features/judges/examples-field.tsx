import { ActionIcon, Button, Textarea, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useId } from 'react'
import { readInstructions } from '../../../shared/model/judge-instructions.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { type DraftProblems, type ExampleDraft, type JudgeDraft, newExample } from './judge-draft.ts'
import css from './judges.module.css'

const parts = ['inputs', 'outputs', 'expectations'] as const

/** Rows with their right answers, which the model is shown first. */
export function ExamplesField({
  draft,
  problems,
  onChange,
}: {
  draft: JudgeDraft
  problems: DraftProblems
  onChange: (change: Partial<JudgeDraft>) => void
}) {
  const t = useT()
  const format = useFormat()
  const id = useId()
  const { examples } = draft
  const { variables } = readInstructions(draft.instructions)
  const change = (key: number, fields: Partial<ExampleDraft>) =>
    onChange({ examples: examples.map((each) => (each.key === key ? { ...each, ...fields } : each)) })
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={css.subtitle}>
        {t('judges.example.title')}
      </h2>
      <p className={css.hint}>{t('judges.example.hint')}</p>
      <ol className={css.examples}>
        {examples.map((example, at) => {
          const number = format.number(at + 1)
          const remove = t('judges.example.remove', { number })
          return (
            <li key={example.key} className={css.example} aria-label={t('judges.example.one', { number })}>
              <div className={css.exampleHead}>
                <strong>{t('judges.example.one', { number })}</strong>
                {example.assessmentId !== undefined && (
                  <span className={css.detail}>{t('judges.example.fromLabel')}</span>
                )}
                <Tooltip label={remove}>
                  <ActionIcon
                    aria-label={remove}
                    className={css.exampleRemove}
                    onClick={() => onChange({ examples: examples.filter((each) => each !== example) })}
                  >
                    <IconX size={14} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </div>
              {parts
                .filter((part) => variables.includes(part) || example[part] !== '')
                .map((part) => (
                  <Textarea
                    key={part}
                    label={t(`judges.variable.${part}`)}
                    value={example[part]}
                    autosize
                    minRows={1}
                    maxRows={8}
                    onChange={(event) => change(example.key, { [part]: event.currentTarget.value })}
                  />
                ))}
              <div className={css.line}>
                <TextInput
                  className={css.setting}
                  label={t('judges.example.value')}
                  value={example.value}
                  error={
                    problems.examples.includes(example.key) && example.value !== ''
                      ? t('judges.problem.exampleValue')
                      : undefined
                  }
                  placeholder={draft.answerKind === 'yesNo' ? 'yes / no' : undefined}
                  onChange={(event) => change(example.key, { value: event.currentTarget.value })}
                />
                <TextInput
                  className={css.wide}
                  label={t('judges.example.rationale')}
                  value={example.rationale}
                  onChange={(event) => change(example.key, { rationale: event.currentTarget.value })}
                />
              </div>
            </li>
          )
        })}
      </ol>
      <Button
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={examples.length >= 50}
        onClick={() => onChange({ examples: [...examples, newExample()] })}
      >
        {t('judges.example.add')}
      </Button>
    </section>
  )
}
