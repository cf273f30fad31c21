// The official conformance suite through `serve`, as a table. `npm run conformance [REVISION…]`.
import { type Revision, REVISIONS, type Scored } from './conformance/suite.ts'
import { conformanceOf, GRANTS, type UpstreamKind, UPSTREAMS } from './conformance/through-serve.ts'

const asked = process.argv.slice(2)
const totals: string[] = []
for (const revision of REVISIONS.filter((one) => asked.length === 0 || asked.includes(one))) {
  for (const upstream of UPSTREAMS) totals.push(show(revision, upstream, await conformanceOf(revision, upstream)))
}
process.stdout.write(
  `\npolicy: balanced, with no statement added; granted beyond the default: ${GRANTS.join(' ')}\n${totals.join('; ')}\n`,
)

function show(revision: Revision, upstream: UpstreamKind, found: readonly Scored[]): string {
  process.stdout.write(`\n| ${revision}, ${upstream} upstream | counts | passed | checks |\n|---|---|---|---|\n`)
  for (const { scenario, isScored, passed, checks, warnings, why } of found) {
    const told = warnings === 0 ? checks : `${checks}, ${warnings} warn`
    const outcome = passed ? 'yes' : `**no**: ${why.join('; ')}`
    process.stdout.write(`| ${scenario} | ${isScored ? 'yes' : 'no'} | ${outcome} | ${told} |\n`)
  }
  const scored = found.filter(({ isScored }) => isScored)
  const passed = scored.filter((one) => one.passed).length
  if (passed < scored.length) process.exitCode = 1
  return `${revision} ${upstream} ${passed}/${scored.length}`
}
