// Clients that do not play fair, and a broker with small bounds: each scenario says what came of it. Run by own-network.ts.
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attempt } from '../../src/core/egress/attempt.ts'
import { openBroker } from '../../src/io/egress/broker.ts'
import { usualLimits, type Limits } from '../../src/io/egress/limits.ts'
import { helloMessage, query, records, serverName } from './packets.ts'

const PORTS = { tls: 4430, http: 8000, tcp: 9000, other: 9001 } as const
const NAME = 'api.granted.test'
const OTHER = 'other.granted.test'
/** The addresses of the first names that are asked for. */
const FIRST = '198.18.0.1'
const SECOND = '198.18.0.2'
/** Where the hosts themselves live in this network: only the broker dials it. */
const HOST = '127.0.0.9'
const KINDS = [
  ['tls', NAME],
  ['http', NAME],
  ['tcp', NAME],
  ['other', OTHER],
] as const

type Place = {
  readonly attempts: Attempt[]
  readonly told: () => string[]
  /** A connection to the granted host, at this port. */
  readonly open: (port: number, address?: string) => Promise<Socket>
  readonly ask: (packet: Uint8Array) => Promise<Buffer>
  readonly end: () => void
}

type Recording = 'all' | 'nothing of the host' | 'no bytes'

/** `answer`: where the granted name leads by a lookup; left out, its grants say where. */
async function place(
  limits: Partial<Limits> = {},
  onHost = echo,
  recording: Recording = 'all',
  answer?: string,
): Promise<Place> {
  const attempts: Attempt[] = []
  const names = createSocket('udp4')
  names.bind(53, '127.0.0.1')
  await once(names, 'listening')
  const ports = new Map<number, Server>()
  ports.set(53, await listen(53, '127.0.0.1'))
  for (const [kind, name] of KINDS) {
    const port = PORTS[kind]
    ports.set(port, await listen(port, name === OTHER ? SECOND : FIRST))
    const host = createServer({ allowHalfOpen: true }, onHost).listen(port, answer ?? HOST)
    await once(host, 'listening')
  }
  const end = openBroker({
    grants: KINDS.map(([kind, host]) => ({
      host,
      port: PORTS[kind],
      kind: kind === 'other' ? 'tcp' : kind,
      ...((answer === undefined || host === OTHER) && { address: answer ?? HOST }),
    })),
    listeners: { names, ports },
    resolve: async () => (answer === undefined ? [] : [answer]),
    report: (attempt) => {
      if (recording === 'nothing of the host' && attempt.host === NAME) throw new Error('the disk is full')
      attempts.push(attempt)
    },
    onSent: () => {
      if (recording === 'no bytes') throw new Error('the disk is full')
    },
    limits: { ...usualLimits(), ...limits },
  })
  const ask = async (packet: Uint8Array): Promise<Buffer> => {
    const socket = createSocket('udp4')
    socket.send(packet, 53, '127.0.0.1')
    const answer = await Promise.race([once(socket, 'message') as Promise<[Buffer]>, sleep(300, [Buffer.alloc(0)])])
    socket.close()
    return answer[0]
  }
  await ask(query(NAME))
  const open = async (port: number, address = FIRST): Promise<Socket> => {
    const socket = connect(port, address)
    // A refused one may be reset before it is seen to be open.
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined)
    return socket
  }
  return { attempts, told: () => attempts.map(({ verdict, reason }) => `${verdict}: ${reason}`), open, ask, end }
}

const echo = (socket: Socket): void => void socket.on('error', () => undefined).pipe(socket)

async function listen(port: number, host: string): Promise<Server> {
  const server = createServer()
  server.listen(port, host)
  await once(server, 'listening')
  return server
}

/** All that comes back until the connection is over, and how it ended. */
function heard(socket: Socket): Promise<{ bytes: number; how: string }> {
  let bytes = 0
  if (socket.errored !== null) return Promise.resolve({ bytes, how: (socket.errored as NodeJS.ErrnoException).code! })
  return new Promise((resolve) => {
    socket.on('data', (chunk) => (bytes += chunk.length))
    socket.on('error', (cause: NodeJS.ErrnoException) => resolve({ bytes, how: cause.code! }))
    socket.on('end', () => resolve({ bytes, how: 'end' }))
  })
}

