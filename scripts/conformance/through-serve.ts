// The conformance fixture, approved in a home of its own and served over HTTP, under the suite of one revision.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundled } from '../../test/real/bundled.ts'
import { type RemoteServer, startRemote } from '../../test/remote/process.ts'
import { type Home, makeHome, SCRATCH } from '../../test/real/home.ts'
import { startServing } from '../../test/serve/place.ts'
import { wordsOf } from './capabilities.ts'
import { type Revision, runSuite, type Scored } from './suite.ts'
import { withToken } from './with-token.ts'

export const UPSTREAMS = ['stdio', 'http'] as const
export type UpstreamKind = (typeof UPSTREAMS)[number]

/** `upstream`: how the fixture is reached behind the gateway. */
export async function conformanceOf(revision: Revision, upstream: UpstreamKind): Promise<readonly Scored[]> {
  const home = makeHome()
  const results = mkdtempSync(join(tmpdir(), 'sallyport-conformance-'))
  const remote = upstream === 'http' ? await startRemote('conformance/factory.mjs', 'conformanceServer') : null
  try {
    if (remote === null) await approveFixture(home)
    else approveRemote(home, remote)
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
    await remote?.stop()
    rmSync(results, { recursive: true, force: true })
    await home.remove()
  }
}

function approveRemote(home: Home, { url, port }: RemoteServer): void {
  approved(
    home.sallyport(
      ...['approve', 'conformance', '--yes', '--url', url, '--net', `127.0.0.1:${port}`],
      ...wordsOf('a server at an address'),
    ),
  )
}

async function approveFixture(home: Home): Promise<void> {
  const script = await bundled(home, 'conformance', 'conformance/server.mjs')
  approved(
    home.sallyport(
      ...['approve', 'conformance', '--yes', ...SCRATCH],
      ...wordsOf('a server that is started', home.data),
      ...['--', 'node', script],
    ),
  )
}

function approved({ status, stdout, stderr }: ReturnType<Home['sallyport']>): void {
  if (status !== 0) throw new Error(stdout + stderr)
}
