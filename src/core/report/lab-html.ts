// The matrix of the lab as one page that loads nothing: no script, no font, no picture. What a server said stands in it only
// as text.
import type { Sha256 } from '../canon/digest.ts'
import type { Cell, LabGroup, LabMatrix, LabRow } from '../model/lab.ts'
import { escaped, htmlPage } from './html.ts'
import { titleOf } from './lab-text.ts'

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
th{font-weight:normal}
th:first-child{width:26%}
thead th,tr.head th{font-weight:bold}
tr.head small{font-weight:normal}
thead th{position:sticky;top:0;background:Canvas}
tr.head th{padding-top:1.4rem;font-size:1.05rem}
td b{white-space:nowrap}
small{display:block;opacity:.75;overflow-wrap:anywhere}
tr.twin{background:var(--soft)}
@media (prefers-color-scheme:dark){:root{--good:#4cc38a;--bad:#ff8a80;--note:#e0b040}}
`

/** `made` is the time of making, and the version that made it. */
export function labHtml({ columns, groups, sums }: LabMatrix, made: string, sha256: Sha256): string {
  const titles = ['Attack', 'Control', ...columns.map(titleOf)]
  const body = `<h1>What stops what</h1>
<p>Each attack is played without protection first: only one that succeeds there can be stopped. Then it is played against Sallyport with every layer on${
    columns.length > 1 ? ', and again with one layer switched off at a time' : ''
  }. ${escaped(made)}</p>
<ul class="sums">${sums.map((cell) => `<li class="${cell.state}"><b>${mark(cell)} ${escaped(cell.word)}</b>${escaped(cell.why)}</li>`).join('')}</ul>
<table>
<thead><tr>${titles.map((title) => `<th scope="col">${escaped(title)}</th>`).join('')}</tr></thead>
<tbody>
${groups.map((group) => groupRows(group, titles.length)).join('\n')}
</tbody>
</table>`
  return htmlPage('What stops what: the Sallyport lab', STYLE, body, sha256)
}

const MARKS = { good: '✓', bad: '✗', note: '–' } as const
const mark = ({ state }: Cell): string => MARKS[state]

const field = (cell: Cell): string =>
  `<td><b class="${cell.state}">${mark(cell)} ${escaped(cell.word)}</b><small>${escaped(cell.why)}</small></td>`

function groupRows({ id, title, what, trouble, rows, twin }: LabGroup, width: number): string {
  const failed = trouble === null ? '' : ` <b class="bad">It could not be played: ${escaped(trouble)}</b>`
  const head = `<tr class="head"><th scope="rowgroup" colspan="${width}">${escaped(id)} ${escaped(title)}<small>${escaped(what)}${failed}</small></th></tr>`
  const last = `<tr class="twin"><th scope="row">Honest twin<small>${escaped(twin.what)}</small></th><td></td>${twin.cells.map(field).join('')}</tr>`
  return [head, ...rows.map(variantRow), last].join('\n')
}

function variantRow({ variant, what, twoStep, steps, control, cells }: LabRow): string {
  const name = variant === '' ? '' : `<b>${escaped(variant)}</b>: `
  const declared = steps.map(({ does, layers }) => `${escaped(does)} (${layers.join(' or ')})`).join('; then ')
  const words = `${name}${escaped(what)}<small>${twoStep ? 'Two steps: ' : ''}${declared}</small>`
  return `<tr><th scope="row">${words}</th>${[control, ...cells].map(field).join('')}</tr>`
}
