import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { notifyUndo } from '../../app/notify.tsx'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { checkKinds, newBuiltin, newJudge, newScorer, type ScorerDraft } from './draft.ts'
import css from './evaluate.module.css'
import { Part } from './part.tsx'
import { useProblem } from './problems.ts'
import { ScorerCard } from './scorer-card.tsx'
import type { Sample } from './use-sample.ts'

/** How the answers are judged. */
export function ScorersPart({
  scorers,
  sample,
  onScorers,
  onScorer,
}: {
  scorers: readonly ScorerDraft[]
  sample: Sample
  onScorers: (change: (scorers: ScorerDraft[]) => ScorerDraft[]) => void
  onScorer: (id: string, change: Partial<ScorerDraft>) => void
}) {
  const t = useT()
  const problem = useProblem()
  const own = useQuery(orpc.judges.list.queryOptions({ input: {} })).data ?? []
  const builtins = useQuery(orpc.judges.builtins.queryOptions()).data ?? []
  const providers = useQuery(orpc.providers.list.queryOptions()).data ?? []
  const noScorer = problem('scorers')
  const expectation = sample.expectationNames.includes('expected_response')
    ? 'expected_response'
    : (sample.expectationNames[0] ?? 'expected_response')
  const add = (make: (others: readonly ScorerDraft[]) => ScorerDraft) =>
    onScorers((before) => [...before, make(before)])
  const remove = async (scorer: ScorerDraft) => {
    onScorers((before) => before.filter(({ id }) => id !== scorer.id))
    notifyUndo(t('evaluate.scorers.removed', { name: scorer.name }), async () =>
      onScorers((before) => (before.some(({ id }) => id === scorer.id) ? before : [...before, scorer])),
    )
  }
  return (
    <Part
      title={t('evaluate.scorers.title')}
      tools={
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              data-problem={noScorer === undefined ? undefined : true}
              leftSection={<IconPlus size={14} aria-hidden />}
            >
              {t('evaluate.scorers.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown className={css.menu ?? ''}>
            {own.length > 0 && <Menu.Label>{t('evaluate.scorers.own')}</Menu.Label>}
            {own.map((judge) => (
              <Menu.Item key={judge.judgeId} onClick={() => add((others) => newJudge(judge, others))}>
                <ScorerChoice name={judge.name} about={judge.definition.instructions.slice(0, 300)} />
              </Menu.Item>
            ))}
            <Menu.Label>{t('evaluate.scorers.builtin')}</Menu.Label>
            {builtins.map((builtin) => (
              <Menu.Item
                key={builtin.builtinId}
                onClick={() => add((others) => newBuiltin(builtin, others, providers[0]?.provider))}
              >
                <ScorerChoice name={builtin.builtinId} about={t(`judges.about.${builtin.builtinId}`)} />
              </Menu.Item>
            ))}
            <Menu.Label>{t('evaluate.scorers.code')}</Menu.Label>
            {checkKinds.map((kind) => (
              <Menu.Item key={kind} onClick={() => add((others) => newScorer(kind, others, expectation))}>
                {t(`evaluate.scorers.kind.${kind}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      }
    >
      {scorers.length === 0 && (
        <p className={noScorer === undefined ? css.hint : css.error}>{t('evaluate.scorers.none')}</p>
      )}
      {scorers.length > 0 && (
        <ul className={css.cards}>
          {scorers.map((scorer) => (
            <ScorerCard
              key={scorer.id}
              scorer={scorer}
              expectationNames={sample.expectationNames}
              onChange={(change) => onScorer(scorer.id, change)}
              onRemove={() => void remove(scorer)}
            />
          ))}
        </ul>
      )}
    </Part>
  )
}

/** As the list of judges names it, with what it decides. */
function ScorerChoice({ name, about }: { name: string; about: string }) {
  return (
    <span className={css.choice}>
      <span>{name}</span>
      <span className={css.choiceAbout}>{about}</span>
    </span>
  )
}
