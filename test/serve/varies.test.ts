// What users share when they ask one server: no list that is for one of them, and no answer that a cache could hand to another.
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../identity/issuer.ts'
import { SCRATCH } from '../real/home.ts'
import {
  closeServing,
  freePort,
  type Head,
  messagesOf,
  modern,
  openSession,
  PERMISSIVE,
  post,
  type Served,
  startServing,
  together,
  witnessHome,
} from './place.ts'

const VARIES = fileURLToPath(new URL('../servers/behind/server.mjs', import.meta.url))

let served: Served | undefined
let issuer: Issuer | undefined
afterEach(async () => {
  if (served !== undefined) await closeServing(served)
  await issuer?.stop()
  served = undefined
  issuer = undefined
})

test.each([
  ['', 'private'],
  ['sharedCaches: on\n', 'public'],
])('with %j an answer that its server calls public is %s', async (setting, scope) => {
  served = await startServing(witnessHome(PERMISSIVE + setting, '--env', 'SCOPE=public'))
  for (const method of ['tools/list', 'server/discover']) {
    const [message] = await messagesOf(await post(served, ...modern(1, method)))
    expect(message?.result).toMatchObject({ cacheScope: scope })
  }
  // What is put together from many servers is for nobody else in any case.
  const [all] = await messagesOf(await post(together(served), ...modern(1, 'tools/list')))
  expect(all?.result).toMatchObject({ cacheScope: 'private' })
})

test('a server that lists different things to two users of the same rights is told of', async () => {
  const port = await freePort()
  const resource = `http://127.0.0.1:${port}`
  issuer = await startIssuer(() => ({}), resource)
  const home = witnessHome()
  const countsAt = join(home.data, 'starts')
  writeFileSync(countsAt, '')
  chmodSync(countsAt, 0o666)
  const words = ['approve', 'varies', '--yes', ...SCRATCH, '--write', home.data, '--', 'node', home.put(VARIES)]
  const { status, stderr } = home.sallyport(...words, JSON.stringify({ tools: ['first', 'echo'], countsAt }))
  expect(`${status} ${stderr}`).toMatch(/^0 /)
  writeFileSync(
    join(home.env['SALLYPORT_HOME']!, 'config.yaml'),
    `${PERMISSIVE}identity:\n  issuer: ${issuer.url}\n  resource: ${resource}\n`,
    { mode: 0o600 },
  )
  served = await startServing(home, '--listen', `127.0.0.1:${port}`)
  for (const client of ['ada', 'ada', 'bob', 'ada']) {
    const who: Head = { authorization: `Bearer ${await issuer.token(client)}` }
    const head = { ...who, ...(await openSession(served, {}, who, 'varies')) }
    await (await post(served, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, head, 'varies')).text()
  }
  const { stdout } = home.sallyport('log', 'query', '--json', '--type', 'alert')
  const alerts = stdout.match(/"list-varies"/g) ?? []
  expect([alerts.length, stdout.includes('tools first')]).toEqual([1, true])
  expect(served.said()).toContain('lists different things to users')
})

test('who is not the owner is told of the common endpoint no more than they may use', async () => {
  const port = await freePort()
  const resource = `http://127.0.0.1:${port}`
  issuer = await startIssuer(() => ({}), resource)
  const home = witnessHome()
  const { write } = home
  const forbids = (id: string, tool: string): string =>
    `@id("${id}") @why("not for everybody") forbid (principal, action, resource == Tool::"witness/${tool}");\n`
  write('policy.cedar', `@id("all") permit (principal, action, resource);\n${forbids('hold', 'hold')}`)
  write('config.yaml', `yes: allow\npolicy: own\nidentity:\n  issuer: ${issuer.url}\n  resource: ${resource}\n`)
  const pending = ['approve', 'waiting', '--yes', '--pending-catalogue', ...SCRATCH, '--', 'node', home.put(VARIES)]
  expect(home.sallyport(...pending, '{"needs":"/nowhere"}').status).toBe(0)
  served = await startServing(home, '--listen', `127.0.0.1:${port}`)
  const head = {
    ...{ authorization: `Bearer ${await issuer.token('ada')}`, 'content-type': 'application/json' },
    accept: 'application/json, text/event-stream',
  }
  const ask = async ([body, more]: [object, Head]): Promise<string> => {
    const how = { method: 'POST', headers: { ...head, ...more }, body: JSON.stringify(body) }
    return JSON.stringify(await messagesOf(await fetch(new URL('/mcp', resource), how)))
  }
  const [opened, listed] = [await ask(modern(1, 'server/discover')), await ask(modern(2, 'tools/list'))]
  expect(opened).not.toMatch(/witness|waiting/)
  expect(listed).toContain('"witness__echo"')
  expect(listed).not.toMatch(/witness__hold|waiting|missing/)
  const call = (name: string): Promise<string> => ask(modern(3, 'tools/call', { name, arguments: {} }))
  expect(await call('witness__hold')).toMatch(/-32602/)
  expect(await call('witness__hold')).toBe(await call('witness__nothing'))
})
