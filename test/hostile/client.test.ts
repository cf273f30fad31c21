// A hostile client of the built program, and damaged files beneath it. It confuses only itself, and nothing is overwritten.
import { spawn } from 'node:child_process'
import { appendFileSync, chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BIN, NODE } from '../real/home.ts'
import { echo, lineClient } from './line-client.ts'
import { makeHouse, type House } from './house.ts'

let house: House
beforeAll(() => {
  house = makeHouse()
})
afterAll(() => house.home.remove())
const stateFile = (...path: string[]): string => join(house.home.env['SALLYPORT_HOME']!, ...path)

const bad = (text: string): Uint8Array => Buffer.from(text, 'latin1')

test.each([
  { what: 'half a line', line: bad('{"jsonrpc":"2.0","id":7,"method":"ping"'), code: 'not-json', rpc: -32700, id: 7 },
  { what: 'no UTF-8', line: bad('{"jsonrpc":"2.0","id":7,"method":"\xc3("}'), code: 'not-utf8', rpc: -32700, id: 7 },
  { what: 'a NUL', line: bad('\0{"jsonrpc":"2.0","id":7,"method":"ping"}'), code: 'not-json', rpc: -32700, id: 7 },
  {
    what: 'a key twice',
    line: bad('{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":1,"a":2}}'),
    code: 'duplicate-key',
    rpc: -32600,
    id: 7,
  },
  {
    what: '__proto__',
    line: bad('{"jsonrpc":"2.0","id":7,"method":"ping","params":{"__proto__":{}}}'),
    code: 'ambiguous-key',
    rpc: -32600,
    id: 7,
  },
  {
    what: 'arguments beside none, for readers that ignore capitals',
    line: bad('{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","Arguments":{"text":"a"}}}'),
    code: 'ambiguous-key',
    rpc: -32600,
    id: 7,
  },
  {
    what: 'params of its own for readers of Go',
    line: Buffer.from('{"jsonrpc":"2.0","id":7,"method":"ping","params":{},"param\u017f":{"name":"fail"}}'),
    code: 'ambiguous-key',
    rpc: -32600,
    id: 7,
  },
  {
    what: 'an id that no double holds',
    line: bad('{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}'),
    code: 'not-jsonrpc',
    rpc: -32600,
    id: null,
  },
  {
    what: 'an endless id',
    line: bad(`{"jsonrpc":"2.0","id":"${'x'.repeat(300)}","method":"ping"}`),
    code: 'id-too-long',
    rpc: -32600,
    id: null,
  },
  {
    what: 'a batch',
    line: bad('[{"jsonrpc":"2.0","id":7,"method":"ping"}]'),
    code: 'batch-refused',
    rpc: -32600,
    id: null,
  },
])('$what gets $rpc, the log says $code, and the calls around it work', async ({ line, code, rpc, id }) => {
  const client = house.start()
  await client.open()
  client.send({ id: 'before', method: 'tools/call', params: echo('before') })
  client.write(line)
  client.write('\r\n')
  client.send({ id: 'after', method: 'tools/call', params: echo('after') })
  const answers = [await client.next(), await client.next(), await client.next()]
  expect(answers.find((answer) => answer.id === 'before')).toHaveProperty('result')
  expect(answers.find((answer) => answer.id === 'after')).toHaveProperty('result')
  expect(answers.find((answer) => answer.error !== undefined)).toMatchObject({ id, error: { code: rpc } })
  expect(await client.close()).toBe(0)
  expect(house.logged()).toContain(code)
})

test('an id that is still in use is refused, and its first user is answered', async () => {
  const client = house.start()
  await client.open()
  client.send({ id: 1, method: 'tools/call', params: echo('silent') })
  client.send({ id: 1, method: 'tools/call', params: echo('double') })
  expect(await client.next()).toMatchObject({ id: null, error: { code: -32600 } })
  const code = client.close()
  expect(await client.next()).toMatchObject({ id: 1, error: { code: -32011 } })
  expect(await code).toBe(0)
  expect(house.logged()).toContain('id-reused')
})

test('a line of 100 MB costs no memory, and its id is found behind it', async () => {
  const client = house.start()
  await client.open()
  client.write('{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo","arguments":{"text":"')
  const megabyte = 'x'.repeat(1024 * 1024)
  for (let sent = 0; sent < 100; sent += 1) {
    if (!client.child.stdin!.write(megabyte)) await new Promise((resolve) => client.child.stdin!.once('drain', resolve))
  }
  client.write('"}},"id":99}\n')
  expect(await client.next()).toMatchObject({ id: 99, error: { code: -32600 } })
  expect(client.peakMegabytes()).toBeLessThan(200)
  expect(await client.call(1, 'next')).toHaveProperty('result')
  expect(await client.close()).toBe(0)
  expect(house.logged()).toContain('message-oversize')
})

