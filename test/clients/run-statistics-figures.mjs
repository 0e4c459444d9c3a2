/**
 * Prints what our statistics of evaluations say of the cases on standard input, a JSON list: one object a case. `test_run_statistics.py`
 * makes the cases and compares with scipy and statsmodels.
 */
import { bootstrapMeanDifference } from '../../src/shared/statistics/bootstrap-difference.ts'
import { confusionMeasures, kappaOfMatrix } from '../../src/shared/statistics/confusion.ts'
import { kendallTau } from '../../src/shared/statistics/kendall.ts'
import { mcnemarExact } from '../../src/shared/statistics/mcnemar.ts'
import { normalUpperTail } from '../../src/shared/statistics/normal.ts'
import { rowsForHalfWidth } from '../../src/shared/statistics/sample-size.ts'
import { spearmanRho } from '../../src/shared/statistics/spearman.ts'
import { wilcoxonSignedRank } from '../../src/shared/statistics/wilcoxon.ts'
import { wilsonInterval } from '../../src/shared/statistics/wilson.ts'

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const cases = JSON.parse(Buffer.concat(chunks).toString('utf8'))

const columnsOf = (pairs) => [pairs.map(([first]) => first), pairs.map(([, second]) => second)]

const figures = cases.map(({ discordant, differences, pairs, counts, matrix, share, z, halfWidth }) => ({
  mcnemar: mcnemarExact(...discordant),
  wilcoxon: wilcoxonSignedRank(differences) ?? null,
  difference: bootstrapMeanDifference(pairs, { seed: 'reference', resamples: 5_000 }),
  spearman: spearmanRho(...columnsOf(pairs)),
  kendall: kendallTau(...columnsOf(pairs)),
  confusion: confusionMeasures(counts),
  kappa: kappaOfMatrix(matrix),
  wilson: wilsonInterval(...share),
  tail: normalUpperTail(z),
  rows: rowsForHalfWidth(share[0] / share[1], halfWidth),
}))
process.stdout.write(JSON.stringify(figures))
