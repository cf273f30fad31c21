// The other half of the self-test: things outside the sandbox that must be out of its reach, and the proof, taken in the
// same second, that they really are there. Without it "cannot" would also be the answer to a probe that aims at nothing.
import { randomBytes, randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { showsPath } from '../../core/confine/bubblewrap.ts'
import type { Plan } from '../../core/confine/plan.ts'
import type { Ports, Targets } from '../../core/confine/self-test.ts'
import { QUERY_ID } from '../../core/confine/start-script.ts'
import { Failure } from '../../core/model/failure.ts'

/** Far more than it takes: a machine that is busy lets nobody run for seconds. */
const CONTROL_MS = 5_000
const BAIT_PREFIX = 'sallyport-bait-'
/** A self-test takes seconds at most; what is older was left by a supervisor that was killed. */
const STALE_MS = 60_000
const LOOPBACK = '127.0.0.1'

export type Witness = {
  readonly targets: Targets
  /** Opens the ports that must be out of reach. A sandbox that is coming up tries nothing before it is told which they are. */
  readonly open: () => Promise<Ports>
  /** Reaches each target from outside; throws when one of them cannot be reached, because then nothing was proven. */
  readonly prove: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function callWitness(plan: Plan): Promise<Witness> {
  const secret = randomBytes(16).toString('hex')
  const folder = await baitFolder(plan, secret)
  const close: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })]
  const closeAll = async () => void (await Promise.all(close.map((end) => end())))
  try {
    const bait = join(folder, 'bait')
    const scratch = join(folder, 'scratch')
    await writeFile(bait, `${secret}\n`, { mode: 0o600 })
    if (process.getuid?.() === 0) {
      // Outside, the server's own user could read it: only the sandbox stands between.
      await chown(bait, plan.hostUid, plan.hostUid).catch(cannotGive(plan.hostUid))
      await chown(folder, plan.hostUid, plan.hostUid)
    }
    let ports: Ports | null = null
    const open = async (): Promise<Ports> => {
      const inside = plan.network?.ports ?? []
      const opening = [onFreePort(openListener, inside), onFreePort(openResponder, inside)] as const
      for (const one of opening)
        void one.then(
          (it) => close.push(() => it.close()),
          () => undefined,
        )
      const [listener, responder] = await Promise.all(opening)
      return (ports = { tcp: (listener.address() as { port: number }).port, udp: responder.address().port })
    }
    const prove = async () => {
      if (ports === null) throw lost('listener')
      await Promise.all([proveFiles(bait, scratch, secret), proveListener(ports.tcp), proveResponder(ports.udp)])
    }
    return { targets: { bait, scratch }, open, prove, close: closeAll }
  } catch (cause) {
    await closeAll()
    throw cause
  }
}

/** The root of a user namespace can only give to users that the namespace has. */
const cannotGive =
  (uid: number) =>
  (cause: NodeJS.ErrnoException): never => {
    const why = `Nothing can be given to user ${uid} here (${cause.code ?? 'unknown error'}), whom servers would run as. Nothing was started.`
    throw new Failure('confinement-unproven', why, {
      cause,
      fix: 'Run Sallyport as an ordinary user, or in a container that has that user id; `sandboxUid` and `serverUids` in config.yaml name others.',
    })
  }

/** A fresh folder that the server's user could reach if it were not for the sandbox, and that the plan does not show. */
async function baitFolder(plan: Plan, secret: string): Promise<string> {
  for (const place of [tmpdir(), '/tmp', '/var/tmp', '/dev/shm']) {
    const base = await realpath(place).catch(() => null)
    if (base === null || !(await isOpenToAll(base))) continue
    const folder = join(base, `${BAIT_PREFIX}${secret.slice(0, 16)}`)
    if (showsPath(plan, folder)) continue
    const isMade = await mkdir(folder, { mode: 0o700 }).then(
      () => chmod(folder, 0o700).then(() => true),
      () => false,
    )
    if (!isMade) continue
    void sweep(base, plan.hostUid).catch(() => undefined) // Beside the launch, which does not wait for it.
    return folder
  }
  throw new Failure(
    'confinement-unproven',
    'There is no temporary folder to test the sandbox with. Nothing was started.',
    {
      fix: 'Make /tmp writable for you (`chmod 1777 /tmp`), or take back grants that show all of it.',
    },
  )
}