const HELLO = records(helloMessage(serverName(NAME)), 10)
const HEAD = `GET / HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`

/** A public number that this network has, and one beside it: what lies there is behind no wall to who is in here. */
const [OWN, BESIDE] = ['45.33.32.10', '45.33.32.77'] as const
async function toNeighbour(answer: string): Promise<unknown> {
  execFileSync('ip', ['address', 'add', `${OWN}/24`, 'dev', 'lo'])
  const { open, ask, told } = await place({}, echo, 'all', answer)
  const byLookup = await heard(await open(PORTS.tcp))
  await ask(query(OTHER))
  const meant = await open(PORTS.other, SECOND)
  meant.end('words')
  return { byLookup, meant: await heard(meant), told: told() }
}

const SCENARIOS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a name that leads to this machine by a public number': () => toNeighbour(OWN),
  'a name that leads to a machine beside it': () => toNeighbour(BESIDE),
  'a hello in many segments passes to the byte': async () => {
    const { open, told } = await place()
    const socket = await open(PORTS.tls)
    socket.setNoDelay(true)
    const back = heard(socket)
    for (const byte of HELLO) {
      socket.write(new Uint8Array([byte]))
      await sleep(0)
    }
    socket.end()
    return { sent: HELLO.length, ...(await back), told: told() }
  },
  'silence and slow words are ended': async () => {
    const { open, told } = await place({ firstBytesMs: 200 })
    const silent = heard(await open(PORTS.tls))
    const slow = await open(PORTS.http)
    const slowEnd = heard(slow)
    const timer = setInterval(() => slow.write('G'), 20)
    const second = await open(PORTS.http)
    second.write(HEAD)
    await once(second, 'data')
    second.write('GET / HT')
    const ends = await Promise.all([silent, slowEnd, heard(second)])
    clearInterval(timer)
    return {
      ends: ends.map(({ how }) => how),
      told: told()
        .filter((line) => !line.startsWith('allow'))
        .toSorted(),
    }
  },
  'a peer that leaves half way is forgotten': async () => {
    const { open, told } = await place({ firstBytesMs: 5000 })
    const early = await open(PORTS.tls)
    early.end(HELLO.subarray(0, 20))
    await heard(early)
    const broken = await open(PORTS.tls)
    broken.write(HELLO)
    await once(broken, 'data')
    broken.resetAndDestroy()
    await sleep(100)
    return told()
  },
  'half-open connections are answered and then ended': async () => {
    const { open, told } = await place({ halfOpenMs: 150 }, (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.write('answer'))
    })
    const socket = await open(PORTS.tcp)
    socket.end('question')
    return { ...(await heard(socket)), told: told() }
  },
  'two hundred connections at once': async () => {
    const { open, told } = await place()
    const talks = Array.from({ length: 200 }, async (_, i) => {
      const socket = await open(PORTS.tcp)
      const back = heard(socket)
      socket.end(Buffer.alloc(10_000 + i))
      return (await back).bytes === 10_000 + i
    })
    const all = await Promise.all(talks)
    return { whole: all.filter(Boolean).length, closed: told().filter((line) => line === 'closed: it ended').length }
  },
  'bytes whose alert cannot be recorded do not pass': async () => {
    let reached = 0
    const { open, told } = await place({}, (socket) => void socket.on('data', () => (reached += 1)), 'no bytes')
    const socket = await open(PORTS.tcp)
    socket.write('stolen')
    return { ...(await heard(socket)), reached, told: told() }
  },
  'one host has bounds of its own, and others keep their room': async () => {
    const { open, ask, told } = await place({ hostConnections: 1, hostUpBytes: 1000 })
    await ask(query(OTHER))
    const [first, other] = [await open(PORTS.tcp), await open(PORTS.other, SECOND)]
    const crowded = (await heard(await open(PORTS.tcp))).how
    const [ended, kept] = [heard(first), heard(other)]
    first.write(Buffer.alloc(2000))
    const spent = (await ended).how
    const after = (await heard(await open(PORTS.tcp))).how
    other.end('still here')
    return { crowded, spent, after, other: await kept, told: told().filter((line) => !line.startsWith('allow')) }
  },
  'connections in a minute are bounded': async () => {
    const { open, told } = await place({ opens: 2 })
    for (let i = 0; i < 2; i += 1) {
      const socket = await open(PORTS.tcp)
      socket.end('x')
      await heard(socket)
    }
    return { third: (await heard(await open(PORTS.tcp))).how, denied: told().filter((line) => line.startsWith('deny')) }
  },
  'connections beyond the bound are refused, and there is room again later': async () => {
    const { open, told } = await place({ connections: 2 })
    const kept = [await open(PORTS.tcp), await open(PORTS.tcp)]
    const third = (await heard(await open(PORTS.tcp))).how
    kept[0]!.end()
    await heard(kept[0]!)
    await sleep(50)
    const fourth = await open(PORTS.tcp)
    fourth.end('x')
    return { third, fourth: await heard(fourth), denied: told().filter((line) => line.startsWith('deny')) }
  },
  'bytes are counted over all connections': async () => {
    const { open, told } = await place({ upBytes: 100_000 })
    const first = await open(PORTS.tcp)
    const ended = heard(first)
    first.write(Buffer.alloc(300_000))
    const second = await open(PORTS.tcp)
    return {
      ends: [(await ended).how, (await heard(second)).how],
      told: told().filter((line) => line.startsWith('closed') || line.startsWith('deny')),
    }
  },
  'silence ends a connection': async () => {
    const { open, told } = await place({ idleMs: 100 })
    await heard(await open(PORTS.tcp))
    return told()
  },
  'age ends a connection': async () => {
    const { open, told } = await place({ connectionMs: 200 })
    const socket = await open(PORTS.tcp)
    const talk = setInterval(() => socket.write('still here'), 20)
    await heard(socket)
    clearInterval(talk)
    return told()
  },
  'a slow reader slows the writer': async () => {
    let sent = 0
    const { open } = await place({}, (socket) => {
      socket.on('error', () => undefined)
      const more = (): void => {
        while (sent < 200_000_000 && socket.write(Buffer.alloc(65_536))) sent += 65_536
      }
      socket.on('drain', more)
      more()
    })
    const socket = await open(PORTS.tcp)
    socket.pause()
    await sleep(500)
    return { isHeldBack: sent < 50_000_000, isSmall: process.memoryUsage().rss < 300_000_000 }
  },
  'a bad connection harms no other': async () => {
    const { open, ask } = await place()
    const good = await open(PORTS.tcp)
    const back = heard(good)
    good.write('one ')
    for (const words of ['\0\0\0', 'GET / HTTP/1.1\r\n\r\n', HELLO.subarray(0, 9), Buffer.alloc(100_000, 22)]) {
      const bad = await open(PORTS.tls)
      bad.on('error', () => undefined)
      bad.end(words)
    }
    for (const packet of [new Uint8Array(1), new Uint8Array(9000).fill(255), query([0xc0, 12])]) await ask(packet)
    await sleep(50)
    good.end('two')
    return { ...(await back), answers: (await ask(query(NAME))).length > 0 }
  },
  'an attempt that cannot be recorded does not happen': async () => {
    let reached = 0
    const { open } = await place({}, () => void (reached += 1), 'nothing of the host')
    return { how: (await heard(await open(PORTS.tcp))).how, reached }
  },
  'refused lookups beyond the bound are counted': async () => {
    const { ask, attempts, end } = await place({ denials: 3 })
    for (let i = 0; i < 10; i += 1) await ask(query(`label-${i}.evil.test`))
    end()
    return attempts.map(({ host, reason }) => `${host}: ${reason}`)
  },
  'names over TCP, and too much of it': async () => {
    const { told } = await place()
    const question = query(NAME)
    const framed = Buffer.from([0, question.length, ...question])
    const socket = connect(53, '127.0.0.1')
    const back = heard(socket)
    socket.write(framed.subarray(0, 5))
    await sleep(20)
    socket.end(Buffer.concat([framed.subarray(5), framed]))
    const huge = connect(53, '127.0.0.1')
    huge.write(Buffer.from([255, 255, 1]))
    return { ...(await back), each: question.length + 16 + 2, huge: (await heard(huge)).how, told: told() }
  },
}

process.stdout.write(JSON.stringify(await SCENARIOS[process.argv[2]!]!()), () => process.exit(0))
