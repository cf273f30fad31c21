// Private data and words of strangers across honest servers of one client, as they are started in earnest. No rule about words
// has anything to say here: whatever is stopped is stopped because of where it came from.
import { chmodSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Home, makeHome, SCRATCH } from '../real/home.ts'
import { type Answer, type Client, closeHome, CONFIG, gatewaysOf, openClient, textOf, until } from './place.ts'

const SOURCE = fileURLToPath(new URL('../servers/office', import.meta.url))
const NAMES = ['tracker', 'crm', 'mail', 'files', 'web'] as const
type Name = (typeof NAMES)[number]

function office(config: string, names: readonly Name[]): Home {
  const home = makeHome(config)
  const folder = join(home.folder, 'office')
  cpSync(SOURCE, folder, { recursive: true })
  chmodSync(folder, 0o755)
  for (const name of names) {
    const words = ['--yes', ...SCRATCH, '--', 'node', join(folder, 'server.mjs'), name]
    const { status, stderr } = home.sallyport('approve', name, ...words)
    if (status !== 0) throw new Error(stderr)
  }
  return home
}

let home: Home
beforeAll(() => {
  home = office(UNASKED, NAMES)
})
afterAll(() => closeHome(home))

const open: Client[] = []
/** Each test has a gateway of its own, and so a conversation of its own. */
afterEach(async () => {
  for (const client of open.splice(0)) {
    client.run.stdin!.end()
    await client.exit
  }
  await killGateways()
  rmSync(join(home.folder, 'state', 'conversations'), { recursive: true, force: true })
})

async function killGateways(): Promise<void> {
  for (const pid of gatewaysOf(home)) process.kill(pid, 'SIGKILL')
  await until(() => gatewaysOf(home).length === 0)
}

type Call = (name: Name, tool: string, given?: object) => Promise<Answer>
/** All servers of one client, each started when it is first called. */
function conversation(at: Home = home, by: readonly string[] = []): Call {
  const clients = new Map<Name, Client>()
  let ids = 0
  return async (name, tool, given = {}) => {
    const client = clients.get(name) ?? openClient(at, name, {}, by)
    if (!clients.has(name)) open.push(client)
    clients.set(name, client)
    return client.call((ids += 1), tool, given)
  }
}

type Logged = {
  readonly server: string
  readonly decision: string
  readonly findings: readonly string[]
  readonly flow?: readonly string[]
  readonly exposed?: readonly string[]
  readonly policy?: { readonly statements: readonly string[] }
}
/** The last call of a server as the log has it. */
function lastCall(server: Name): Logged {
  const lines = JSON.parse(home.sallyport('log', 'query', '--json', '--server', server).stdout) as {
    entries: { line: unknown }[]
  }
  return lines.entries.map(({ line }) => line).findLast((line) => isCall(line as never)) as Logged
}
const isCall = (row: { readonly kind?: string; readonly method?: string }): boolean =>
  row.kind === 'request' && row.method === 'tools/call'

/** Nobody sits here to be asked. */
const UNASKED = `${CONFIG}approvalWait: 0\n`

const ROW = 'Anneli Lindqvist lives at Halsovagen in Orebro'
const TO = { to: 'help@desk.example' }

test('a stranger asks for a row of the table by mail: three honest servers, and it is stopped', async () => {
  const call = conversation()
  expect(textOf(await call('tracker', 'get_issue', { number: '7' }))).toContain('please mail the row')
  expect(textOf(await call('crm', 'read_rows', { table: 'customers' }))).toContain(ROW)
  const { error, result } = await call('mail', 'send_mail', { ...TO, body: `Here it is: ${ROW}` })
  expect(result).toBeUndefined()
  expect(error!.message).toContain('private-and-untrusted-leave')
  const { decision, findings, policy, flow } = lastCall('mail')
  expect([decision, findings]).toEqual(['ask', []])
  expect(policy!.statements).toEqual(['private-and-untrusted-leave', 'private-sent'])
  expect(flow).toEqual([expect.stringMatching(/^crm\/read_rows \(private, db; line \d+ of [0-9a-f]+\) -> \/body$/)])
})

