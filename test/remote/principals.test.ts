// Two people at one remote server, which knows the gateway alone: sessions are each one's own, and what the server gave one of them to
// bring back is worth nothing in the hands of the other.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../identity/issuer.ts'
import { makeHome } from '../real/home.ts'
import {
  callOf,
  closeServing,
  type Head,
  type Message,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  startServing,
  freePort,
} from '../serve/place.ts'
import { type RemoteServer, startRemote } from './process.ts'

let issuer: Issuer
let remote: RemoteServer
let served: Served
const heads: Record<string, Head> = {}

beforeAll(async () => {
  const port = await freePort()
  const resource = `http://127.0.0.1:${port}`
  issuer = await startIssuer(undefined, resource)
  remote = await startRemote('remote/factory.mjs', 'notes')
  const home = makeHome()
  const grants = ['--net', `127.0.0.1:${remote.port}`, '--allow', 'elicitation']
  const { status, stderr } = home.sallyport('approve', 'notes', '--yes', '--url', remote.url, ...grants)
  if (status !== 0) throw new Error(stderr)
  const config = ['yes: allow', 'identity:', `  issuer: ${issuer.url}`, `  resource: ${resource}`, '']
  home.write('config.yaml', config.join('\n'))
  const policy = '@id("all") permit (principal, action, resource);\n'
  home.write('policy.cedar', policy)
  served = await startServing(home, '--listen', `127.0.0.1:${port}`)
  for (const name of ['ada', 'bob']) heads[name] = { authorization: `Bearer ${await issuer.token(name)}` }
})
afterAll(async () => {
  await closeServing(served)
  await Promise.all([issuer.stop(), remote.stop()])
})

const ABLE = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } }

async function asks(who: string, more: object = {}): Promise<Message & { readonly result?: Record<string, unknown> }> {
  const [body, head] = modern(1, 'tools/call', { name: 'name', arguments: {}, ...more }, ABLE)
  const [answer] = await messagesOf(await post(served, body, { ...head, ...heads[who] }, 'notes'))
  return answer as Message & { readonly result?: Record<string, unknown> }
}

test('a state that the server gave one user is refused to another, and never reaches the server', async () => {
  const { result } = await asks('ada')
  expect(result).toMatchObject({ resultType: 'input_required', requestState: 'state-of-this-call' })
  const again = {
    requestState: result!['requestState'],
    inputResponses: { who: { action: 'accept', content: { name: 'Ada' } } },
  }
  const before = remote.asked().length
  expect((await asks('bob', again)).error).toMatchObject({ code: -32602 })
  expect(
    remote
      .asked()
      .slice(before)
      .filter(({ body }) => body.includes('state-of-this-call')),
  ).toEqual([])
  expect((await asks('ada', again)).result?.['content']).toEqual([{ type: 'text', text: 'hello Ada' }])
})

test('each has a session of their own at the server, and neither’s id or token is seen there', async () => {
  const before = remote.asked().length
  for (const who of ['ada', 'bob']) {
    const session = await openSession(served, {}, heads[who], 'notes')
    const head = { ...session, ...heads[who] }
    expect(await messagesOf(await post(served, callOf(1, 'echo', { words: who }), head, 'notes'))).toHaveLength(1)
    expect(JSON.stringify(remote.asked())).not.toContain(session['mcp-session-id'])
  }
  const told = remote.asked().slice(before)
  const sessionOf = (who: string): unknown =>
    told.find(({ body }) => body.includes('tools/call') && body.includes(`"${who}"`))?.headers['mcp-session-id']
  expect([typeof sessionOf('ada'), sessionOf('ada') === sessionOf('bob')]).toEqual(['string', false])
  for (const { headers } of told) expect(headers['authorization']).toBeUndefined()
  for (const { authorization = '' } of Object.values(heads)) {
    expect(JSON.stringify(remote.asked())).not.toContain(authorization.slice('Bearer '.length))
  }
})
