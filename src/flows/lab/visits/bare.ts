// The careless server of a control, over HTTP in its pen, and who comes to it.
import { once } from 'node:events'
import type { Play } from '../../../core/model/lab.ts'
import type { Penned } from '../pen.ts'
import { isOverHttp } from './come.ts'
import { startIssuer } from './issuer.ts'
import { addressOf, PORTS } from './ports.ts'
import type { Door } from './visit.ts'

/** What tells a fixture to listen (lab/fixtures/speak.mjs). */
export const listeningEnv = (play: Play): NodeJS.ProcessEnv =>
  isOverHttp(play)
    ? {
        LAB_HTTP_PORT: String(PORTS.bare),
        // One that is reached by the gateway takes whoever comes, and is not asked who that is.
        ...(play.issuer !== undefined && play.remote !== true && { LAB_ISSUER: addressOf(PORTS.issuer) }),
      }
    : {}

const READY_MS = 20_000

export async function listening({ stdout }: Pick<Penned, 'stdout'>): Promise<void> {
  await once(stdout, 'data', { signal: AbortSignal.timeout(READY_MS) })
}

/** The token of a machine is nothing to it. */
export async function atBare<Result>(
  { issuer: trick }: Play,
  pen: Penned,
  work: (door: Door) => Promise<Result>,
): Promise<Result> {
  const issuer = trick === undefined ? null : await startIssuer(trick)
  try {
    await listening(pen)
    return await work({
      port: PORTS.bare,
      path: '/mcp',
      follows: true,
      tokenOf: (who, twist) =>
        who === 'nobody' || issuer === null ? null : issuer.token(who, addressOf(PORTS.bare), twist),
    })
  } finally {
    pen.stdin.end()
    await issuer?.stop()
  }
}
