/** Asks a judge about one row before it is saved, and shows everything that was sent and came back. */
import { Alert, Button, Group, Loader } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { JudgeTrial } from '../../../shared/model/judge.ts'
import type { CallErrorCode } from '../../../shared/model/provider.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { client } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { ValueMark } from '../assessments/index.tsx'
import { type DraftProblems, hasProblems, type JudgeDraft, toDefinition } from './judge-draft.ts'
import css from './judges.module.css'
import { TrialRowPicker, useTrialRow } from './trial-row.tsx'

type Outcome = { trial: JudgeTrial } | { error: unknown }

export function TryPanel({ draft, problems }: { draft: JudgeDraft; problems: DraftProblems }) {
  const t = useT()
  const row = useTrialRow()
  const running = useRef<AbortController>(undefined)
  const [isRunning, setIsRunning] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>()
  // A name is not needed for it.
  const { name: _, ...others } = problems
  const canRun = row !== undefined && !hasProblems(others)
  const run = async () => {
    if (row === undefined || !canRun || isRunning) return
    const control = new AbortController()
    running.current = control
    setOutcome(undefined)
    setIsRunning(true)
    try {
      const trial = await client.judges.tryOut({ definition: toDefinition(draft), row }, { signal: control.signal })
      if (!control.signal.aborted) setOutcome({ trial })
    } catch (error) {
      if (!control.signal.aborted && toFailure(error).code !== 'CANCELLED') setOutcome({ error })
    } finally {
      setIsRunning(false)
    }
  }
  // Whoever leaves does not wait for the answer.
  useEffect(() => () => running.current?.abort(), [])
  useCommands(
    (): Command[] => [
      {
        id: 'judge.try',
        title: t('judges.command.try'),
        group: 'judges',
        keys: ['mod+Enter'],
        whileTyping: true,
        when: () => canRun && !isRunning,
        run: () => void run(),
      },
    ],
    [t, draft, row, canRun, isRunning],
  )
  return (
    <section className={css.trial} aria-label={t('judges.try.title')}>
      <div>
        <h2 className={css.subtitle}>{t('judges.try.title')}</h2>
        <p className={css.hint}>{t('judges.try.hint')}</p>
      </div>
      <TrialRowPicker />
      <Group gap="sm">
        <Button
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          rightSection={<KeyHint keys="mod+Enter" />}
          disabled={!canRun || isRunning}
          onClick={() => void run()}
        >
          {t('judges.try.run')}
        </Button>
        {isRunning && (
          <Button onClick={() => running.current?.abort()} leftSection={<Loader size={14} aria-hidden />}>
            {t('judges.try.stop')}
          </Button>
        )}
      </Group>
      <div role="status" className={css.result}>
        {isRunning && <span className={css.detail}>{t('judges.try.running')}</span>}
        {outcome !== undefined && 'error' in outcome && (
          <Alert color="red" p="xs">
            {failureText(outcome.error)} {toFailure(outcome.error).message}
          </Alert>
        )}
        {outcome !== undefined && 'trial' in outcome && <Answer {...outcome.trial} />}
      </div>
      {outcome !== undefined && 'trial' in outcome && <Sent messages={outcome.trial.messages} />}
    </section>
  )
}

function Answer({ result }: JudgeTrial) {
  const t = useT()
  const format = useFormat()
  const { value, rationale, error, model, inputTokens, outputTokens, costUsd, durationMs } = result
  const used = [
    model,
    inputTokens === undefined && outputTokens === undefined
      ? undefined
      : t('judges.try.used', { input: format.number(inputTokens ?? 0), output: format.number(outputTokens ?? 0) }),
    costUsd === undefined ? undefined : format.cost(costUsd),
    format.duration(durationMs * 1000),
  ].filter((each) => each !== undefined)
  return (
    <>
      {error === undefined ? (
        <div>
          <div className={css.detail}>{t('judges.try.answer')}</div>
          <ValueMark value={value} />
        </div>
      ) : (
        <Alert color="red" p="xs">
          {t('judges.try.failed', {
            reason: t(`providers.failure.${error.code as CallErrorCode}`),
            message: error.message,
          })}
        </Alert>
      )}
      {rationale !== undefined && rationale !== '' && (
        <div>
          <div className={css.detail}>{t('judges.try.rationale')}</div>
          <p className={css.rationale}>{rationale}</p>
        </div>
      )}
      <div className={css.detail}>{used.join(' · ')}</div>
    </>
  )
}

function Sent({ messages }: Pick<JudgeTrial, 'messages'>) {
  const t = useT()
  return (
    <section className={css.result} aria-label={t('judges.try.sent')}>
      <h3 className={css.subtitle}>{t('judges.try.sent')}</h3>
      {messages.map(({ role, content }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the messages of one question never move
        <div key={at}>
          <div className={css.detail}>{t(`judges.try.role.${role}`)}</div>
          <CodeBlock code={content} label={t(`judges.try.role.${role}`)} isWrapped />
        </div>
      ))}
    </section>
  )
}
