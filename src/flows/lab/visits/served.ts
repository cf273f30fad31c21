// The same server behind `serve`, as a person would start it: on a port of its own, with the tokens of this machine or those of the issuer.
import type { Expected } from '../../../core/identity/expected.ts'
import type { Play } from '../../../core/model/lab.ts'
import { httpToken } from '../../../io/store/http-token.ts'
import { type ServeDesk, serve } from '../../serving/serve.ts'
import { startIssuer } from './issuer.ts'
import { addressOf, PORTS } from './ports.ts'
import type { Door } from './visit.ts'

export type ServedDesk = Omit<ServeDesk, 'listen' | 'identity' | 'tls' | 'onEnd' | 'onReload' | 'serves'> & {
  readonly name: string
}

const expectedHere = (issuer: string, resource: string): Expected => ({
  ...{ issuer, resource, scopes: [], groupsClaim: null, acr: [], amr: [], tokens: 'any', dpopNonce: 'on' },
})

export async function atServed<Result>(
  { issuer: trick }: Play,
  { name, ...desk }: ServedDesk,
  work: (door: Door) => Promise<Result>,
): Promise<Result> {
  const resource = addressOf(PORTS.served)
  const issuer = trick === undefined ? null : await startIssuer(trick)
  const [ready, over] = [Promise.withResolvers<void>(), Promise.withResolvers<() => void>()]
  const running = serve({
    ...desk,
    serves: { names: [name] },
    listen: { host: '127.0.0.1', port: PORTS.served },
    tls: null,
    identity: issuer === null ? null : expectedHere(issuer.url, resource),
    say: (text) => {
      desk.say(text)
      // The last line that it greets with.
      if (text.endsWith(`/s/${name}/mcp`)) ready.resolve()
    },
    onEnd: (end) => over.resolve(end),
    onReload: () => undefined,
  })
  try {
    await Promise.race([ready.promise, running])
    const own = await httpToken(desk.paths.keys)
    return await work({
      port: PORTS.served,
      path: `/s/${name}/mcp`,
      follows: false,
      tokenOf: (who, twist) => {
        if (who === 'nobody') return null
        return issuer === null ? own : issuer.token(who, resource, twist)
      },
    })
  } finally {
    const end = await Promise.race([over.promise, running.then(() => () => undefined)])
    end()
    await running
    await issuer?.stop()
  }
}
