// The outcome of vetting as one page for people: the verdict and why, then the evidence, then what nobody has seen. Every word of the
// server stands in it as text in a box of its own, so that neither markup nor the direction of its letters reaches our words.
import type { Sha256 } from '../canon/digest.ts'
import type { Digest } from '../model/artifact.ts'
import { coverageLine } from '../model/coverage.ts'
import type { Compared } from '../model/expansion.ts'
import { type Finding, SEVERITIES } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { partWith, type Vetted, type VetPart } from '../model/vetting.ts'
import { withCapital } from '../text/capital.ts'
import { escaped, htmlPage } from './html.ts'
import { bySeverity } from './outcome.ts'
import { VET_STYLE } from './vet-style.ts'
import { SAYS, usedWords } from './vet-text.ts'

/** When, by which version, and the digest of the record that says the same for programs. */
export type Made = { readonly at: string; readonly version: string; readonly record: Digest }

/** Places of one rule that are listed; the record holds all. */
const LISTED = 50

export function vetHtml(
  vetted: Vetted & { readonly against: (Compared & { readonly name: string }) | null },
  cards: readonly RuleCard[],
  made: Made,
  sha256: Sha256,
): string {
  const { name, place, digest, verdict, parts, against } = vetted
  const facts = [
    ['Coverage', escaped(coverageLine(parts))],
    ['Came from', escaped(place)],
    ...(digest === null ? [] : [['Bytes', word(digest)]]),
    ['Vetted', `${escaped(made.at)} by Sallyport ${escaped(made.version)}`],
    ['Record', word(made.record)],
  ]
  const body = `<header>
<p class="kind">Vetting report</p>
<h1>${word(name)}</h1>
<p class="verdict ${verdict}"><strong>${verdict.replace('-', ' ')}</strong> ${escaped(sentence(SAYS[verdict]))}</p>
<dl>${facts.map(([term, what]) => `<div><dt>${term}</dt><dd>${what}</dd></div>`).join('')}</dl>
</header>
<main>
${section('why', 'Why', why(parts))}
${against === null ? '' : section('more', `More than what is approved as ${escaped(against.name)}`, more(against))}
${section('findings', 'Findings', findings(parts, cards))}
${section('did', 'What it did when it was played', did(parts))}
${section('can', 'What its code can do', can(parts))}
${section('grants', 'What it would need', grants(parts))}
${section('origin', 'Where it came from', list(partOf(parts, 'sources')?.report.looked ?? [], 'Nothing is known of it.'))}
${section('unseen', 'What was not seen', unseen(parts))}
</main>
<footer><p>This page is not signed. The record with the digest above is: <code>sallyport approve NAME --from-vet FILE</code> believes only that.</p></footer>`
  return htmlPage(`${verdict}: ${name}`, VET_STYLE, body, sha256)
}

/** What stands behind the word of the verdict. */
const sentence = (says: string): string => withCapital(says.replace(/^[a-z]+: /, ''))

const section = (id: string, title: string, body: string): string =>
  `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>\n${body}\n</section>`

/** Words of ours, with the commands in them. */
const ours = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

/** A word of somebody else. */
const word = (text: string): string => `<code>${escaped(text)}</code>`

const list = (lines: readonly string[], otherwise: string, asWords = false): string =>
  lines.length === 0
    ? `<p>${otherwise}</p>`
    : `<ul>${lines.map((line) => `<li>${asWords ? word(line) : escaped(line)}</li>`).join('')}</ul>`

const partOf = (parts: readonly VetPart[], name: string): VetPart | undefined => parts.find(({ part }) => part === name)
const findingsIn = (parts: readonly VetPart[]): readonly Finding[] =>
  bySeverity(parts.flatMap(({ report }) => report.findings))

function why(parts: readonly VetPart[]): string {
  const found = findingsIn(parts)
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = found.filter((one) => one.severity === severity).length
    return count === 0 ? [] : [`<li><span class="badge ${severity}">${severity}</span> ${count}</li>`]
  })
  const gravest = [...new Set(found.filter(({ severity }) => severity === found[0]!.severity).map(({ rule }) => rule))]
  const open = parts.flatMap(({ report }) => report.unanswered)
  const unanswered = open.map(({ rule, why }) => `<li><b>${escaped(rule)}</b>: ${word(why)}</li>`).join('')
  return [
    counts.length === 0
      ? '<p>No rule found anything.</p>'
      : `<ul class="counts">${counts.join('')}</ul>\n<p>The gravest: ${escaped(gravest.join(', '))}.</p>`,
    open.length === 0 ? '<p>Every question was answered.</p>' : `<h3>Unanswered</h3><ul>${unanswered}</ul>`,
  ].join('\n')
}

