/** New versions of a judge, and scoring the same rows with another one. */
import type { Judge, JudgeDefinition } from '../../../shared/model/judge.ts'
import type { ValidationQuery, ValidationSetup } from '../../../shared/model/validation.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { navigate } from '../../app/routes.ts'
import { client } from '../../data/client.ts'
import { t } from '../../i18n/i18n.ts'
import { refreshValidations } from './use-validation.ts'

/** Undefined when that failed, which is told. */
export async function saveVersion(
  newest: Judge,
  definition: JudgeDefinition,
  note: string,
  createdBy: string,
): Promise<Judge | undefined> {
  try {
    const { judgeId, experimentId, name } = newest
    return await client.judges.save({
      judgeId,
      experimentId,
      name,
      definition,
      ...(note === '' ? {} : { note }),
      ...(createdBy === '' ? {} : { createdBy }),
    })
  } catch (error) {
    notifyFailure(error)
    return undefined
  }
}

/** Requests that are under way at once, and tries of each. */
const concurrency = 4
const maxTries = 5

/** Starts an evaluation of the outputs that were compared, as they stand, with one version. */
export async function scoreAgain(
  setup: ValidationSetup,
  { subject, split }: ValidationQuery,
  version: number,
): Promise<void> {
  const { judge, scorer, experimentId } = setup
  if (judge === undefined) return
  try {
    const { traceIds } = await client.validations.scoredTraces({ subject, ...(split === undefined ? {} : { split }) })
    const { runId } = await client.evaluations.start({
      experimentId,
      name: t('validation.versions.runName', { name: scorer, version }),
      source: { kind: 'traces', selection: { traceIds } },
      target: { kind: 'recorded' },
      scorers: [{ kind: 'judge', name: scorer, judgeId: judge.judgeId, version, repeats: 1 }],
      concurrency,
      maxTries,
    })
    notifyDone(t('validation.versions.started', { version }), {
      label: t('validation.versions.watch'),
      run: () => navigate({ screen: 'evaluations', runId }),
    })
    await refreshValidations()
  } catch (error) {
    notifyFailure(error)
  }
}
