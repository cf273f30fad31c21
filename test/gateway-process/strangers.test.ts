// What is no gateway of ours is told nothing by a door; who is no door of ours is given nothing by the gateway.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ownBuild } from '../../src/cli/self.ts'
import { answerTo, meetingPlace, type Secret } from '../../src/core/door/handshake.ts'
import { encodeFrame } from '../../src/core/door/frames.ts'
import { encodeHello } from '../../src/core/door/hello.ts'
import { secretOf } from '../../src/flows/gateway-process/place.ts'
import { macUnder } from '../../src/io/file/mac.ts'
import { BIN, type Home, NODE } from '../real/home.ts'
import { closeHome, gatewayHome, gatewaysOf, openClient, textOf, until } from './place.ts'

const VALUE = `value-${process.pid}`

let home: Home
let folder: string
let secret: Secret
let socketPath: string
const ends: (() => unknown)[] = []
beforeEach(async () => {
  home = gatewayHome()
  const state = join(home.folder, 'state')
  folder = join(state, 'gateway')
  secret = await secretOf({ keys: join(state, 'keys') }, ownBuild({ node: NODE, bin: BIN }))
  socketPath = join(folder, meetingPlace(secret))
})
afterEach(async () => {
  for (const end of ends.splice(0)) end()
  await closeHome(home)
})

/** Listens where the gateway should, and keeps what it is told. */
async function squat(onConnection: (socket: Socket) => void, path = socketPath): Promise<{ heard: () => Buffer }> {
  mkdirSync(folder, { mode: 0o700, recursive: true })
  const heard: Buffer[] = []
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', (chunk) => heard.push(chunk))
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  ends.push(() => server.close())
  return { heard: () => Buffer.concat(heard) }
}

async function isRefused(): Promise<void> {
  const client = openClient(home, 'one', { FOLDER_MODE: VALUE })
  expect((await client.answer(0)).error).toMatchObject({ data: { code: 'gateway-untrusted' } })
  expect(await client.exit).toBe(2)
  expect(client.said()).toContain('sallyport: ')
  expect(gatewaysOf(home)).toEqual([])
}

const WRONG: Secret = { mac: macUnder(Buffer.from('another key')), version: ownBuild({ node: NODE, bin: BIN }) }

describe('a door', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['closes at once', (socket) => socket.destroy()],
    ['says something else', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
    [
      'proves another key',
      (socket) =>
        socket.once('data', (call: Buffer) =>
          socket.write(encodeFrame('answer', answerTo(call.subarray(5), Buffer.alloc(32, 3), WRONG)!.answer)),
        ),
    ],
    [
      'turns the call back',
      (socket) =>
        socket.once('data', (call: Buffer) =>
          socket.write(encodeFrame('answer', Buffer.concat([call.subarray(5), call.subarray(5)]))),
        ),
    ],
    [
      'repeats what it once heard from a gateway',
      (socket) => {
        const heard = answerTo(Buffer.alloc(32, 1), Buffer.alloc(32, 2), secret)!
        socket.once('data', () => socket.write(encodeFrame('answer', heard.answer)))
      },
    ],
  ])('refuses a listener that %s, and tells it nothing but its nonce', async (_, onConnection) => {
    const { heard } = await squat(onConnection)
    await isRefused()
    // A closing one is asked again: it could have been about to end.
    expect(heard().length % 37).toBe(0)
    expect(heard().toString('latin1')).not.toContain(VALUE)
  })

  test.each<readonly [string, () => unknown]>([
    ['open to others', () => (mkdirSync(folder), chmodSync(folder, 0o755))],
    ['a link', () => (mkdirSync(`${folder}-else`, { mode: 0o700 }), symlinkSync(`${folder}-else`, folder))],
    ...(process.getuid?.() === 0
      ? [['of another user', () => (mkdirSync(folder, { mode: 0o700 }), chownSync(folder, 65_533, 65_533))] as const]
      : []),
  ])('refuses a folder that is %s', async (_, make) => {
    rmSync(folder, { recursive: true, force: true })
    make()
    await isRefused()
  })

  test('refuses a link in place of the socket', async () => {
    await squat(() => undefined, join(folder, 'else'))
    symlinkSync(join(folder, 'else'), socketPath)
    await isRefused()
  })

  test('starts a gateway where nobody listens any more', async () => {
    mkdirSync(folder, { mode: 0o700, recursive: true })
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(`${socketPath}.old`, resolve))
    renameSync(`${socketPath}.old`, socketPath)
    await new Promise((resolve) => server.close(resolve))
    expect(statSync(socketPath).isSocket()).toBe(true)
    const client = openClient(home, 'one')
    expect(textOf(await client.call(1, 'greet'))).toBe('hello')
    client.run.stdin!.end()
    await client.exit
  })
})

