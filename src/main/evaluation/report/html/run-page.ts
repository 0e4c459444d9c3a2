/** The report of one run as a page. */
import {
  type Dimension,
  fewRows,
  type MeasureReport,
  type ReportedRun,
  type RunReport,
  type ScorerFigure,
  type ScorerReport,
  type SliceReport,
} from '../../../../shared/model/report.ts'
import { findVerdict } from '../../../../shared/model/verdict.ts'
import type { ReportRow } from '../../../store/report-rows.ts'
import { textOfValue } from '../figures.ts'
import { type BarPart, histogram, intervalMark, patternShapes, stackedBar, swatch } from './charts.ts'
import { type Html, html } from './markup.ts'
import { makePage } from './page.ts'
import type { Words } from './texts.ts'

/** A page with more rows is of no use to anybody; tables have them. */
const mostRows = 500

export function makeRunPage(
  { report, slices, rows }: { report: RunReport; slices: readonly SliceReport[]; rows: readonly ReportRow[] },
  words: Words,
): string {
  const { texts } = words
  const name = report.run.name || texts.unnamed
  return makePage(
    words.language,
    `${name} – ${texts.report}`,
    html`${patternShapes}
<h1>${name}</h1>
<p class="dim">${texts.report}</p>
${runFacts(report.run, words)}
<p class="dim">${texts.intervals}</p>
${report.scorers.map((scorer) => scorerSection(scorer, words))}
${report.measures.length === 0 ? undefined : measureTable(report.measures, words)}
${slices.length === 0 ? undefined : html`<h2>${texts.parts}</h2>${slices.map((each) => sliceTable(each, report.scorers, words))}`}
${rowTable(rows, words)}`,
  )
}

export function runFacts(run: ReportedRun, words: Words): Html {
  const { texts, number } = words
  const fact = (term: string, value: string | undefined) =>
    value === undefined ? undefined : html`<dt>${term}</dt><dd>${value}</dd>`
  const { dataset } = run
  const source =
    dataset &&
    [
      dataset.name,
      ...(dataset.version === undefined ? [] : [`${texts.version} ${dataset.version}`]),
      ...(dataset.split === undefined ? [] : [`${texts.split} ${dataset.split}`]),
    ].join(', ')
  const counts = [
    number(run.rowCount),
    ...(run.failedCount > 0 ? [`${number(run.failedCount)} ${texts.failedRows}`] : []),
    ...(run.waitingCount > 0 ? [`${number(run.waitingCount)} ${texts.waitingRows}`] : []),
  ].join(', ')
  return html`<dl>${fact(texts.run, run.runId)}${fact(texts.experiment, run.experimentName)}${fact(
    texts.started,
    words.time(run.startMs),
  )}${fact(texts.dataset, source)}${fact(texts.target, run.target)}${fact(texts.scorers, run.scoredBy)}${fact(
    texts.rows,
    counts,
  )}</dl>`
}

/** A share in per cent, another number as it is; its interval behind it. */
function estimate({ kind, value, low, high }: ScorerFigure, { number, percent }: Words): string {
  const text = kind === 'verdict' ? percent : number
  if (value === undefined) return '–'
  return low === undefined || high === undefined ? text(value) : `${text(value)} (${text(low)} – ${text(high)})`
}

function scorerSection(scorer: ScorerReport, words: Words): Html {
  const { texts, number, percent } = words
  const { name, kind, count, errorCount, missingCount, passCount = 0, failCount = 0, median, bins, categories } = scorer
  const share = (part: number) => (count === 0 ? '–' : percent(part / count))
  const line = (label: string, part: number, shown: string, pattern?: BarPart['pattern']) =>
    html`<tr><th scope="row">${pattern === undefined ? undefined : swatch(pattern)}${label}</th><td class="n">${number(part)}</td><td class="n">${shown}</td></tr>`
  const unsaid = [
    errorCount > 0 ? line(texts.errors, errorCount, '–', 'lines') : undefined,
    missingCount > 0 ? line(texts.missing, missingCount, '–', 'dots') : undefined,
  ]
  const body =
    kind === 'verdict'
      ? [line(texts.pass, passCount, share(passCount), 'solid'), line(texts.fail, failCount, share(failCount), 'empty')]
      : kind === 'number'
        ? (bins ?? []).map((bin) =>
            line(
              bin.from === bin.to ? number(bin.from) : `${number(bin.from)} – ${number(bin.to)}`,
              bin.count,
              share(bin.count),
            ),
          )
        : (categories ?? []).map(({ value, count: part, share: its, low, high }) =>
            line(value, part, `${percent(its)} (${percent(low)} – ${percent(high)})`),
          )
  const chart =
    kind === 'verdict'
      ? stackedBar([
          { pattern: 'solid', count: passCount },
          { pattern: 'empty', count: failCount },
          { pattern: 'lines', count: errorCount },
          { pattern: 'dots', count: missingCount },
        ])
      : kind === 'number' && bins !== undefined
        ? histogram(bins, (value) => number(value))
        : undefined
  const figure =
    kind === 'category'
      ? undefined
      : html`<p><span class="figure">${estimate(scorer, words)}</span> ${kind === 'verdict' ? texts.passes : texts.mean}${
          median === undefined ? undefined : `, ${texts.median} ${estimate({ ...scorer, ...median }, words)}`
        }</p>`
  return html`<section class="scorer"><h2>${name}</h2>${figure}${chart}
<table class="narrow"><thead><tr><th scope="col">${texts.value}</th><th scope="col" class="n">${texts.rows}</th><th scope="col" class="n">${texts.share}</th></tr></thead><tbody>${body}${unsaid}</tbody></table></section>`
}