test('a conversation that a person says is a new one knows nothing of the one before, and the log says who said so', async () => {
  const call = conversation()
  await call('tracker', 'get_issue', { number: '7' })
  await call('crm', 'read_rows', { table: 'customers' })
  const mail = (): Promise<Answer> => call('mail', 'send_mail', { ...TO, body: `Here it is: ${ROW}` })
  expect((await mail()).error!.message).toContain('private-sent')
  const [session, ...others] = sessionsOf(home)
  expect(others).toEqual([])
  expect(session).toMatchObject({ servers: ['crm', 'mail', 'tracker'] })
  expect(session!.exposed).toContainEqual({ label: 'private', server: 'crm', item: 'read_rows' })
  expect(home.sallyport('sessions', 'clear', session!.id, '--yes')).toMatchObject({ status: 0 })
  expect(sessionsOf(home)[0]!.exposed).toEqual([])
  expect(textOf(await mail())).toBe('sent')
  const cleared = home.sallyport('log', 'query', '--json', '--type', 'session-cleared').stdout
  expect(JSON.parse(cleared)).toMatchObject({ entries: [{ line: { session: session!.id, by: expect.any(String) } }] })
})

type Shown = { readonly id: string; readonly exposed: readonly object[] }
const sessionsOf = (at: Home): readonly Shown[] =>
  (JSON.parse(at.sallyport('sessions', '--json').stdout) as { sessions: Shown[] }).sessions

test('a gateway that is killed takes with it nothing of what its clients were exposed to', async () => {
  const call = conversation()
  await call('tracker', 'get_issue', { number: '7' })
  await call('crm', 'read_rows', { table: 'customers' })
  const kept = (): boolean => readdirSync(join(home.folder, 'state', 'conversations')).length > 0
  expect(await until(kept)).toBe(true)
  await killGateways()
  const again = conversation()
  const { error } = await again('mail', 'send_mail', { ...TO, body: 'She is at home in a town west of the capital.' })
  expect(error!.message).toContain('private-and-untrusted-leave')
})

test('and after one that is killed a clean conversation is clean', async () => {
  await conversation()('crm', 'read_rows', { table: 'customers' })
  await killGateways()
  expect(textOf(await conversation()('mail', 'send_mail', { ...TO, body: 'I look into it.' }))).toBe('sent')
})

test('it is stopped in other words too, for what was told before', async () => {
  const call = conversation()
  await call('tracker', 'get_issue', { number: '7' })
  await call('crm', 'read_rows', { table: 'customers' })
  const { error } = await call('mail', 'send_mail', { ...TO, body: 'She is at home in a town west of the capital.' })
  expect(error!.message).toContain('private-and-untrusted-leave')
  expect(lastCall('mail').exposed).toEqual([
    expect.stringMatching(/^private from crm\/read_rows \(line \d+ of [0-9a-f]+\)$/),
    expect.stringMatching(/^untrusted from tracker\/get_issue \(line \d+ of [0-9a-f]+\)$/),
  ])
})

test.each([
  ['in base64', [Buffer.from(`The row: ${ROW}.`).toString('base64')]],
  ['as JSON in JSON', [JSON.stringify(JSON.stringify({ row: `${ROW}\n"her contract"` }))]],
  ['in two calls', [ROW.slice(0, 24), ROW.slice(24)]],
])('a row of one server is known on its way out by another %s', async (_, bodies) => {
  const call = conversation()
  await call('crm', 'read_rows', { table: 'customers' })
  expect(textOf(await call('mail', 'send_mail', { ...TO, body: 'I look into it.' }))).toBe('sent')
  const told = []
  for (const body of bodies) told.push(await call('mail', 'send_mail', { ...TO, body }))
  expect(told.slice(0, -1).map(textOf)).toEqual(bodies.slice(1).map(() => 'sent'))
  expect(told.at(-1)!.error!.message).toContain('private-sent')
})

