// The matrix of the lab as one page that loads nothing: no script, no font, no picture. What a server said stands in it only
// as text.
import type { Cell, LabGroup, LabMatrix, LabRow } from '../model/lab.ts'
import { reveal } from '../model/untrusted.ts'
import { titleOf } from './lab-text.ts'

const escape = (text: string): string =>
  reveal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const STYLE = `
:root{color-scheme:light dark;--good:#0a7a3d;--bad:#b3261e;--note:#8a6100;--line:#8885;--soft:#8881}
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:78rem;padding:0 1rem}
h1{margin:0;font-size:1.6rem}
.sums{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;margin:1.25rem 0;list-style:none}
.sums li{border:1px solid var(--line);border-left:5px solid;border-radius:6px;padding:.5rem .9rem;max-width:19rem}
.sums b{display:block;font-size:1.25rem}
.good{color:var(--good)}.bad{color:var(--bad)}.note{color:var(--note)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
thead th{position:sticky;top:0;background:Canvas}
tbody tr.first th{border-top:2px solid var(--line)}
td b{white-space:nowrap}
small{display:block;opacity:.75;overflow-wrap:anywhere}
tr.twin{background:var(--soft)}
@media (prefers-color-scheme:dark){:root{--good:#4cc38a;--bad:#ff8a80;--note:#e0b040}}
`

/** `made` is the time of making, and the version that made it. */
export function labHtml({ columns, groups, sums }: LabMatrix, made: string): string {
  const titles = ['Attack', 'Control', ...columns.map(titleOf)]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>What stops what: the Sallyport lab</title>
<style>${STYLE}</style>
</head>
<body>
<h1>What stops what</h1>
<p>Each attack was played without protection first, and succeeded. Then it was played against Sallyport with every layer on${
    columns.length > 1 ? ', and again with one layer switched off at a time' : ''
  }. ${escape(made)}</p>
<ul class="sums">${sums.map((cell) => `<li class="${cell.state}"><b>${mark(cell)} ${escape(cell.word)}</b>${escape(cell.why)}</li>`).join('')}</ul>
<table>
<thead><tr>${titles.map((title) => `<th scope="col">${escape(title)}</th>`).join('')}</tr></thead>
<tbody>
${groups.map(groupRows).join('\n')}
</tbody>
</table>
</body>
</html>
`
}

const MARKS = { good: '✓', bad: '✗', note: '–' } as const
const mark = ({ state }: Cell): string => MARKS[state]

const field = (cell: Cell): string =>
  `<td><b class="${cell.state}">${mark(cell)} ${escape(cell.word)}</b><small>${escape(cell.why)}</small></td>`

function groupRows({ id, title, what, trouble, rows, twin }: LabGroup): string {
  const about = `${escape(what)}${trouble === null ? '' : ` <b class="bad">It could not be played: ${escape(trouble)}</b>`}`
  const first = rows.map((row, i) => variantRow(row, i === 0 ? { id, title, about } : null))
  const last = `<tr class="twin"><th scope="row">Honest twin<small>${escape(twin.what)}</small></th><td></td>${twin.cells.map(field).join('')}</tr>`
  return [...first, last].join('\n')
}

function variantRow(
  { variant, what, twoStep, steps, control, cells }: LabRow,
  head: { readonly id: string; readonly title: string; readonly about: string } | null,
): string {
  const title = head === null ? '' : `${escape(head.id)} ${escape(head.title)}<small>${head.about}</small>`
  const declared = steps.map(({ does, layers }) => `${escape(does)} (${layers.join(' or ')})`).join('; then ')
  const words = `<small><b>${escape(variant)}</b> ${escape(what)}${twoStep ? ', in two steps' : ''}: ${declared}</small>`
  return `<tr${head === null ? '' : ' class="first"'}><th scope="row">${title}${words}</th>${[control, ...cells].map(field).join('')}</tr>`
}
