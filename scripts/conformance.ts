// The official conformance suite through `serve`, against a server of our own that offers what it expects. `npm run conformance`.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { makeHome, SCRATCH } from '../test/real/home.ts'
import { startServing } from '../test/serve/place.ts'
import { type Revision, runSuite, type Scored } from './conformance/suite.ts'
import { withToken } from './conformance/with-token.ts'

const REVISIONS: readonly Revision[] = ['2025-11-25', '2026-07-28']
const asked = process.argv.slice(2)
const home = makeHome()
const results = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'))
const totals: string[] = []
let isComplete = true
try {
  await approveFixture()
  for (const revision of REVISIONS.filter((one) => asked.length === 0 || asked.includes(one))) {
    const served = await startServing(home, 'conformance')
    const relay = await withToken(served.port, served.token)
    const folder = join(results, revision)
    mkdirSync(folder)
    const found = await runSuite(`http://localhost:${relay.port}/s/conformance/mcp`, revision, folder)
    relay.server.closeAllConnections()
    relay.server.close()
    await served.stop()
    if (process.env['SALLYPORT_DEBUG'] === '1') process.stderr.write(served.said())
    show(revision, found)
  }
} finally {
  rmSync(results, { recursive: true, force: true })
  await home.remove()
}
process.stdout.write(`\npolicy: balanced, with no statement added\n${totals.join('; ')}\n`)
if (!isComplete) process.exitCode = 1

function show(revision: Revision, found: readonly Scored[]): void {
  const scored = found.filter(({ isScored }) => isScored)
  const passed = scored.filter((one) => one.passed).length
  process.stdout.write(`\n| ${revision}, stdio upstream | counts | passed | checks |\n|---|---|---|---|\n`)
  for (const { scenario, isScored, passed: has, checks, warnings, why } of found) {
    const told = warnings === 0 ? checks : `${checks}, ${warnings} warn`
    const outcome = has ? 'yes' : `**no**: ${why.join('; ')}`
    process.stdout.write(`| ${scenario} | ${isScored ? 'yes' : 'no'} | ${outcome} | ${told} |\n`)
  }
  totals.push(`${revision} stdio ${passed}/${scored.length}`)
  if (passed < scored.length) isComplete = false
}

/** One file: a sandbox sees no folder of ours. */
async function approveFixture(): Promise<void> {
  const folder = join(home.folder, 'conformance')
  mkdirSync(folder)
  const input = join(import.meta.dirname, '../test/servers/conformance/server.mjs')
  const bundle = await rolldown({ input, platform: 'node' })
  await bundle.write({ file: join(folder, 'server.mjs'), format: 'esm' })
  await bundle.close()
  writeFileSync(join(folder, 'package.json'), '{ "name": "conformance", "version": "1.0.0", "type": "module" }\n')
  chmodSync(folder, 0o755)
  const { status, stdout, stderr } = home.sallyport(
    ...['approve', 'conformance', '--yes', ...SCRATCH, '--', 'node', join(folder, 'server.mjs')],
  )
  if (status !== 0) throw new Error(stdout + stderr)
}
