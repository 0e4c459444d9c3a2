import { Button } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import type { BuiltinJudge } from '../../../shared/model/judge.ts'
import { readInstructions } from '../../../shared/model/judge-instructions.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Field, Fields } from '../../ui/fields.tsx'
import { useAnswerText } from './answer-text.ts'
import { JudgeHead, MissingJudge } from './judge-head.tsx'
import css from './judges.module.css'
import { useBuiltins } from './use-judges.ts'

/** A judge that comes with Assay: all of its text, to read and to copy. */
export function BuiltinPage({ builtinId }: { builtinId: string }) {
  const t = useT()
  const { data } = useBuiltins()
  if (data === undefined) return <div role="status" aria-busy aria-label={t('judges.loading')} />
  const builtin = data.find((each) => each.builtinId === builtinId)
  return builtin === undefined ? <MissingJudge /> : <Loaded builtin={builtin} />
}

function Loaded({ builtin }: { builtin: BuiltinJudge }) {
  const t = useT()
  const format = useFormat()
  const answerText = useAnswerText()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { builtinId, version, mlflowName, answer, isMultiTurn, expectations, needsSpans, instructions } = builtin
  const copy = () => navigate({ screen: 'judges', judgeId: 'new', tab: builtinId })
  useCommands(
    (): Command[] => [
      {
        id: 'judge.copy',
        title: t('judges.command.copy'),
        group: 'judges',
        keys: ['c'],
        when: () => !isReadOnly,
        run: () => navigate({ screen: 'judges', judgeId: 'new', tab: builtinId }),
      },
    ],
    [t, isReadOnly, builtinId],
  )
  return (
    <div className={css.screen}>
      <JudgeHead title={builtinId} detail={t('judges.version', { number: format.number(version) })}>
        <Button variant="filled" leftSection={<IconCopy size={14} aria-hidden />} disabled={isReadOnly} onClick={copy}>
          {t('judges.copy')}
        </Button>
      </JudgeHead>
      <div className={css.reading}>
        <p className={css.lead}>{t(`judges.about.${builtinId}`)}</p>
        <Fields>
          <Field name={t('judges.fact.about')}>{t(`judges.fact.${isMultiTurn ? 'conversation' : 'row'}`)}</Field>
          <Field name={t('judges.fact.reads')}>
            {format.list(readInstructions(instructions).variables.map((each) => t(`judges.variable.${each}`)))}
          </Field>
          <Field name={t('judges.fact.answer')}>{answerText(answer)}</Field>
          {expectations.length > 0 && (
            <Field name={t('judges.fact.expectations')} isMono>
              {expectations.join(', ')}
            </Field>
          )}
          {needsSpans !== undefined && (
            <Field name={t('judges.fact.spans')}>{t(`common.spanType.${needsSpans}`)}</Field>
          )}
          <Field name={t('judges.fact.mlflow')} isMono>
            {mlflowName}
          </Field>
        </Fields>
        <p className={css.hint}>{t('judges.builtinHint')}</p>
        <CodeBlock code={instructions} label={t('judges.instructions')} isWrapped />
      </div>
    </div>
  )
}
