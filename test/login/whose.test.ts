// Whose login it is where several people use one gateway: that of its owner is nobody else's, unless the approval says that all may act as
// the one who logged in.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../identity/issuer.ts'
import { type Home, makeHome } from '../real/home.ts'
import { freePort, INITIALIZE, messagesOf, post, type Served, startServing } from '../serve/place.ts'
import { loggedIn, typed } from './person.ts'
import { type Provider, startProvider } from './provider.ts'
import { type Resource, startResource } from './resource.ts'

let [issuer, provider, resource, home, served]: [Issuer, Provider, Resource, Home, Served] = [] as never
beforeAll(async () => {
  const port = await freePort()
  const gateway = `http://127.0.0.1:${port}`
  issuer = await startIssuer(undefined, gateway)
  provider = await startProvider()
  resource = await startResource(provider)
  home = makeHome()
  const passphrase = join(home.folder, 'passphrase')
  writeFileSync(passphrase, `#!/bin/sh\necho ${['four', 'words', 'of', 'nobody'].join('-')}\n`, { mode: 0o700 })
  const config = ['yes: allow', `secretsKey: "cmd:${passphrase}"`, 'identity:', `  issuer: ${issuer.url}`]
  home.write('config.yaml', [...config, `  resource: ${gateway}`, ''].join('\n'))
  const way = ['--url', resource.url, '--net', resource.net, '--oauth', provider.url, '--pending-catalogue']
  for (const whose of ['own', 'shared']) {
    const { status, stderr } = await typed(home, 'approve', whose, '--yes', ...way, '--login', whose)
    expect([status, stderr]).toEqual([0, expect.anything()])
    expect(await loggedIn(home, [whose])).toMatchObject({ status: 0 })
  }
  served = await startServing(home, '--listen', `127.0.0.1:${port}`)
})
afterAll(async () => {
  await served.stop()
  await Promise.all([issuer.stop(), provider.stop(), resource.stop()])
  await home.remove()
})

async function opened(name: string): Promise<string> {
  const who = { authorization: `Bearer ${await issuer.token('bob')}` }
  return JSON.stringify(await messagesOf(await post(served, INITIALIZE, who, name)))
}

test('the login of the owner is refused to everybody else, and the server never hears of them', async () => {
  const before = resource.tokens().length
  expect(await opened('own')).toContain('is that of the owner of this gateway, and of nobody else')
  expect(resource.tokens().length).toBe(before)
})

test('a shared one is used by all, and the server sees the one who logged in', async () => {
  expect(await opened('shared')).toContain('serverInfo')
  expect(decodeJwt(resource.tokens().at(-1)!)).toMatchObject({ iss: provider.url, sub: 'ada', aud: resource.url })
})