describe('the gateway', () => {
  test('takes the place of one that was killed, once the system has closed what that had', async () => {
    mkdirSync(folder, { mode: 0o700, recursive: true })
    const dying = createServer((socket) => {
      socket.destroy()
      dying.close()
    })
    await new Promise<void>((resolve) => dying.listen(`${socketPath}.old`, resolve))
    renameSync(`${socketPath}.old`, socketPath)
    const gateway = home.spawn('gateway')
    expect(await until(() => gatewaysOf(home).length === 1 && !dying.listening)).toBe(true)
    const client = openClient(home, 'one')
    expect(textOf(await client.call(1, 'greet'))).toBe('hello')
    expect(gatewaysOf(home)).toEqual([gateway.pid])
    client.run.stdin!.end()
    await client.exit
  })

  test('takes away sockets of other builds at which nobody listens, and nothing else', async () => {
    mkdirSync(folder, { mode: 0o700, recursive: true })
    const name = (letter: string, more = ''): string => join(folder, `${letter.repeat(24)}${more}`)
    const listenAt = async (path: string): Promise<Server> => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(`${folder}/new`, resolve))
      renameSync(`${folder}/new`, path)
      return server
    }
    const dead = [name('a'), name('b', '.77'), join(folder, 'of-others')]
    for (const path of dead) {
      const server = await listenAt(path)
      await new Promise((resolve) => server.close(resolve))
    }
    symlinkSync('1:1:0000000000000000', `${name('a')}.by`)
    const living = await listenAt(name('c'))
    ends.push(() => void living.close())
    writeFileSync(name('d'), '')
    await begin()
    expect(await until(() => !existsSync(name('a')) && !existsSync(name('b', '.77')))).toBe(true)
    const left = readdirSync(folder).filter((one) => /^(?:[a-d]{24}|of-others)/.test(one))
    expect(left.toSorted()).toEqual([basename(name('c')), basename(name('d')), 'of-others'])
    const client = openClient(home, 'one')
    expect(textOf(await client.call(1, 'greet'))).toBe('hello')
    client.run.stdin!.end()
    await client.exit
  })

  const dial = async (): Promise<{ socket: Socket; heard: () => Buffer; isClosed: () => boolean }> => {
    const socket = connect(socketPath)
    ends.push(() => socket.destroy())
    const heard: Buffer[] = []
    const state = { isClosed: false }
    socket.on('error', () => undefined).on('data', (chunk) => heard.push(chunk))
    socket.once('close', () => (state.isClosed = true))
    await new Promise((resolve) => socket.once('connect', resolve))
    return { socket, heard: () => Buffer.concat(heard), isClosed: () => state.isClosed }
  }
  const HELLO = encodeFrame('hello', encodeHello({ name: 'one', env: {}, client: { pid: process.pid, start: '' } })!)
  const begin = async (): Promise<void> => {
    const client = openClient(home, 'one')
    await client.call(1, 'greet')
    client.run.stdin!.end()
    await client.exit
  }
  const starts = (): number => home.sallyport('log', 'query', '--json').stdout.match(/"guard-started"/g)?.length ?? 0

  test('closes on a proof by another key', async () => {
    await begin()
    const { socket, heard, isClosed } = await dial()
    socket.write(encodeFrame('call', Buffer.alloc(32, 1)))
    await until(() => heard().length === 69)
    const { expected } = answerTo(Buffer.alloc(32, 1), heard().subarray(5, 37), WRONG)!
    socket.write(Buffer.concat([encodeFrame('proof', expected), HELLO]))
    expect(await until(isClosed)).toBe(true)
    expect([heard().length, starts()]).toEqual([69, 1])
  })

  test('closes on a handshake that was good once', async () => {
    await begin()
    const [first, second] = [await dial(), await dial()]
    const call = encodeFrame('call', Buffer.alloc(32, 1))
    first.socket.write(call)
    await until(() => first.heard().length === 69)
    const { expected } = answerTo(Buffer.alloc(32, 1), first.heard().subarray(5, 37), secret)!
    first.socket.write(encodeFrame('proof', expected))
    second.socket.write(Buffer.concat([call, encodeFrame('proof', expected), HELLO]))
    expect(await until(second.isClosed)).toBe(true)
    expect([first.isClosed(), starts()]).toEqual([false, 1])
  })

  test('closes on a hello before any proof', async () => {
    await begin()
    const { socket, heard, isClosed } = await dial()
    socket.write(HELLO)
    expect(await until(isClosed)).toBe(true)
    expect([heard().length, starts()]).toEqual([0, 1])
  })

  test('gives up on who never says anything, and serves others meanwhile', async () => {
    await begin()
    const silent = await dial()
    await begin()
    expect(await until(silent.isClosed)).toBe(true)
    expect(starts()).toBe(2)
  })
})
