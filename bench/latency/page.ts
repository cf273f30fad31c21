// docs/performance.md, from what was measured.
import { cpus, release } from 'node:os'
import { median } from '../client.ts'
import type { Measured } from '../latency.ts'
import type { Row } from '../row.ts'
import { ratio, whyNot } from './budgets.ts'
import type { Case, Round } from './measure.ts'

export function pageOf(
  found: readonly Measured[],
  cases: readonly Case[],
  rows: readonly Row[],
  rounds: number,
): string {
  const by = new Map(found.map((one) => [one.target.name, one.rounds]))
  const cell = (rounds: readonly Round[], bare: readonly Round[] | undefined, isMany: boolean): string => {
    const failed = whyNot(rounds)
    if (failed !== null) return failed
    const [p50, p99] = [median(rounds.map((one) => one.p50)), median(rounds.map((one) => one.p99))]
    const told = isMany ? `${perSecond(rounds)}/s, ${p50.toFixed(1)} ms` : `${p50.toFixed(2)} / ${p99.toFixed(1)} ms`
    if (bare === undefined || whyNot(bare) !== null) return told
    return isMany
      ? `${told} (×${ratio(rounds, bare, (one) => one.perSecond).toFixed(2)})`
      : `${told} (×${ratio(rounds, bare, (one) => one.p50).toFixed(2)})`
  }
  const lines = found.map(({ target, rounds, startMs, idleMb, usedMb, afterMb }) => {
    const cells = cases.map(({ name, atOnce }) => cell(rounds.get(name)!, by.get(target.bare)?.get(name), atOnce > 1))
    const memory = `${idleMb.toFixed(0)} / ${usedMb.toFixed(0)} / ${afterMb.toFixed(0)}`
    return `| ${[target.name, ...cells, startMs.toFixed(0), memory].join(' | ')} |`
  })
  const heads = ['what', ...cases.map(({ name }) => name), 'start, ms', 'memory, MB']
  return `# What it costs

Written by \`npm run bench -- latency --write\`, on ${cpus().length} cores, Linux ${release().split('-')[0]}, Node ${process.version}, as ${process.getuid?.() === 0 ? 'root' : 'an ordinary user'}.
A text is echoed by a tool, so that it passes in both directions; no text is like another.

| ${heads.join(' | ')} |
|${heads.map(() => '---').join('|')}|
${lines.join('\n')}

One call at a time: p50 / p99. 32 at a time: calls in a second, and p50. In brackets the median, over ${rounds} rounds, of what it is to the bare relay of its kind
in the same round: of p50 with one call at a time, of calls in a second with 32. All take turns in each round. What is measured has one core
to itself, client and server share another. The first 400 calls are those of a process that has just begun; what follows is measured once V8
has compiled each of them, after 20 000 more. Memory is that of the process alone: idle, after the calls up to 10 KB, after all.

A relay that judges nothing reads and writes a message and is done. Sallyport does for each call and each answer: a strict reading, a look at
all of its words by all rules, a decision by the policy, budgets and what is usual, and two lines of the log, chained and written before anything follows
from them. Where a budget is not held, the table says so.

| what was promised | measured | budget | holds |
|---|---|---|---|
${rows.map(({ what, value, budget, holds }) => `| ${what} | ${value} | ${budget} | ${holds === null ? '' : holds ? 'yes' : '**no**'} |`).join('\n')}
`
}

const perSecond = (rounds: readonly Round[]): string => {
  const value = median(rounds.map((one) => one.perSecond))
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}
