// Grants for a time on the real command line, with a guard in its own process and in the gateway process: given on a terminal alone,
// taken back from another process while a stream is open, and nothing for whoever has another profile.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Client, closeHome, openClient, until } from './gateway-process/place.ts'
import { onWide } from './samples/wide-terminal.ts'
import { BIN, type Home, makeHome, NODE, SCRATCH } from './real/home.ts'

/** Made for this test: no secret of anybody. */
const VALUE = ['word', 'of', 'production', '4711'].join('-')
const DIGEST = createHash('sha256').update(VALUE).digest('hex')
const MARK = ['keeper', 'of', String(process.pid)].join('-')

/** `tell` says the digest of its secret, `watch` streams progress until it is cancelled, and then writes that down. */
const SERVER = `
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
const tool = (name, description) => ({ name, description, inputSchema: { type: 'object', properties: {} } })
const tools = [tool('tell', 'Tells what it was given.'), tool('watch', 'Reads and tells how far it is.'), tool('begin', 'Begins to read.')]
const value = process.env.API_KEY
const watches = new Map()
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (method === 'notifications/cancelled') {
    clearInterval(watches.get(params.requestId))
    process.stderr.write('heard of the cancel\\n')
  }
  if (id === undefined) return
  if (method === 'initialize') {
    const { protocolVersion } = params
    say({ id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'keeper', version: '1.0.0' } } })
  } else if (method === 'tools/list') say({ id, result: { tools } })
  else if (method === 'tools/call' && params.name === 'watch') {
    let progress = 0
    const { progressToken } = params._meta
    const tick = () => say({ method: 'notifications/progress', params: { progressToken, progress: ++progress } })
    watches.set(id, setInterval(tick, 20))
  } else if (method === 'tools/call' && params.name === 'begin') {
    say({ id, result: { task: { taskId: 'read-1', status: 'working', createdAt: '2026-01-01T00:00:00Z', lastUpdatedAt: '2026-01-01T00:00:00Z', ttl: null } } })
  } else if (method === 'tasks/get') {
    say({ id, result: { taskId: params.taskId, status: 'working', createdAt: '2026-01-01T00:00:00Z', lastUpdatedAt: '2026-01-01T00:00:00Z', ttl: null } })
  } else if (method === 'tasks/cancel') {
    process.stderr.write('the task ' + params.taskId + ' is cancelled\\n')
    say({ id, result: { taskId: params.taskId, status: 'cancelled', createdAt: '2026-01-01T00:00:00Z', lastUpdatedAt: '2026-01-01T00:00:00Z', ttl: null } })
    say({ method: 'notifications/tasks/status', params: { taskId: params.taskId, status: 'completed', statusMessage: 'late words', createdAt: '2026-01-01T00:00:00Z', lastUpdatedAt: '2026-01-01T00:00:00Z', ttl: null } })
  } else if (method === 'tasks/result') {
    setTimeout(() => say({ id, result: { content: [{ type: 'text', text: 'late words' }] } }), 4000)
  } else if (method === 'tools/call') {
    const text = value === undefined ? 'nothing' : createHash('sha256').update(value).digest('hex')
    say({ id, result: { content: [{ type: 'text', text }] } })
  } else say({ id, error: { code: -32601, message: 'Method not found' } })
})
`

let home: Home | undefined
let clients: Client[] = []
afterEach(async () => {
  for (const client of clients) client.run.stdin!.end()
  await Promise.all(clients.map(({ exit }) => exit))
  clients = []
  if (home !== undefined) await closeHome(home)
})

const calls = (): string => join(home!.folder, 'asked-for')
/** A keychain that writes down how often it was asked. */
function newHome(config: string): Home {
  home = makeHome(config)
  const keychain = join(home.folder, 'keychain')
  writeFileSync(keychain, `#!/bin/sh\necho asked >> ${calls()}\necho ${VALUE}\n`)
  chmodSync(keychain, 0o755)
  return home
}

function approve(name: string, ...grants: readonly string[]): void {
  const folder = join(home!.folder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "keeper", "version": "1.0.0" }\n')
  writeFileSync(join(folder, 'server.mjs'), SERVER)
  must('approve', name, '--yes', ...SCRATCH, ...grants, '--', 'node', join(folder, 'server.mjs'), MARK)
}
const secret = (): readonly string[] => ['--secret', `API_KEY=cmd:${join(home!.folder, 'keychain')}`]

