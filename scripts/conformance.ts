// The official conformance suite through `serve`, as a table: for servers, then for clients. `npm run conformance [REVISION…]`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CAPABILITIES } from './conformance/capabilities.ts'
import { CLIENT_WAYS, type Revision, REVISIONS, runClients, type Scored } from './conformance/suite.ts'
import { conformanceOf, UPSTREAMS } from './conformance/through-serve.ts'

const asked = process.argv.slice(2)
const totals: string[] = []
for (const revision of REVISIONS.filter((one) => asked.length === 0 || asked.includes(one))) {
  for (const upstream of UPSTREAMS)
    totals.push(show(revision, `${upstream} upstream`, await conformanceOf(revision, upstream)))
}
for (const revision of REVISIONS.filter((one) => asked.length === 0 || asked.includes(one))) {
  for (const way of CLIENT_WAYS) {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'))
    totals.push(show(revision, `client ${way}`, await runClients(revision, way, folder)))
    rmSync(folder, { recursive: true })
  }
}
process.stdout.write('\npolicy: balanced, with no statement added; given beyond the default to\n')
for (const [needed, words] of Object.entries(CAPABILITIES)) process.stdout.write(`- ${needed}: ${words.join(' ')}\n`)
process.stdout.write(`${totals.join('; ')}\n`)

function show(revision: Revision, how: string, found: readonly Scored[]): string {
  process.stdout.write(`\n| ${revision}, ${how} | counts | passed | checks |\n|---|---|---|---|\n`)
  for (const { scenario, isScored, passed, checks, warnings, why } of found) {
    const told = warnings === 0 ? checks : `${checks}, ${warnings} warn`
    const outcome = passed ? 'yes' : `**no**: ${why.join('; ')}`
    process.stdout.write(`| ${scenario} | ${isScored ? 'yes' : 'no'} | ${outcome} | ${told} |\n`)
  }
  const scored = found.filter(({ isScored }) => isScored)
  const passed = scored.filter((one) => one.passed).length
  if (passed < scored.length) process.exitCode = 1
  return `${revision} ${how.replace(/ upstream$/, '')} ${passed}/${scored.length}`
}