/** Takes away the bait of supervisors that were killed during a self-test. */
async function sweep(base: string, uid: number): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith(BAIT_PREFIX)) continue
    const folder = join(base, name)
    const found = await lstat(folder).catch(() => null)
    if (found?.isDirectory() !== true || found.uid !== uid || Date.now() - found.mtimeMs < STALE_MS) continue
    // By name, never recursively: the folder belongs to the user that servers run as.
    for (const file of ['bait', 'scratch', 'status']) await unlink(join(folder, file)).catch(() => undefined)
    await rmdir(folder).catch(() => undefined)
  }
}

async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return process.getuid?.() !== 0
    if (folder === '/') return true
  }
}

/**
 * Not one of the ports that a kernel hands out by itself (32768 and above): in the empty network of a sandbox a probe may be
 * given any of those, and where it is the one that it asks for, it reaches nobody but itself. Nor one of `inside`, where a listener
 * of ours in that network would answer it.
 */
const [FIRST_PORT, PORTS, TRIES] = [20_000, 12_768, 20]

async function onFreePort<Opened>(open: (port: number) => Promise<Opened>, inside: readonly number[]): Promise<Opened> {
  for (let left = TRIES; ; left--) {
    try {
      return await open(portBeside(inside))
    } catch (cause) {
      if (left <= 1 || (cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause
    }
  }
}

function portBeside(inside: readonly number[]): number {
  const port = FIRST_PORT + randomInt(PORTS)
  return inside.includes(port) ? portBeside(inside) : port
}

async function openListener(port: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end('open\n')
  })
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, resolve)
  })
  return server
}

/** Answers every query like a name server would, so that a leak of DNS is seen as such. */
async function openResponder(port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    if (query.length < 12) return
    const answer = Buffer.from(query)
    answer.writeUInt16BE(0x8180, 2)
    socket.send(answer, from.port, from.address)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, LOOPBACK, resolve)
  })
  socket.unref()
  return socket
}

async function proveFiles(bait: string, scratch: string, secret: string): Promise<void> {
  if ((await readFile(bait, 'utf8')) !== `${secret}\n`) throw lost('bait file')
  await writeFile(scratch, secret, { flag: 'wx' }).catch(() => {
    throw lost('scratch file')
  })
}

const proveListener = (port: number) =>
  within('listener', (resolve, reject) => {
    const socket = connect({ host: LOOPBACK, port })
    socket.once('data', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })

const proveResponder = (port: number) =>
  within('name responder', (resolve, reject) => {
    const socket = createSocket('udp4')
    const done = (end: () => void) => socket.close(end)
    // A good answer, where the sandbox must be told that there is no such name.
    const isGood = (answer: Buffer) => answer.toString('latin1', 0, 2) === QUERY_ID && (answer[3]! & 15) === 0
    socket.once('message', (answer) => done(isGood(answer) ? resolve : reject))
    socket.once('error', () => done(reject))
    socket.send(Buffer.from(`${QUERY_ID}\0\0\0\0\0\0\0\0\0\0`, 'latin1'), port, LOOPBACK)
  })

async function within(what: string, work: (resolve: () => void, reject: () => void) => void): Promise<void> {
  const timer = new AbortController()
  const late = sleep(CONTROL_MS, 'late', { signal: timer.signal, ref: false }).catch(() => 'late')
  const answer = await Promise.race([
    new Promise<void>(work).then(
      () => 'met',
      () => 'lost',
    ),
    late,
  ])
  timer.abort()
  if (answer !== 'met') throw lost(what)
}

const lost = (what: string): Failure =>
  new Failure(
    'confinement-unproven',
    `The ${what} of the self-test could not be reached from outside either. Nothing was started.`,
  )
