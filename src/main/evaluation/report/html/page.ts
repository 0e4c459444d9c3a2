/** The frame of an exported report: one file that loads nothing and runs nothing. */
import type { ReportLanguage } from '../../../../shared/model/report.ts'
import { asIs, type Html, html } from './markup.ts'

/** Nothing is fetched, no script runs, nothing is sent, whatever the content says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"

/** Black on white, so that it prints as it shows. Parts of bars are told apart by pattern. */
const style = `
:root { color-scheme: light; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; background: #fff; color: #1b1c21; font: 14px/1.5 system-ui, "Noto Sans", "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; padding-top: .75rem; border-top: 1px solid #cfcfd6; font-size: 1.15rem; overflow-wrap: anywhere; }
h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
.dim { color: #50525c; }
.figure { font-size: 1.15rem; font-weight: 600; }
table { width: 100%; margin: .5rem 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
table.narrow { width: auto; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #e4e4e8; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { color: #50525c; font-weight: 500; }
.n { text-align: right; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: .5rem 0; }
dt { color: #50525c; }
dd { margin: 0; overflow-wrap: anywhere; }
.text { max-width: 24rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.pair { margin: 1rem 0; padding: .5rem .75rem; border: 1px solid #cfcfd6; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.sides > * { min-width: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: #ffe9a3; color: inherit; text-decoration: underline; }
svg { display: block; overflow: visible; }
svg.chart { width: 100%; max-width: 560px; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt; }
  h1, h2, h3 { break-after: avoid; }
  tr, .pair, section.scorer { break-inside: avoid; }
  thead { display: table-header-group; }
  mark { background: none; }
}
@page { margin: 16mm; }
`

export function makePage(language: ReportLanguage, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${asIs(style)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text
}
