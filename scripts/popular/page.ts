// The table of what was vetted, for docs/.
import { median } from '../../bench/client.ts'
import type { Measured } from './measured.ts'

/** What a typical server of npm should take. */
const BUDGET = { seconds: 60, megabytes: 600 }

export function popularPage(found: readonly Measured[]): string {
  const npm = found.filter(({ server }) => server.startsWith('npm:'))
  const within = (key: 'seconds' | 'megabytes'): number => npm.filter((one) => one[key] <= BUDGET[key]).length
  const of = (key: 'seconds' | 'megabytes' | 'cpuSeconds'): number => median(npm.map((one) => one[key]))
  const count = (verdict: string): number => found.filter((one) => one.verdict === verdict).length
  const commits = [...new Set(found.map(({ commit }) => `\`${commit}\``))].join(', ')
  const loads = found.map(({ load }) => load)
  return `<!-- Written by \`npm run vet:popular -- CACHE\`. Do not edit. -->
# Vetting well-known servers, measured

Each of the ${found.length} best known servers of \`bench/vet/benign.data.ts\` is vetted once as a person does it: fetched, read with all that it depends on, and
played, with nothing kept from one to the next. With Sallyport of commit ${commits}, on ${found[0]!.cores} cores.

| | |
|---|---|
| called \`malicious\`; none may be | ${count('malicious')} of ${found.length} |
| called \`suspicious\`, \`incomplete\`, \`no-finding\` | ${['suspicious', 'incomplete', 'no-finding'].map(count).join(', ')} |
| time of half of the npm servers | ${of('seconds')} s or less, of the processor ${of('cpuSeconds')} s or less; within ${BUDGET.seconds} s: ${within('seconds')} of ${npm.length} |
| memory of half of the npm servers | ${of('megabytes')} MB or less; within ${BUDGET.megabytes} MB: ${within('megabytes')} of ${npm.length} |

Seconds are those of a clock, while other work ran on the same cores: on average ${Math.min(...loads)} to ${Math.max(...loads)} processes wanted to run. Seconds of the
processor are those of all processes of one vetting, and so is the memory: the most that they held at a time, the installer and the played server included,
with what they share counted once. What was not looked at stands behind the semicolon.

| server | verdict | worst finding | looked at | s | s of the processor | MB |
|---|---|---|---|---:|---:|---:|
${found.map(rowOf).join('\n')}
`
}

function rowOf({ server, verdict, worst, coverage, seconds, cpuSeconds, megabytes }: Measured): string {
  const cells = [server, verdict, worst, coverage.replace('looked at ', ''), seconds, cpuSeconds, megabytes]
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
}
