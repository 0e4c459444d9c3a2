import { ActionIcon, Button, Group } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import { CallErrorCode } from '../../../shared/model/provider.ts'
import type { Target } from '../../../shared/model/target.ts'
import { listEmptyPlaces, listPlaces } from '../../../shared/model/template-places.ts'
import { useCommands } from '../../app/commands.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './evaluate.module.css'
import type { Sample } from './use-sample.ts'

type TriedRow = Awaited<ReturnType<typeof client.targets.tryRow>> & {
  /** Places of the target's texts that the row has nothing for. */
  emptyPlaces: string[]
}

/** Calls the target for one row as it stands in the form, and shows what went out and what came back. */
export function TryRow({
  target,
  sample,
  onTried,
}: {
  target: Target | undefined
  sample: Sample
  onTried: () => void
}) {
  const t = useT()
  const [at, setAt] = useState(0)
  const [result, setResult] = useState<TriedRow>()
  const [isRunning, setIsRunning] = useState(false)
  const running = useRef<AbortController>(undefined)
  const row = sample.rows[Math.min(at, sample.rows.length - 1)]
  const step = (count: number) => {
    setAt(Math.max(0, Math.min(sample.rows.length - 1, at + count)))
    setResult(undefined)
  }
  const run = async () => {
    if (target === undefined || row === undefined) return onTried()
    const control = new AbortController()
    running.current?.abort()
    running.current = control
    setResult(undefined)
    setIsRunning(true)
    try {
      const called = await client.targets.tryRow({ target, inputs: row.inputs }, { signal: control.signal })
      setResult({ ...called, emptyPlaces: listEmptyPlaces(listPlaces(target), row.inputs) })
    } catch (error) {
      if (!control.signal.aborted) notifyFailure(error)
    } finally {
      if (running.current === control) setIsRunning(false)
    }
  }
  useCommands(
    () => [{ id: 'evaluate.try', title: t('evaluate.command.try'), group: 'evaluations', run: () => void run() }],
    [t, target, row],
  )
  return (
    <div className={css.try}>
      <Group gap="sm">
        <Button loading={isRunning} disabled={row === undefined} onClick={() => void run()}>
          {t('evaluate.try.run')}
        </Button>
        {isRunning && <Button onClick={() => running.current?.abort()}>{t('evaluate.try.stop')}</Button>}
        {row === undefined ? (
          <span className={css.hint}>{t('evaluate.try.needsRow')}</span>
        ) : (
          <>
            <ActionIcon aria-label={t('evaluate.try.previous')} disabled={at === 0} onClick={() => step(-1)}>
              <IconChevronLeft size={16} aria-hidden />
            </ActionIcon>
            <span className={css.hint}>{t('evaluate.try.row', { row: at + 1, count: sample.rows.length })}</span>
            <ActionIcon
              aria-label={t('evaluate.try.next')}
              disabled={at >= sample.rows.length - 1}
              onClick={() => step(1)}
            >
              <IconChevronRight size={16} aria-hidden />
            </ActionIcon>
          </>
        )}
      </Group>
      <div role="status" aria-label={t('evaluate.try.region')}>
        {result !== undefined && <TryResult result={result} expected={row?.expectations ?? {}} />}
      </div>
    </div>
  )
}

function TryResult({ result, expected }: { result: TriedRow; expected: Record<string, Json> }) {
  const t = useT()
  const format = useFormat()
  const { value, error, durationMs, inputTokens, outputTokens, costUsd, request, emptyPlaces } = result
  return (
    <div className={css.tryResult}>
      <p className={css.tryFacts}>
        {error === undefined ? (
          <ToneBadge tone={emptyPlaces.length > 0 ? 'warn' : 'ok'}>{t('evaluate.try.answered')}</ToneBadge>
        ) : (
          <ToneBadge tone="error">
            {t('evaluate.try.failed', { reason: reasonOf(t, error.code), message: error.message })}
          </ToneBadge>
        )}
        <span>{format.duration(durationMs * 1000)}</span>
        {inputTokens !== undefined && (
          <span>
            {t('evaluate.try.tokens', {
              input: format.number(inputTokens),
              output: format.number(outputTokens ?? 0),
            })}
          </span>
        )}
        <span>{costUsd === undefined ? t('evaluate.try.costUnknown') : format.cost(costUsd)}</span>
      </p>
      {emptyPlaces.length > 0 && (
        <p className={css.warning}>{t('evaluate.try.emptyPlaces', { places: format.list(emptyPlaces) })}</p>
      )}
      <h3 className={css.tryTitle}>{t('evaluate.try.asked')}</h3>
      <CodeBlock isWrapped code={toText(request)} label={t('evaluate.try.asked')} />
      {value !== undefined && (
        <>
          <h3 className={css.tryTitle}>{t('evaluate.try.answered')}</h3>
          <CodeBlock isWrapped code={toText(value)} label={t('evaluate.try.answered')} />
        </>
      )}
      {Object.keys(expected).length > 0 && (
        <>
          <h3 className={css.tryTitle}>{t('evaluate.try.expected')}</h3>
          <CodeBlock isWrapped code={toText(expected)} label={t('evaluate.try.expected')} />
        </>
      )}
    </div>
  )
}

function reasonOf(t: ReturnType<typeof useT>, code: string): string {
  const known = CallErrorCode.safeParse(code)
  return known.success ? t(`providers.failure.${known.data}`) : code
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
