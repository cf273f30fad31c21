// The conformance fixture, approved in a home of its own and served over HTTP, under the suite of one revision.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled } from '../../test/real/bundled.ts'
import { type Home, makeHome, SCRATCH } from '../../test/real/home.ts'
import { startServing } from '../../test/serve/place.ts'
import { type Revision, runSuite, type Scored } from './suite.ts'
import { withToken } from './with-token.ts'

export async function conformanceOf(revision: Revision): Promise<readonly Scored[]> {
  const home = makeHome()
  const results = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'))
  try {
    await approveFixture(home)
    const served = await startServing(home, 'conformance')
    const relay = await withToken(served.port, served.token)
    try {
      return await runSuite(`http://localhost:${relay.port}/s/conformance/mcp`, revision, results)
    } finally {
      relay.server.closeAllConnections()
      relay.server.close()
      await served.stop()
    }
  } finally {
    rmSync(results, { recursive: true, force: true })
    await home.remove()
  }
}

/**
 * All that the suite needs beyond an approval without grants, under the policy that comes by default: it is asked for words of a
 * person and of a model, and for roots, of which a server is told those that lie in a granted folder.
 */
export const GRANTS = ['--allow elicitation', '--allow sampling-unseen', '--read FOLDER'] as const

async function approveFixture(home: Home): Promise<void> {
  const script = await bundled(home, 'conformance', 'conformance/server.mjs')
  const { status, stdout, stderr } = home.sallyport(
    ...['approve', 'conformance', '--yes', ...SCRATCH],
    ...GRANTS.flatMap((grant) => grant.replace('FOLDER', home.data).split(' ')),
    ...['--', 'node', script],
  )
  if (status !== 0) throw new Error(stdout + stderr)
}
