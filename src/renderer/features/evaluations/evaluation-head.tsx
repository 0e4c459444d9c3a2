import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { runParams } from '../../../shared/model/describe-evaluation.ts'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { navigate } from '../../app/routes.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Field, Fields } from '../../ui/fields.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './evaluations.module.css'
import { StatusMark } from './status-mark.tsx'

/** What this evaluation is: name, state, when and for how long; parameters and tags folded away. */
export function EvaluationHead({ evaluation, children }: { evaluation: EvaluationSummary; children?: ReactNode }) {
  const t = useT()
  const format = useFormat()
  const { params, tags } = evaluation
  const paramCount = Object.keys(params).length
  const tagCount = Object.keys(tags).length
  return (
    <header className={css.head}>
      <div className={css.titleLine}>
        <Tooltip label={t('evaluations.one.back')}>
          <ActionIcon aria-label={t('evaluations.one.back')} onClick={() => navigate({ screen: 'evaluations' })}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <h1 className={css.title} title={evaluation.name}>
          {evaluation.name === '' ? t('evaluations.noName') : evaluation.name}
        </h1>
        <StatusMark evaluation={evaluation} />
        <div className={css.titleTools}>{children}</div>
      </div>
      <dl className={css.facts}>
        <Fact name={t('evaluations.one.runId')}>
          <code className={css.id}>{evaluation.runId}</code>
          <CopyButton text={evaluation.runId} name={t('evaluations.one.copyRunId')} />
        </Fact>
        <Fact name={t('evaluations.one.experiment')}>{evaluation.experimentName}</Fact>
        {tags['mlflow.source.name'] === 'assay' &&
          (['source', 'target', 'scorers'] as const).map((key) => {
            const text = params[runParams[key]]
            return text === undefined ? null : (
              <Fact key={key} name={t(`evaluations.one.${key}`)}>
                <span className={css.described} title={text}>
                  {text}
                </span>
              </Fact>
            )
          })}
        <Fact name={t('evaluations.one.started')}>
          <RelativeTime timeMs={evaluation.startMs} />
        </Fact>
        <Fact name={t('evaluations.one.duration')}>
          {evaluation.endMs === undefined
            ? t('evaluations.one.running')
            : format.duration((evaluation.endMs - evaluation.startMs) * 1000)}
        </Fact>
      </dl>
      {paramCount + tagCount > 0 && (
        <div className={css.folds}>
          {paramCount > 0 && (
            <Fold
              title={t('evaluations.one.params', { count: paramCount, formatted: format.number(paramCount) })}
              texts={params}
            />
          )}
          {tagCount > 0 && (
            <Fold
              title={t('evaluations.one.tags', { count: tagCount, formatted: format.number(tagCount) })}
              texts={tags}
            />
          )}
        </div>
      )}
    </header>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Fold({ title, texts }: { title: string; texts: Record<string, string> }) {
  return (
    <details className={css.fold}>
      <summary>{title}</summary>
      <div className={css.foldBody}>
        <Fields>
          {Object.entries(texts)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, value]) => (
              <Field key={key} name={key} isMono>
                {value}
              </Field>
            ))}
        </Fields>
      </div>
    </details>
  )
}
