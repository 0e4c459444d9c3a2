import { Button, Tooltip } from '@mantine/core'
import { IconRefresh, IconRepeat } from '@tabler/icons-react'
import type { EvaluationProgress } from '../../../shared/model/evaluation.ts'
import { useCommands } from '../../app/commands.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { useT } from '../../i18n/i18n.ts'
import { runActions } from './use-run.ts'

/** For a run that has stopped: its failed rows again, or all of it. */
export function RunTools({ progress }: { progress: EvaluationProgress }) {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { runId, failed, unscored } = progress
  const { again, resume } = runActions(runId)
  useCommands(
    () => [
      {
        id: 'evaluation.again',
        title: t('evaluate.command.again'),
        group: 'evaluations',
        when: () => !isReadOnly,
        run: () => runActions(runId).again(),
      },
    ],
    [t, runId, isReadOnly],
  )
  return (
    <>
      {failed + unscored > 0 && (
        <Button
          disabled={isReadOnly}
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => resume({ isRetry: true })}
        >
          {t('evaluate.run.retry')}
        </Button>
      )}
      <Tooltip label={t('evaluate.run.againHint')}>
        <Button disabled={isReadOnly} leftSection={<IconRepeat size={14} aria-hidden />} onClick={again}>
          {t('evaluate.run.again')}
        </Button>
      </Tooltip>
    </>
  )
}
