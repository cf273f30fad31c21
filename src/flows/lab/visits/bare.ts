// The careless server of a control, over HTTP in its pen, and the visits to it.
import { once } from 'node:events'
import type { Play } from '../../../core/model/lab.ts'
import type { Heard } from '../client.ts'
import type { Penned } from '../pen.ts'
import { startIssuer } from './issuer.ts'
import { addressOf, PORTS } from './ports.ts'
import { type Visited, visitAll } from './visit.ts'

/** What tells a fixture to listen (lab/fixtures/speak.mjs). */
export const listeningEnv = ({ visits, issuer }: Play): NodeJS.ProcessEnv =>
  visits === undefined
    ? {}
    : {
        LAB_HTTP_PORT: String(PORTS.bare),
        ...(issuer !== undefined && { LAB_ISSUER: addressOf(PORTS.issuer) }),
      }

const READY_MS = 20_000

export async function listening({ stdout }: Pick<Penned, 'stdout'>): Promise<void> {
  await once(stdout, 'data', { signal: AbortSignal.timeout(READY_MS) })
}

/** The token of a machine is nothing to it. */
export async function visitBare({ visits = [], issuer: trick, era = 'legacy' }: Play, pen: Penned): Promise<Heard> {
  const issuer = trick === undefined ? null : await startIssuer(trick)
  try {
    await listening(pen)
    const visited = await visitAll(visits, era, {
      port: PORTS.bare,
      path: '/mcp',
      tokenOf: (who, twist) =>
        who === 'nobody' || issuer === null ? null : issuer.token(who, addressOf(PORTS.bare), twist),
    })
    return heardBy(visited)
  } finally {
    pen.stdin.end()
    await issuer?.stop()
  }
}

/** Lines and their depth are a matter of servers on stdio. */
export const heardBy = ({ heard, outputs }: Visited): Heard => ({ heard, outputs, forged: 0, largest: 0, deepest: 0 })
