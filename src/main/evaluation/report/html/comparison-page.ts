/** A comparison of runs as a page: figures first, then what got worse with both outputs. */
import {
  type CandidateComparison,
  fewRows,
  type MeasureName,
  type RowTexts,
  type RunComparison,
  type RunPair,
  type ScorerComparison,
} from '../../../../shared/model/report.ts'
import { type DiffPart, diffWords } from '../../../../shared/model/word-diff.ts'
import { textOfValue } from '../figures.ts'
import { intervalMark, patternShapes } from './charts.ts'
import { type Html, html } from './markup.ts'
import { makePage } from './page.ts'
import { runFacts } from './run-page.ts'
import type { Words } from './texts.ts'

/** Rows that got worse, of each candidate; tables have all of them. */
export const mostRegressions = 200

export interface RegressionTexts {
  pair: RunPair
  baseline: RowTexts
  candidate: RowTexts
}

export function makeComparisonPage(
  { baseline, candidates }: RunComparison,
  regressionsOf: (runId: string) => { shown: readonly RegressionTexts[]; total: number },
  words: Words,
): string {
  const { texts } = words
  const nameOf = (name: string) => name || texts.unnamed
  return makePage(
    words.language,
    `${nameOf(baseline.name)} – ${texts.comparison}`,
    html`${patternShapes}
<h1>${texts.comparison}</h1>
<h3>${texts.before}: ${nameOf(baseline.name)}</h3>
${runFacts(baseline, words)}
${candidates.map(
  (candidate) => html`<h2>${texts.after}: ${nameOf(candidate.run.name)}</h2>
${runFacts(candidate.run, words)}
${figures(candidate, words)}
${regressions(regressionsOf(candidate.run.runId), words)}`,
)}`,
  )
}

function figures(candidate: CandidateComparison, words: Words): Html {
  const { texts, number } = words
  const { pairCount, byRecordCount, onlyBaselineCount, onlyCandidateCount, outcomes, scorers } = candidate
  return html`<p>${number(pairCount)} ${texts.pairs} ${number(byRecordCount)}, ${texts.byInputs} ${number(pairCount - byRecordCount)}. ${
    texts.unpaired
  } ${number(onlyBaselineCount)}, ${number(onlyCandidateCount)}.</p>
<p>${(['worse', 'unclear', 'better', 'same'] as const).map((each) => `${number(outcomes[each])} ${texts.outcome[each]}`).join(' · ')}</p>
<table><thead><tr><th></th><th scope="col" class="n">${texts.before}</th><th scope="col" class="n">${texts.after}</th><th scope="col">${
    texts.difference
  } (${texts.interval})</th><th scope="col" class="n">${texts.better}</th><th scope="col" class="n">${texts.worse}</th><th scope="col" class="n">${texts.equal}</th><th scope="col">${texts.test}</th></tr></thead>
<tbody>${scorers.map((scorer) => line(scorer, words))}</tbody></table>
${scorers.some((each) => each.pairCount < fewRows) ? html`<p class="dim">⚠ ${texts.fewPairs}</p>` : undefined}
<p class="dim">${texts.notCorrected}</p>`
}

function line(scorer: ScorerComparison, words: Words): Html {
  const { texts, number, percent } = words
  const { name, kind, isMeasure, isLowerBetter, pairCount, incompleteCount, wins, losses, ties, difference, test } =
    scorer
  const text = (value: number | undefined) =>
    value === undefined ? '–' : kind === 'verdict' ? percent(value) : number(value)
  const signed = (value: number) => {
    const sign = value > 0 ? '+' : value < 0 ? '−' : ''
    return `${sign}${kind === 'verdict' ? number(Math.abs(value) * 100, 3) : number(Math.abs(value))}`
  }
  const { value, low, high } = difference ?? {}
  const reach = Math.max(Math.abs(low ?? value ?? 0), Math.abs(high ?? value ?? 0)) || 1
  return html`<tr><th scope="row">${pairCount < fewRows ? '⚠ ' : ''}${isMeasure ? texts.measure[name as MeasureName] : name}${
    isLowerBetter ? html`<div class="dim">${texts.lower}</div>` : undefined
  }${incompleteCount > 0 ? html`<div class="dim">${number(incompleteCount)} ${texts.incomplete}</div>` : undefined}</th><td class="n">${text(
    scorer.baseline,
  )}</td><td class="n">${text(scorer.candidate)}</td><td>${
    value === undefined
      ? kind === 'category'
        ? `${texts.changed}: ${number(pairCount - ties)}`
        : '–'
      : ties === pairCount
        ? texts.noDifference
        : html`${intervalMark({ min: -reach, max: reach, reference: 0, value, low, high })}${signed(value)}${
            low === undefined || high === undefined ? '' : ` (${signed(low)} … ${signed(high)})`
          }${kind === 'verdict' ? ` ${texts.points}` : ''}`
  }</td><td class="n">${kind === 'category' ? '–' : number(wins)}</td><td class="n">${kind === 'category' ? '–' : number(losses)}</td><td class="n">${number(ties)}</td><td>${
    test === undefined ? '–' : html`p ${pValue(test.pValue, words)}<div class="dim">${texts[test.method]}</div>`
  }</td></tr>`
}

function pValue(value: number, { number }: Words): string {
  return value < 0.001 ? '< 0.001' : `= ${number(value, 2)}`
}

function regressions(
  { shown, total }: { shown: readonly RegressionTexts[]; total: number },
  { texts, number }: Words,
): Html {
  if (total === 0) return html`<h3>${texts.regressions}</h3><p>${texts.noRegressions}</p>`
  return html`<h3>${texts.regressions} (${number(total)})</h3>${shown.map(({ pair, baseline, candidate }) => {
    const diff = diffWords(baseline.output, candidate.output)
    const values = (side: RunPair['baseline']) =>
      [
        ...Object.entries(side.values).map(([name, value]) => [name, textOfValue(value)]),
        ...Object.entries(side.errors).map(([name, code]) => [name, `${texts.errors} (${code})`]),
      ].map(([name, value]) => html`<div><b>${name}</b>: ${value}</div>`)
    return html`<div class="pair"><p class="text">${baseline.input || candidate.input}</p><div class="sides"><div><b>${texts.before}</b>
${marked(diff?.a, baseline.output)}<div class="dim">${values(pair.baseline)}</div></div><div><b>${texts.after}</b>
${marked(diff?.b, candidate.output)}<div class="dim">${values(pair.candidate)}</div></div></div></div>`
  })}${total > shown.length ? html`<p class="dim">${number(total - shown.length)} ${texts.morePairs}</p>` : undefined}`
}

function marked(parts: readonly DiffPart[] | undefined, whole: string): Html {
  if (parts === undefined) return html`${whole}`
  return html`${parts.map(({ text, isOwn }) => (isOwn ? html`<mark>${text}</mark>` : text))}`
}