test('a line of 16 MB that comes in small pieces costs little more than itself', async () => {
  const client = house.start()
  await client.open()
  const line = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: echo('é'.repeat(2 * 1024 * 1024)),
  })
  const bytes = Buffer.from(`${line}\n`)
  // An odd size cuts characters in two.
  for (let at = 0; at < bytes.length; at += 1_021) client.write(bytes.subarray(at, at + 1_021))
  expect(await client.next()).toHaveProperty('result')
  expect(client.peakMegabytes()).toBeLessThan(300)
  await client.close()
})

test('told to end twice while a call is under way, it ends at once, and its end is in the log', async () => {
  const client = house.start()
  await client.open()
  client.send({ id: 'under-way', method: 'tools/call', params: echo('silent') })
  await client.request('p', 'ping')
  client.child.kill('SIGTERM')
  client.child.kill('SIGTERM')
  expect(await client.ended).toBe(0)
  const { stdout } = house.home.sallyport('log', 'query', '--json', '--type', 'exit', '--limit', '1')
  expect(stdout).toContain('the client has left')
})

test('a log that can take no more: no message passes, the client is told, exit code 2', async () => {
  const argv = ['-c', 'trap "" XFSZ; ulimit -f 200; exec "$@"', 'bash', NODE, BIN, 'run', 'fixture']
  const client = lineClient(spawn('bash', argv, { env: house.home.env, cwd: house.home.folder, stdio: 'pipe' }))
  await client.open()
  let answer = await client.call(0, 'x'.repeat(10_000))
  for (let id = 1; id < 100 && answer.error === undefined; id += 1) answer = await client.call(id, 'x'.repeat(10_000))
  expect(answer).toMatchObject({ error: { code: -32011 } })
  expect(await client.ended).toBe(2)
  expect(client.stderr()).toContain('could not be written')
})

describe('damaged', () => {
  const damage: [string, string, (path: string) => void, RegExp][] = [
    ['the lockfile', 'sallyport.lock', (path) => appendFileSync(path, '}'), /sallyport\.lock.* line \d+: /],
    [
      'the lockfile’s own words',
      'sallyport.lock',
      (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"serial"', '"Serial"')),
      /sallyport\.lock.* line \d+: /,
    ],
    ['the configuration', 'config.yaml', (path) => appendFileSync(path, 'yes: perhaps\n'), /config\.yaml.* line \d+: /],
  ]
  test.each(damage)(
    '%s: exit code 2 with file, line and what to do, for the client too; nothing is overwritten',
    async (_, name, break_, says) => {
      const path = stateFile(name)
      const intact = readFileSync(path)
      break_(path)
      const broken = readFileSync(path)
      try {
        const client = house.start()
        const { error } = (await client.open()) as { error: { message: string } }
        expect(error.message).toMatch(says)
        expect(await client.ended).toBe(2)
        expect(client.stderr()).toMatch(says)
        expect(client.stderr().trim().split('\n')).toHaveLength(1)
        expect(readFileSync(path)).toEqual(broken)
      } finally {
        writeFileSync(path, intact)
      }
    },
  )

  test('the key of the log: exit code 2, and no new key takes its place', async () => {
    const [name] = readdirSync(stateFile('keys')).filter((file) => file.includes('evidence'))
    const path = stateFile('keys', name!)
    const intact = readFileSync(path)
    chmodSync(path, 0o600)
    writeFileSync(path, 'not a key\n')
    try {
      const client = house.start()
      expect(await client.open()).toHaveProperty('error')
      expect(await client.ended).toBe(2)
      expect(client.stderr()).toContain(name)
      expect(readFileSync(path, 'utf8')).toBe('not a key\n')
    } finally {
      writeFileSync(path, intact)
    }
  })
})

describe('a client that may not be served gets its answer, and nothing else on stdout', () => {
  test.each([
    ['a name that nobody approved', ['run', 'nobody'], 1],
    ['no name', ['run'], 2],
    ['an option that does not exist', ['run', '--no-such'], 2],
    ['two names', ['run', 'a', 'b'], 2],
    ['a grant for an approved server', ['run', 'fixture', '--read', '/tmp'], 2],
  ])('%s', async (_, words, exit) => {
    const client = lineClient(house.home.spawn(...words))
    const answer = await client.open()
    expect(answer).toMatchObject({ id: 'open', error: { code: -32010 } })
    expect(await client.ended).toBe(exit)
    expect(client.stderr().trim().split('\n')).toHaveLength(1)
    await expect(client.next()).rejects.toThrow('no whole line')
  })

  test('a mistake of our own is told to it as well', async () => {
    const broken =
      "const uid = process.geteuid(); process.geteuid = () => { throw new TypeError('no\\nsuch') ; return uid }"
    const argv = ['--import', `data:text/javascript,${encodeURIComponent(broken)}`, BIN, 'run', 'fixture']
    const client = lineClient(spawn(NODE, argv, { env: house.home.env, stdio: 'pipe' }))
    expect(await client.open()).toMatchObject({ error: { data: { code: 'internal' } } })
    expect(await client.ended).toBe(2)
    await expect(client.next()).rejects.toThrow('no whole line')
  })
})
