// People who show certificates before the built program: who is who, who is refused and how, and what taking one back does.
import { Agent } from 'node:https'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import { makeAuthority, type Pair, type Wanted } from '../identity/authority.ts'
import {
  callOf,
  closeServing,
  forget,
  INITIALIZE,
  type Message,
  type Served,
  startServing,
  witnessHome,
} from './place.ts'
import { ask, echo, TlsPlace } from './tls-place.ts'

const POLICY = `@id("all") permit (principal, action, resource);
@id("admins-change") @why("only admins change things")
forbid (principal, action, resource == Tool::"witness/change") unless { principal in Group::"admins" };
`
const ADA = 'spiffe://team.example/ada'
const BOB = 'spiffe://team.example/bob'

let served: Served
let place: TlsPlace
beforeAll(async () => {
  const home = witnessHome()
  place = new TlsPlace(home)
  place.config(
    [`ca: ${place.path('ca.pem')}`, `revoked: ${place.path('revoked.txt')}`, 'user: uri', 'groups: ou'],
    ['policy: own'],
  )
  home.write('policy.cedar', POLICY)
  served = await startServing(home)
})
afterAll(() => closeServing(served))

const certificate = (uri: string, groups: readonly string[], more: Wanted = {}): Pair =>
  place.team.issue({
    subject: [['cn', 'someone'], ...groups.map((group) => ['ou', group] as const)],
    names: [['uri', uri]],
    usages: ['client'],
    ...more,
  })
const by = ({ cert, key }: Pair) => ({ ca: place.gateway.cert, cert, key })

async function tools(options: ReturnType<typeof by>): Promise<readonly string[]> {
  const opened = await ask(served.port, options, INITIALIZE)
  const headers = { 'mcp-session-id': opened.headers['mcp-session-id']! }
  await ask(served.port, { ...options, headers }, { jsonrpc: '2.0', method: 'notifications/initialized' })
  const { text } = await ask(served.port, { ...options, headers }, { jsonrpc: '2.0', id: 1, method: 'tools/list' })
  const { result } = JSON.parse(text) as { result: { tools: { name: string }[] } }
  return result.tools.map(({ name }) => name)
}

test('a certificate says who asks, and in which groups', async () => {
  expect(served.said()).toMatch(/Clients show a certificate of the authority in .*ca\.pem\.\n/)
  expect(await tools(by(certificate(ADA, ['admins', 'staff'])))).toContain('change')
  const seen = await tools(by(certificate(BOB, ['staff'])))
  expect([seen.includes('change'), seen.includes('echo')]).toEqual([false, true])
  const { stdout } = served.home.sallyport('log', 'query', '--json', '--type', 'guard-started')
  expect([stdout.includes(`x509#${ADA}`), stdout.includes(`x509#${BOB}`)]).toEqual([true, true])
})

test('the token of this machine opens nothing, and is not shown', async () => {
  const answer = served.home.sallyport('serve', '--show-token')
  expect([answer.status, answer.stderr]).toEqual([2, expect.stringContaining('clients show certificates')])
})

describe('each is refused and written down, and nothing reaches the server', () => {
  const stranger = makeAuthority('team authority')
  const hour = 3_600_000
  const [past, future] = [new Date(Date.now() - hour), new Date(Date.now() + hour)]
  test.each<[string, () => Pair | null, string]>([
    ['none', () => null, 'certificate-missing'],
    [
      'of another authority of the same name',
      () => stranger.issue({ names: [['uri', ADA]], usages: ['client'] }),
      'certificate-unknown',
    ],
    ['that is over', () => certificate(ADA, ['staff'], { until: past }), 'certificate-expired'],
    ['that is not good yet', () => certificate(ADA, ['staff'], { from: future }), 'certificate-early'],
    ['of a server', () => certificate(ADA, ['staff'], { usages: ['server'] }), 'certificate-usage'],
    ['that does not say what it is for', () => certificate(ADA, ['staff'], { usages: [] }), 'certificate-usage'],
    [
      'without the name that counts',
      () => certificate(ADA, ['staff'], { names: [['email', 'ada@team.example']] }),
      'certificate-unnamed',
    ],
    [
      'with two of them',
      () =>
        certificate(ADA, ['staff'], {
          names: [
            ['uri', ADA],
            ['uri', BOB],
          ],
        }),
      'certificate-unnamed',
    ],
    ['with a name that hides something', () => certificate(`${ADA}\u202e`, ['staff']), 'certificate-unnamed'],
    ['without groups', () => certificate(ADA, []), 'certificate-unnamed'],
  ])('%s', async (_, make, why) => {
    forget(served)
    const before = served.faults().length
    const shown = make()
    const options = shown === null ? { ca: place.gateway.cert } : by(shown)
    const { status, text } = await ask(served.port, options, INITIALIZE)
    expect([status, (JSON.parse(text) as Message).error?.message]).toEqual([
      403,
      expect.stringContaining('Refused by Sallyport'),
    ])
    expect([served.faults().slice(before), served.witnessed()]).toEqual([[`http-${why}`], []])
  })

  test('also where anybody would be answered, such as what watches its health', async () => {
    expect((await ask(served.port, { ca: place.gateway.cert }, null, '/healthz')).status).toBe(403)
  })
})

test('who is refused and goes on sending is cut off all the same', async () => {
  const options = { port: served.port, host: '127.0.0.1', ca: place.gateway.cert, allowHalfOpen: true }
  const socket = connectTls(options)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined).resume()
  const sending = setInterval(() => socket.write('x'), 100)
  await closed
  clearInterval(sending)
  expect(served.faults().at(-1)).toBe('http-certificate-missing')
}, 15_000)