function must(...words: readonly string[]): string {
  const { status, stdout, stderr } = home!.sallyport(...words)
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const FOR = ['--ttl', '10m', '--purpose', 'a test'] as const
const grant = (...words: readonly string[]): string => {
  const { grant: given } = JSON.parse(must('grant', ...words, ...FOR, '--yes', '--json')) as { grant: { id: string } }
  return given.id
}

function open(name: string): Client {
  const client = openClient(home!, name)
  clients.push(client)
  return client
}
const watching = (client: Client, id: number): void => {
  const params = { name: 'watch', arguments: {}, _meta: { progressToken: id } }
  client.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`)
}
const textOf = async (client: Client, id: number): Promise<string | undefined> => {
  const { result, error } = await client.call(id, 'tell')
  return result?.content?.[0]?.text ?? error?.message
}
/** Lines of the log of a kind. */
const logged = (type: string): readonly Record<string, unknown>[] => {
  const { entries } = JSON.parse(must('log', 'query', '--type', type, '--json')) as {
    entries: readonly { line: Record<string, unknown> }[]
  }
  return entries.map(({ line }) => line)
}

describe.each(['itself', 'gateway'])('a guard in %s', (runIn) => {
  const CONFIG = `yes: allow\nrunIn: ${runIn}\n`

  test('revoked from another process during a stream: the call is cancelled, the next one refused, the server goes on', async () => {
    newHome(CONFIG)
    approve('keeper', '--only-granted', 'watch')
    const id = grant('keeper', '--tool', 'watch')
    const client = open('keeper')
    await client.answer(0)
    watching(client, 1)
    expect(await until(() => logged('grant').some(({ outcome }) => outcome === 'used'))).toBe(true)
    expect(must('revoke', id)).toContain(`revoked ${id}: the tool "watch" of keeper`)
    expect((await client.answer(1)).error?.message).toContain('The grant under which this call was made has ended')
    expect(await until(() => client.said().includes('heard of the cancel'))).toBe(true)
    watching(client, 2)
    expect((await client.answer(2)).error?.message).toContain('`sallyport grant keeper --tool watch --ttl 30m')
    expect(await textOf(client, 3)).toBe('nothing')
    expect(logged('grant').map(({ outcome }) => outcome)).toEqual(['granted', 'used', 'revoked'])
  })

  test('a task that a call under a grant began is cancelled with it, and nothing of it reaches the client any more', async () => {
    newHome(CONFIG)
    approve('keeper', '--only-granted', 'begin')
    const id = grant('keeper', '--tool', 'begin')
    const client = open('keeper')
    await client.answer(0)
    const heard: string[] = []
    client.run.stdout!.on('data', (text: string) => heard.push(text))
    const ask = (request: number, method: string): void =>
      client.write(`${JSON.stringify({ jsonrpc: '2.0', id: request, method, params: { taskId: 'read-1' } })}\n`)
    expect((await client.call(1, 'begin')).result).toMatchObject({ task: { taskId: 'read-1' } })
    ask(2, 'tasks/get')
    expect((await client.answer(2)).result).toMatchObject({ status: 'working' })
    ask(3, 'tasks/result')
    expect(await until(() => logged('message').some(({ method }) => method === 'tasks/result'))).toBe(true)
    must('revoke', id)
    expect((await client.answer(3)).error?.message).toContain('The grant under which this call was made has ended')
    expect(await until(() => client.said().includes('the task read-1 is cancelled'))).toBe(true)
    for (const [request, method] of [
      [4, 'tasks/get'],
      [5, 'tasks/result'],
    ] as const) {
      ask(request, method)
      expect((await client.answer(request)).error?.message).toContain('has ended')
    }
    // It would answer four seconds after it was asked.
    await until(() => false, 5_000)
    expect(heard.join('')).not.toContain('late words')
    expect(await textOf(client, 6)).toBe('nothing')
  })

  test('what has its secret by a grant is gone when that is revoked, with its stream, and gets it no more', async () => {
    newHome(CONFIG)
    approve('keeper', ...secret(), '--secrets-need-grant')
    const refused = open('keeper')
    expect((await refused.answer(0)).error?.message).toContain('`sallyport grant keeper --secrets --ttl 30m')
    expect(await refused.exit).toBe(1)
    expect(existsSync(calls())).toBe(false)
    grant('keeper', '--secrets')
    const client = open('keeper')
    expect(await textOf(client, 1)).toBe(DIGEST)
    watching(client, 2)
    must('revoke', 'keeper')
    expect((await client.answer(2)).error?.message).toContain('was given its secrets has ended')
    expect(await client.exit).toBe(1)
    expect(must('status')).not.toMatch(/pid \d+/)
    const again = open('keeper')
    expect((await again.answer(0)).error?.message).toContain('gives it its secrets only under a grant')
    expect(readFileSync(calls(), 'utf8')).toBe('asked\n')
  })

  test('a start that the policy denies is refused with its statement, and one that it asks about wants a grant', async () => {
    newHome(`${CONFIG}policy: own\n`)
    const path = join(home!.env['SALLYPORT_HOME']!, 'policy.cedar')
    const launch = 'principal, action == Action::"launch", resource'
    const set = `@id("all") permit (principal, action, resource);
@id("no-night") @why("nothing starts in production") forbid (${launch}) when { context.environment == "prod" };
@id("look-first") @ask("is it needed now?") forbid (${launch}) when { context.environment == "test" };\n`
    writeFileSync(path, set, { mode: 0o600 })
    for (const label of ['prod', 'test', 'dev']) approve(label, '--env-label', label)
    expect((await open('prod').answer(0)).error?.message).toContain('nothing starts in production (no-night)')
    expect((await open('test').answer(0)).error?.message).toContain('`sallyport grant test --launch --ttl 8h')
    expect(await textOf(open('dev'), 1)).toBe('nothing')
    grant('test', '--launch')
    expect(await textOf(open('test'), 1)).toBe('nothing')
    expect(logged('refused')).toMatchObject([
      { code: 'policy-refused', policy: { statements: ['no-night'] } },
      { code: 'grant-needed', policy: { statements: ['look-first'] } },
    ])
  })

  // The control shows the harm where nothing holds it back; the profile refuses it; the honest twin passes.
  test('a secret of production reaches a dev client without a profile, and not with one; that of dev does', async () => {
    newHome(CONFIG)
    approve('prod-keeper', ...secret(), '--env-label', 'prod')
    approve('dev-keeper', ...secret(), '--env-label', 'dev')
    const control = open('prod-keeper')
    expect(await textOf(control, 1)).toBe(DIGEST)
    control.run.stdin!.end()
    await control.exit
    appendFileSync(join(home!.env['SALLYPORT_HOME']!, 'config.yaml'), 'profile: dev\n')
    const attack = open('prod-keeper')
    expect((await attack.answer(0)).error?.message).toContain(
      'The approval of prod-keeper is for prod, and this profile is dev',
    )
    expect(await attack.exit).toBe(1)
    const words = ['grant', 'prod-keeper', '--tool', 'tell', ...FOR, '--yes']
    const granting = home!.sallyport(...words)
    expect(`${granting.status} ${granting.stderr}`).toContain('1 error: The approval of prod-keeper is for prod')
    expect(readFileSync(calls(), 'utf8')).toBe('asked\n')
    expect(await textOf(open('dev-keeper'), 1)).toBe(DIGEST)
    expect(home!.sallyport('grant', 'dev-keeper', ...words.slice(2)).status).toBe(0)
    expect(logged('refused')).toMatchObject([{ server: 'prod-keeper', code: 'profile-mismatch' }])
  })
})

