/** The card of a Hugging Face dataset folder: what `datasets` and the Hub read of it, and what people do. */
import type { Column } from './columns.ts'
import type { Manifest } from './manifest.ts'

const features = { text: 'string', json: 'string', number: 'float64', boolean: 'bool' } as const
const shapes = {
  trace: 'One row a trace, with the answer that counts to each question.',
  label: 'One row a label.',
  reviewer: 'One row a trace, with a column for each question and reviewer.',
}

/** Markdown with the metadata that the Hub defines (github.com/huggingface/hub-docs, datasetcard.md). */
export function makeCard(manifest: Manifest, columns: readonly Column[], dataFile: string): string {
  const { counts, questions } = manifest
  const lines = [
    '---',
    'configs:',
    '- config_name: default',
    '  data_files:',
    '  - split: train',
    `    path: ${dataFile}`,
    'dataset_info:',
    '  features:',
    ...columns.flatMap(({ name, type }) => [`  - name: ${JSON.stringify(name)}`, `    dtype: ${features[type]}`]),
    '  splits:',
    '  - name: train',
    `    num_examples: ${counts.rows}`,
    'size_categories:',
    `- ${sizeCategory(counts.rows)}`,
    'tags:',
    '- human-feedback',
    '- traces',
    '---',
    '',
    '# Labels of GenAI traces',
    '',
    `${shapes[manifest.shape ?? 'trace']} Made by Assay ${manifest.app.version}; \`manifest.json\` has hashes and counts of everything here.`,
    '',
    `${counts.items} traces, ${counts.labels} labels, ${counts.rows} rows.`,
    '',
    '## Questions',
    '',
    '| name | kind | asked as | versions |',
    '| --- | --- | --- | --- |',
    ...questions.map(
      ({ name, kind, input, versions }) =>
        `| ${cell(name)} | ${kind} | ${cell(input?.type ?? '')} | ${versions.join(', ')} |`,
    ),
    '',
    'Columns that hold JSON (`inputs`, `outputs`, `tags`, answers that are lists) are texts.',
    '',
  ]
  return lines.join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')

/** The Hub's fixed names. */
function sizeCategory(rows: number): string {
  const steps: [number, string][] = [
    [1e3, 'n<1K'],
    [1e4, '1K<n<10K'],
    [1e5, '10K<n<100K'],
    [1e6, '100K<n<1M'],
  ]
  return steps.find(([limit]) => rows < limit)?.[1] ?? '1M<n<10M'
}
