// A login lies in the store of secrets: while that is locked the server is not called, and one word of a person opens it to a `serve` that runs.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeHome } from '../gateway-process/place.ts'
import { onTerminal } from '../protect/terminal.ts'
import { type Home, makeHome } from '../real/home.ts'
import { INITIALIZE, messagesOf, post, type Served, startServing } from '../serve/place.ts'
import { loggedIn, typed } from './person.ts'
import { type Provider, startProvider } from './provider.ts'
import { type Resource, startResource } from './resource.ts'

const WORDS = ['six', 'words', 'of', 'nobody', 'at', 'all'].join('-')

let [provider, resource, home, served]: [Provider, Resource, Home, Served] = [] as never
beforeAll(async () => {
  provider = await startProvider()
  resource = await startResource(provider)
  home = makeHome()
  const passphrase = join(home.folder, 'passphrase')
  writeFileSync(passphrase, `#!/bin/sh\necho ${WORDS}\n`, { mode: 0o700 })
  home.write('config.yaml', `yes: allow\nrunIn: itself\nsecretsKey: "cmd:${passphrase}"\n`)
  const way = ['--url', resource.url, '--net', resource.net, '--oauth', provider.url, '--pending-catalogue']
  expect(await typed(home, 'approve', 'notes', '--yes', ...way, '--login', 'own')).toMatchObject({ status: 0 })
  expect(await loggedIn(home, ['notes'])).toMatchObject({ status: 0 })
  home.write('config.yaml', 'yes: allow\nrunIn: gateway\n')
  served = await startServing(home)
})
afterAll(async () => {
  await served.stop()
  await Promise.all([provider.stop(), resource.stop()])
  await closeHome(home)
})

const opened = async (): Promise<string> =>
  JSON.stringify(await messagesOf(await post(served, INITIALIZE, {}, 'notes')))

test('locked it is refused, and the server hears nothing; unlocked it is used', async () => {
  await expect.poll(served.said).toContain('as secrets or logins of the store are used for: notes')
  const before = resource.tokens().length
  expect(await opened()).toContain('The store of secrets is locked')
  expect(resource.tokens().length).toBe(before)
  const place = { env: home.env, path: () => home.folder }
  await onTerminal(place, ['secrets', 'unlock'], [['Passphrase of the store of secrets:', WORDS]])
  expect(await opened()).toContain('serverInfo')
  home.sallyport('secrets', 'lock')
  expect(await opened()).toContain('The store of secrets is locked')
})
