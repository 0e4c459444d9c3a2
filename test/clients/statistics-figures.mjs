/**
 * Prints our coefficients of agreement for the tables on standard input, a JSON list: one object a table, null where a coefficient has
 * no value. `test_statistics.py` compares them with reference packages.
 */
import { cohenKappa } from '../../src/shared/statistics/cohen.ts'
import { krippendorffAlpha } from '../../src/shared/statistics/krippendorff.ts'
import { fleissKappa, gwetCoefficient } from '../../src/shared/statistics/multi-rater.ts'

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const tables = JSON.parse(Buffer.concat(chunks).toString('utf8'))

const figures = tables.map((table) => {
  const whole = table.filter((row) => row.every((rating) => rating !== null))
  const coefficients = {
    krippendorff_nominal: krippendorffAlpha(table, 'nominal'),
    krippendorff_ordinal: krippendorffAlpha(table, 'ordinal'),
    krippendorff_interval: krippendorffAlpha(table, 'interval'),
    gwet_identity: gwetCoefficient(table, 'none'),
    gwet_linear: gwetCoefficient(table, 'linear'),
    gwet_quadratic: gwetCoefficient(table, 'quadratic'),
    gwet_ordinal: gwetCoefficient(table, 'ordinal'),
    cohen_none: cohenKappa(table, [0, 1], 'none'),
    cohen_linear: cohenKappa(table, [0, 1], 'linear'),
    cohen_quadratic: cohenKappa(table, [0, 1], 'quadratic'),
    fleiss: fleissKappa(whole),
  }
  return Object.fromEntries(Object.entries(coefficients).map(([name, { value }]) => [name, value ?? null]))
})
process.stdout.write(JSON.stringify(figures))