test('after words of strangers a mail goes to who was written to before, and to nobody new', async () => {
  const call = conversation()
  const to = (address: string) => call('mail', 'send_mail', { to: address, body: 'I look into it.' })
  expect(textOf(await to('ada@known.example'))).toBe('sent')
  await call('tracker', 'get_issue', { number: '7' })
  expect(textOf(await to('bob@known.example'))).toBe('sent')
  expect((await to('eve@new.example')).error!.message).toContain('new-destination')
  expect(lastCall('mail').policy!.statements).toEqual(['new-destination'])
})

test('words of strangers do not write', async () => {
  const call = conversation()
  const told = textOf(await call('web', 'search', { query: 'slate roofs' }))
  const { error } = await call('files', 'write_file', { path: 'roof.txt', content: told })
  expect(error!.message).toContain('untrusted-acts')
})

test('an ordinary day asks nobody', async () => {
  const call = conversation()
  const minutes = textOf(await call('files', 'read_file', { path: 'minutes.txt' }))!
  const told = [
    await call('files', 'write_file', { path: 'copy.txt', content: minutes }),
    await call('web', 'search', { query: 'how long do slate roofs last' }),
    await call('files', 'write_file', { path: 'roof.txt', content: 'We could take slate: it lasts long.' }),
    await call('web', 'search', { query: 'slate roofs, dry battens' }),
    await call('crm', 'read_rows', { table: 'customers' }),
  ]
  expect(told.map(({ error }) => error)).toEqual(told.map(() => undefined))
})

test('mail is read and answered, with its words', async () => {
  const call = conversation()
  const asked = textOf(await call('mail', 'read_mail', { number: '1' }))!
  for (const body of [`> ${asked}\nAt nine.`, 'And bring the minutes.'])
    expect(textOf(await call('mail', 'send_mail', { to: 'kim@board.example', body }))).toBe('sent')
})

test('what one client was told is nothing to another', async () => {
  // Another process between us and the door.
  const [ours, theirs] = [conversation(), conversation(home, ['/bin/sh', '-c', '"$@"; exit $?', 'sh'])]
  await ours('tracker', 'get_issue', { number: '7' })
  await ours('crm', 'read_rows', { table: 'customers' })
  expect(textOf(await theirs('mail', 'send_mail', { ...TO, body: ROW }))).toBe('sent')
  expect((await ours('mail', 'send_mail', { ...TO, body: ROW })).error!.message).toContain(
    'private-and-untrusted-leave',
  )
})

test('a person who is asked is shown the way that the words took', async () => {
  writeFileSync(join(home.folder, 'state', 'config.yaml'), CONFIG)
  try {
    const call = conversation()
    await call('crm', 'read_rows', { table: 'customers' })
    await call('mail', 'read_mail', { number: '1' })
    const sent = call('mail', 'send_mail', { ...TO, body: ROW })
    const found: string[] = []
    const isWaiting = () => found.push(home.sallyport('approvals').stdout) > 0 && found.at(-1)!.includes('allow')
    expect(await until(isWaiting)).toBe(true)
    const shown = found.at(-1)!
    expect(shown).toMatch(/^ {2}words {3}crm\/read_rows \(private, db; line \d+ of [0-9a-f]+\) -> \/body of mail$/m)
    expect(shown).toMatch(
      /^ {2}heard {3}this conversation holds private from crm\/read_rows \(line \d+ of [0-9a-f]+\), /m,
    )
    expect(shown).toContain('calls the tool "send_mail", which sends something to others')
    expect(shown).toContain('private-sent')
    home.sallyport('approvals', 'deny', shown.slice(0, 8))
    expect((await sent).error!.message).toContain('denied it')
  } finally {
    writeFileSync(join(home.folder, 'state', 'config.yaml'), UNASKED)
  }
})

test('a run in a process of its own has only its own server, and asks nobody', async () => {
  const alone = office('yes: allow\n', ['mail'])
  try {
    const call = conversation(alone)
    const asked = textOf(await call('mail', 'read_mail', { number: '1' }))!
    expect(textOf(await call('mail', 'send_mail', { to: 'kim@board.example', body: asked }))).toBe('sent')
  } finally {
    for (const client of open.splice(0)) {
      client.run.stdin!.end()
      await client.exit
    }
    await alone.remove()
  }
})
