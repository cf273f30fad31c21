// The client that the official suite tests, behind a gateway of ours: the server of the suite is approved by its address and
// served, and the client is sent there to get a token for the gateway from the issuer of the gateway. `client-through.ts URL`
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { SECRET, startIssuer } from '../../test/identity/issuer.ts'
import { makeHome, NODE } from '../../test/real/home.ts'
import { freePort, startServing } from '../../test/serve/place.ts'

const url = new URL(process.argv.at(-1)!)
const listen = `127.0.0.1:${await freePort()}`
const resource = `http://${listen}`
const issuer = await startIssuer(undefined, resource)
const home = makeHome(`yes: allow\nidentity:\n  issuer: ${issuer.url}\n  resource: ${resource}\n`)
// A person who knows that a server speaks the newest revision says so; otherwise it is asked in both eras.
const era = process.env['MCP_CONFORMANCE_PROTOCOL_VERSION'] === '2026-07-28' ? ['--era', 'modern'] : []
try {
  const { status, stdout, stderr } = home.sallyport(
    ...['approve', 'suite', '--yes', '--url', url.href, '--net', `${url.host}@127.0.0.1`, ...era],
    ...['--allow', 'elicitation', '--allow', 'sampling-unseen', '--allow', 'roots'],
    // A person was told of it; that nobody follows it is what the suite looks at.
    ...['--accept', 'schema-remote-ref'],
  )
  if (status !== 0) throw new Error(stdout + stderr)
  const served = await startServing(home, 'suite', '--listen', listen)
  const words = [join(import.meta.dirname, 'client.ts'), served.url('suite').href]
  const env = { ...process.env, GATEWAY_ISSUER: issuer.url, GATEWAY_SECRET: SECRET }
  const client = spawn(NODE, words, { env, stdio: 'inherit' })
  process.exitCode = await new Promise<number>((resolve) => client.once('exit', (code) => resolve(code ?? 1)))
  await served.stop()
} finally {
  await home.remove()
  await issuer.stop()
}