function measureTable(measures: readonly MeasureReport[], { texts, number }: Words): Html {
  const columns = [
    ['sum', texts.sum],
    ['mean', texts.mean],
    ['p50', texts.median],
    ['p90', texts.p90],
    ['p99', texts.p99],
    ['max', texts.max],
    ['count', texts.rows],
  ] as const
  return html`<h2>${texts.took}</h2><table><thead><tr><th></th>${columns.map(
    ([, label]) => html`<th scope="col" class="n">${label}</th>`,
  )}</tr></thead><tbody>${measures.map(
    (measure) =>
      html`<tr><th scope="row">${texts.measure[measure.name]}</th>${columns.map(
        ([key]) => html`<td class="n">${number(measure[key])}</td>`,
      )}</tr>`,
  )}</tbody></table>`
}

function dimensionName(dimension: Dimension, { texts }: Words): string {
  const kind = texts.dimension[dimension.kind]
  return 'key' in dimension ? `${kind} ${dimension.key}` : kind
}

function sliceTable({ dimension, slices }: SliceReport, scorers: readonly ScorerReport[], words: Words): Html {
  const { texts, number } = words
  const shown = scorers.filter(({ kind }) => kind !== 'category')
  const isFew = slices.some(({ rowCount }) => rowCount < fewRows)
  const scaleOf = (scorer: ScorerReport) =>
    scorer.kind === 'verdict' ? { min: 0, max: 1 } : { min: scorer.min ?? 0, max: scorer.max ?? 1 }
  return html`<h3>${dimensionName(dimension, words)}</h3><table><thead><tr><th></th><th scope="col" class="n">${texts.rows}</th>${shown.map(
    ({ name }) => html`<th scope="col">${name}</th>`,
  )}</tr></thead><tbody>${slices.map(
    ({ value, rowCount, scorers: figures }) =>
      html`<tr><th scope="row">${value ?? texts.without}</th><td class="n">${number(rowCount)}${rowCount < fewRows ? ' ⚠' : ''}</td>${shown.map(
        (scorer) => {
          const figure = figures.find(({ name }) => name === scorer.name)
          return html`<td>${
            figure?.value === undefined
              ? '–'
              : html`${intervalMark({ ...scaleOf(scorer), value: figure.value, low: figure.low, high: figure.high })}${estimate(figure, words)}`
          }</td>`
        },
      )}</tr>`,
  )}</tbody></table>${isFew ? html`<p class="dim">⚠ ${texts.few}</p>` : undefined}`
}

function failureCount(row: ReportRow): number {
  const results = [...row.results.values()]
  return (
    results.filter(({ value }) => value === undefined || findVerdict(value) === 'fail').length + (row.error ? 1 : 0)
  )
}

function rowTable(rows: readonly ReportRow[], { texts, number }: Words): Html {
  const ordered = rows.toSorted((a, b) => failureCount(b) - failureCount(a))
  const shown = ordered.slice(0, mostRows)
  return html`<h2>${texts.allRows}</h2><table><thead><tr><th scope="col">${texts.input}</th><th scope="col">${texts.output}</th><th scope="col">${texts.expected}</th><th scope="col">${texts.results}</th></tr></thead><tbody>${shown.map(
    (row) =>
      html`<tr><td class="text">${row.input}</td><td class="text">${row.error === undefined ? row.output : row.error.message}</td><td class="text">${Object.entries(
        row.expectations,
      ).map(([key, value]) => html`<div>${key}: ${textOfValue(value)}</div>`)}</td><td class="text">${[
        ...row.results,
      ].map(
        ([name, { value, error, rationale }]) =>
          html`<div><b>${name}</b>: ${value === undefined ? `${texts.errors} (${error?.code ?? ''})` : textOfValue(value)}${
            rationale === undefined ? undefined : html` <span class="dim">${rationale}</span>`
          }</div>`,
      )}</td></tr>`,
  )}</tbody></table>${rows.length > shown.length ? html`<p class="dim">${number(rows.length - shown.length)} ${texts.moreRows}</p>` : undefined}`
}
