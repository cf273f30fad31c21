// The client that the official suite tests, behind a gateway of ours: the server of the suite is approved by its address and
// served, and the client is sent there to get a token for the gateway from the issuer of the gateway. Where the server wants a
// login, that is the gateway's, by a person. `client-through.ts URL`
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SECRET, startIssuer } from '../../test/identity/issuer.ts'
import { makeHome, NODE } from '../../test/real/home.ts'
import { freePort, startServing } from '../../test/serve/place.ts'
import { CIMD } from './oauth.ts'
import { type Known, Person } from './person.ts'

const { MCP_CONFORMANCE_SCENARIO: scenario = '', MCP_CONFORMANCE_PROTOCOL_VERSION: revision } = process.env
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as {
  readonly client_id?: string
  readonly client_secret?: string
}
const url = new URL(process.argv.at(-1)!)
const listen = `127.0.0.1:${await freePort()}`
const resource = `http://${listen}`
const issuer = await startIssuer(undefined, resource)
const home = makeHome()
const passphrase = join(home.folder, 'passphrase')
writeFileSync(passphrase, `#!/bin/sh\necho ${crypto.randomUUID()}\n`, { mode: 0o700 })
const identity = ['identity:', `  issuer: ${issuer.url}`, `  resource: ${resource}`]
home.write(
  'config.yaml',
  ['yes: allow', 'runIn: itself', `secretsKey: "cmd:${passphrase}"`, ...identity, ''].join('\n'),
)
// A person who knows that a server speaks the newest revision says so; otherwise it is asked in both eras.
const era = revision === '2026-07-28' ? ['--era', 'modern'] : []
const person = new Person(home, url, era, known())
const wantsLogin = scenario.startsWith('auth/')
try {
  await person.approve(wantsLogin)
  const served = await startServing(home, 'suite', '--listen', listen)
  try {
    if (wantsLogin) {
      if ((await run('looks')) !== 0 && (await person.followRefusal())) await run('looks')
      await person.agree()
    }
    process.exitCode = await run()
    if (wantsLogin && (await person.followRefusal())) process.exitCode = await run()
  } finally {
    await served.stop()
  }

  async function run(...words: readonly string[]): Promise<number> {
    const env = { ...process.env, GATEWAY_ISSUER: issuer.url, GATEWAY_SECRET: SECRET }
    const argv = [join(import.meta.dirname, 'client.ts'), ...words, served.url('suite').href]
    const client = spawn(NODE, argv, { env, stdio: 'inherit' })
    return new Promise<number>((resolve) => client.once('exit', (code) => resolve(code ?? 1)))
  }
} finally {
  await home.remove()
  await issuer.stop()
}

/** What was agreed with the issuer by hand: a client, or the address of a document about it. */
function known(): Known {
  const { client_id: client = null, client_secret: secret = null } = context
  return { client: client ?? (scenario === 'auth/basic-cimd' ? CIMD : null), secret }
}