/** On a terminal of its own, typing once the question stands there. */
async function onTerminal(typed: string, ...words: readonly string[]): Promise<{ exit: number; shown: string }> {
  const quoted = [NODE, BIN, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const child = spawn('script', ['-qefc', onWide(quoted), '/dev/null'], {
    env: home!.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let shown = ''
  child.stdout.on('data', (part: Buffer) => {
    const hadAsked = shown.includes('to agree')
    shown += part.toString()
    if (!hadAsked && shown.includes('to agree')) child.stdin.write(typed)
  })
  const [exit] = (await once(child, 'exit')) as [number]
  return { exit, shown }
}

test('only the typed name of the server grants, after all of it was shown; a child without a terminal gets nothing', async () => {
  newHome('yes: allow\n')
  approve('keeper', '--only-granted', 'tell')
  home!.write('config.yaml', 'yes: ask\nrunIn: itself\n')
  const words = ['grant', 'keeper', '--tool', 'tell', '--args', '{"/to": "help@desk.example"}', ...FOR]
  const listed = (): unknown => (JSON.parse(must('grant', '--json')) as { grants: unknown }).grants
  const child = spawn('setsid', ['--wait', NODE, BIN, ...words, '--yes'], { env: home!.env, stdio: 'ignore' })
  expect((await once(child, 'exit'))[0]).toBe(2)
  expect((await onTerminal('y\n', ...words)).exit).toBe(1)
  expect(listed()).toEqual([])
  const { exit, shown } = await onTerminal('keeper\n', ...words)
  expect(shown.replaceAll('\r', '')).toMatch(
    /server {3}keeper \(dev\)\n[^]*call the tool "tell"[^]*\/to = "help@desk\.example"\n[^]*until [^]*purpose {2}"a test"\n[^]*Let keeper have the tool "tell" for 10 minutes\?[^]*to agree/,
  )
  expect(exit).toBe(0)
  expect(listed()).toMatchObject([{ server: 'keeper', purpose: 'a test', isStale: false }])
})

test('what is trusted once counts as one for dev', () => {
  newHome('yes: allow\ntrustOnce: allow\nprofile: prod\n')
  approve('any')
  const script = join(home!.folder, 'any', 'server.mjs')
  expect(home!.sallyport('run', '--trust-once', '--', 'node', script).stderr).toContain(
    'A server that nobody approved counts as one that is for dev, and this profile is prod',
  )
})