test('a session is of whoever began it, and of nobody else', async () => {
  const [ada, again, bob] = [certificate(ADA, ['staff']), certificate(ADA, ['staff']), certificate(BOB, ['staff'])]
  const opened = await ask(served.port, by(ada), INITIALIZE)
  const headers = { 'mcp-session-id': opened.headers['mcp-session-id']! }
  await ask(served.port, { ...by(ada), headers }, { jsonrpc: '2.0', method: 'notifications/initialized' })
  const call = async (who: Pair, words: string): Promise<number> =>
    (await ask(served.port, { ...by(who), headers }, callOf(words, 'echo', { text: words }))).status
  expect([await call(bob, 'stolen'), await call(again, 'renewed'), await call(ada, 'mine')]).toEqual([404, 200, 200])
  expect(served.witnessed().some((line) => line.includes('stolen'))).toBe(false)
})

test('no session of TLS is resumed, which would not be checked anew', async () => {
  const ada = by(certificate(ADA, ['staff']))
  const tickets: Buffer[] = []
  const made = (session?: Buffer): Promise<boolean | null> =>
    new Promise((resolve, reject) => {
      let isReused: boolean | null = null
      const socket = connectTls({ host: '127.0.0.1', port: served.port, ...ada, ...(session && { session }) }, () => {
        isReused = socket.isSessionReused()
      })
      socket.on('session', (ticket: Buffer) => tickets.push(ticket)).on('error', reject)
      socket.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n')
      socket.resume().on('close', () => resolve(isReused))
    })
  await made()
  expect(await made(tickets[0])).toBe(false)
})

test('one that is taken back is cut off at once, in the middle of its call, and others go on', async () => {
  const [ada, bob] = [certificate(ADA, ['staff']), certificate(BOB, ['staff'])]
  const agents = {
    ada: new Agent({ keepAlive: true, maxSockets: 1 }),
    bob: new Agent({ keepAlive: true, maxSockets: 1 }),
  }
  const waiting = async (who: Pair, agent: Agent): Promise<string> => {
    const opened = await ask(served.port, { ...by(who), agent }, INITIALIZE)
    const headers = { 'mcp-session-id': opened.headers['mcp-session-id']! }
    await ask(served.port, { ...by(who), agent, headers }, { jsonrpc: '2.0', method: 'notifications/initialized' })
    return (await ask(served.port, { ...by(who), agent, headers }, callOf(1, 'wait', { count: 6_000 }))).text
  }
  forget(served)
  const both = [waiting(ada, agents.ada).catch((cause: Error) => cause.message), waiting(bob, agents.bob)] as const
  await until(() => served.witnessed().filter((line) => line.includes('"wait"')).length === 2)
  place.put('revoked.txt', `# ada's laptop\n${ada.serial.toLowerCase()}\n`)
  expect(await Promise.race([both[0], both[1]])).not.toContain('wait done')
  expect(await both[1]).toContain('wait done')
  const again = await ask(served.port, by(ada), INITIALIZE)
  expect([again.status, again.text]).toEqual([403, expect.stringContaining('was taken back')])
  expect(served.faults().filter((code) => code === 'http-certificate-revoked')).toHaveLength(2)
  for (const agent of Object.values(agents)) agent.destroy()
  place.put('revoked.txt', '')
  const count = served.said().split('are in force').length
  await until(() => served.said().split('are in force').length > count, 10_000)
})

test('with another authority all come anew, and what they asked is answered', async () => {
  const ada = certificate(ADA, ['staff'])
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const opened = await ask(served.port, { ...by(ada), agent }, INITIALIZE)
  const headers = { 'mcp-session-id': opened.headers['mcp-session-id']! }
  await ask(served.port, { ...by(ada), agent, headers }, { jsonrpc: '2.0', method: 'notifications/initialized' })
  forget(served)
  const waiting = ask(served.port, { ...by(ada), agent, headers }, callOf(1, 'wait', { count: 4_000 }))
  await until(() => served.witnessed().some((line) => line.includes('"wait"')))
  const next = makeAuthority('next authority')
  const count = served.said().split('are in force').length
  place.put('ca.pem', next.cert)
  await until(() => served.said().split('are in force').length > count, 10_000)
  expect((await waiting).text).toContain('wait done')
  expect((await ask(served.port, { ...by(ada), headers }, callOf(2, 'echo', { text: 'x' }))).status).toBe(403)
  const mine = next.issue({ subject: [['ou', 'staff']], names: [['uri', ADA]], usages: ['client'] })
  expect(await echo(served.port, by(mine), 'mine')).toBe('mine')
  agent.destroy()
  place.put('ca.pem', place.team.cert)
  await until(() => served.said().split('are in force').length > count + 1, 10_000)
})

describe('a CRL', () => {
  const taken = async (text: string): Promise<void> => {
    const count = served.said().split('are in force').length
    place.put('revoked.txt', text)
    await until(() => served.said().split('are in force').length > count, 10_000)
  }
  afterAll(() => taken(''))

  test('refuses what it lists, and lets all others in', async () => {
    const [ada, bob] = [certificate(ADA, ['staff']), certificate(BOB, ['staff'])]
    await taken(place.team.crl([ada.serial]))
    expect((await ask(served.port, by(ada), INITIALIZE)).text).toContain('was taken back')
    expect(await echo(served.port, by(bob), 'not me')).toBe('not me')
  })

  test.each<[string, () => string]>([
    ['that is too old', () => place.team.crl([], new Date(Date.now() - 1_000))],
    ['of somebody else', () => makeAuthority('team authority').crl([])],
  ])('%s lets nobody in', async (_, make) => {
    await taken(make())
    const { status, text } = await ask(served.port, by(certificate(BOB, ['staff'])), INITIALIZE)
    expect([status, text]).toEqual([403, expect.stringContaining('cannot be told')])
  })
})
