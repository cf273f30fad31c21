// What a change does to a file, as a unified diff that is safe to print: hidden characters visible, secrets left out.
import { secretNamedBy } from '../model/secret-name.ts'
import { reveal } from '../model/untrusted.ts'
import { redact } from '../text/secret.ts'
import type { Ink } from './ink.ts'

const CONTEXT = 3

type Line = { readonly mark: ' ' | '-' | '+'; readonly text: string }

/** Empty where nothing differs. `ours` are whole lines of entries, so that a few lines stand for each change. */
export function unifiedDiff(path: string, before: string, after: string, ink: Ink): string {
  if (before === after) return ''
  const lines = compare(linesOf(before), linesOf(after))
  const name = reveal(path)
  const head = [ink.strong(`--- ${name}`), ink.strong(`+++ ${name}`)]
  return `${[...head, ...hunks(lines).flatMap((hunk) => hunkText(hunk, ink))].join('\n')}\n`
}

const linesOf = (text: string): readonly string[] => text.split('\n')

/** Edits are few and local: what is equal at both ends is cut off, and the middle is compared by longest common lines. */
function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const same = (texts: readonly string[]): Line[] => texts.map((text) => ({ mark: ' ', text }))
  const middle = between(before.slice(start, before.length - end), after.slice(start, after.length - end))
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))]
}

/** Lines that stand once on either side are fixed points; larger files than this are shown as one change. */
const MOST_CELLS = 4_000_000

function between(before: readonly string[], after: readonly string[]): readonly Line[] {
  const taken: Line[] = before.map((text) => ({ mark: '-', text }))
  const put: Line[] = after.map((text) => ({ mark: '+', text }))
  if (before.length * after.length > MOST_CELLS) return [...taken, ...put]
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const at = row * width + column
      common[at] =
        before[row] === after[column] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!)
    }
  }
  const lines: Line[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    const at = row * width + column
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push({ mark: ' ', text: before[row]! })
      row++
      column++
    } else if (column === after.length || (row < before.length && common[at + width]! >= common[at + 1]!)) {
      lines.push(taken[row]!)
      row++
    } else {
      lines.push(put[column]!)
      column++
    }
  }
  return lines
}

type Hunk = { readonly old: number; readonly now: number; readonly lines: readonly Line[] }

function hunks(lines: readonly Line[]): readonly Hunk[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  )
  const found: { old: number; now: number; lines: Line[] }[] = []
  let [old, now] = [1, 1]
  for (const [index, line] of lines.entries()) {
    if (near[index] === true) {
      if (index === 0 || near[index - 1] !== true) found.push({ old, now, lines: [] })
      found.at(-1)!.lines.push(line)
    }
    if (line.mark !== '+') old++
    if (line.mark !== '-') now++
  }
  return found
}

function hunkText({ old, now, lines }: Hunk, ink: Ink): readonly string[] {
  const count = (mark: '-' | '+'): number => lines.filter((line) => line.mark === ' ' || line.mark === mark).length
  const paint = { '-': ink.bad, '+': ink.good, ' ': (text: string) => text }
  return [
    ink.faint(`@@ -${old},${count('-')} +${now},${count('+')} @@`),
    ...lines.map(({ mark, text }) => paint[mark](`${mark}${reveal(masked(text)).replaceAll(String.raw`\t`, '  ')}`)),
  ]
}

const SECRET_MEMBER =
  /((?:TOKEN|SECRET|PASSW\w*|PASSPHRASE|CREDENTIALS?|(?:API|ACCESS|PRIVATE|AUTH|SIGNING)_?KEY|AUTHORIZATION)\w*["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s,}]+)/gi

/** A terminal keeps what it showed, and a build's log shows it to others. */
const masked = (text: string): string => redact(text.replaceAll(SECRET_MEMBER, hidden))

/** A reference to the store is no secret: it is what a person is to see in its place. */
const hidden = (whole: string, head: string, value: string): string =>
  secretNamedBy(value.replace(/^["']|["']$/g, '')) === null ? `${head}«not shown»` : whole
