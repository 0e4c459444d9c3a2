/**
 * Property tests run the same cases every time, so that a red run is one that can be repeated.
 * `ASSAY_SEED=random npm run test:unit` looks for new ones; a number repeats that run.
 */
import fc from 'fast-check'

const wanted = process.env.ASSAY_SEED ?? '20261123'
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) })
