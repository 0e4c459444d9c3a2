/** What changing the rules of a session does to labeling that has begun. Pure. */
import type { SessionRules } from '../../../shared/model/label-work.ts'

export type RuleEffect =
  | 'moreLabels'
  | 'fewerLabels'
  | 'assignedAnew'
  | 'becomesBlind'
  | 'becomesOpen'
  | 'orderOnly'
  | 'suggestions'

/** In the order in which they matter to whoever leads the session. */
export function ruleEffects(before: SessionRules, after: SessionRules): RuleEffect[] {
  const effects: RuleEffect[] = []
  const isSplit = before.assignment === 'split' || after.assignment === 'split'
  const countsLabels = after.assignment !== 'all'
  if (countsLabels && after.labelsWanted > before.labelsWanted) effects.push('moreLabels')
  if (countsLabels && after.labelsWanted < before.labelsWanted) effects.push('fewerLabels')
  // The seed also says who gets what in a split session.
  if (after.assignment !== before.assignment || (isSplit && after.seed !== before.seed)) effects.push('assignedAnew')
  if (after.isBlind && !before.isBlind) effects.push('becomesBlind')
  if (!after.isBlind && before.isBlind) effects.push('becomesOpen')
  const isReordered = after.order !== before.order || (after.order === 'random' && after.seed !== before.seed)
  if (isReordered) effects.push('orderOnly')
  if (after.hasSuggestions !== before.hasSuggestions) effects.push('suggestions')
  return effects
}