function more({ expansions, gone, unanswered }: Compared): string {
  const lines = expansions.map(
    ({ kind, what, at }) => `<li>${kind}: ${word(what)}${at === null ? '' : ` at ${word(at)}`}</li>`,
  )
  return [
    lines.length === 0 ? '<p>Nothing.</p>' : `<ul>${lines.join('')}</ul>`,
    ...(gone.length === 0 ? [] : [`<h3>What it does not depend on any more</h3>${list(gone, '', true)}`]),
    ...(unanswered.length === 0 ? [] : [`<h3>Not compared</h3>${list(unanswered, '')}`]),
  ].join('\n')
}

function findings(parts: readonly VetPart[], cards: readonly RuleCard[]): string {
  const groups = [...Map.groupBy(findingsIn(parts), ({ rule }) => rule)]
  if (groups.length === 0) return '<p>None. That is not “safe”: see what was not seen.</p>'
  return groups
    .map(([id, group]) => {
      const card = cards.find((one) => one.id === id)
      const { severity, tier } = group[0]!
      const places = group.slice(0, LISTED).map(({ evidence: { at, excerpt, note } }) => {
        const text = excerpt.untrusted === '' ? '' : `<pre>${excerpt.untrusted.split('\n').map(word).join('\n')}</pre>`
        return `<li>${word(at)}${note === undefined ? '' : ` ${escaped(note)}`}${text}</li>`
      })
      const rest = group.length > LISTED ? `<p>And ${group.length - LISTED} more places; the record has them.</p>` : ''
      const about =
        card === undefined ? '' : `<p>${escaped(card.summary)}.</p><p class="fix"><b>Fix:</b> ${ours(card.fix)}</p>`
      const ids =
        card === undefined || card.references.length === 0
          ? ''
          : `<p class="ids">${escaped(card.references.join(', '))}</p>`
      return `<article class="finding"><h3><span class="badge ${severity}">${severity}</span> ${escaped(id)} <small>${tier}</small></h3>
${about}<ol>${places.join('')}</ol>${rest}${ids}</article>`
    })
    .join('\n')
}

function did(parts: readonly VetPart[]): string {
  const seen = partWith(parts, 'did')
  if (seen === null) return '<p>It was not played.</p>'
  const tools = Object.entries(seen.tools).map(([name, effect]) => `${name}: ${effect}`)
  const rows = [
    ['Hosts that it called', seen.hosts],
    ['Names that it looked up', seen.names],
    ['Files of the home', seen.files],
    ['Programs that it started', seen.programs],
    ['Tools, and what they do in our judgement', tools],
  ] as const
  const rest = seen.more === 0 ? '' : `<p>${seen.more} more are not kept.</p>`
  return rows.map(([title, lines]) => `<h3>${title}</h3>${list(lines, 'None.', true)}`).join('\n') + rest
}

function can(parts: readonly VetPart[]): string {
  const abilities = partWith(parts, 'can')
  if (abilities === null) return '<p>Its code was not read.</p>'
  if (abilities.found.length === 0) return '<p>Nothing of what we look for.</p>'
  const rows = abilities.found.map(
    ({ does, what, at }) =>
      `<tr><th scope="row">${does}</th><td>${what === '' ? 'made at run time' : word(what)}</td><td>${word(at)}</td></tr>`,
  )
  const rest = abilities.more === 0 ? '' : `<p>${abilities.more} more are not kept.</p>`
  return `<div class="wide"><table><thead><tr><th scope="col">Can</th><th scope="col">What</th><th scope="col">First place</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>${rest}`
}

function grants(parts: readonly VetPart[]): string {
  const used = usedWords(parts)
  return used === null
    ? '<p>It was not played, so nothing is known of it.</p>'
    : `<p>Nothing of it is granted by being seen.</p>${list(used, '', true)}`
}

const unseen = (parts: readonly VetPart[]): string =>
  list([...new Set(parts.flatMap(({ report }) => report.notLooked))], 'Nothing is named.')
