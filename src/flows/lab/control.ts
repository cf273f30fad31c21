// Servers without any protection, which their attack must succeed against: otherwise stopping it would prove nothing.
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { npmFolder } from '../../io/source/npm/config.ts'
import { converse, type Heard, type Party, trafficOf } from './client.ts'
import { Connection, typedIn } from './connection.ts'
import { ownTools, startListed } from './host.ts'
import { startPenned, type Penned } from './pen.ts'
import { variablesOf } from './listing.ts'
import { packageOf, type LabPlace } from './place.ts'
import { allOf } from './beside.ts'
import type { Bench } from './protected.ts'
import { atBare, listening, listeningEnv } from './visits/bare.ts'
import { come, isOverHttp } from './visits/come.ts'
import type { Door } from './visits/visit.ts'

/** Waits, before the client leaves, for what is to happen while it asks nothing. */
export type Idle = (stderrTail: () => string) => Promise<void>

export type Unprotected = { readonly heard: Heard; readonly stderr: string }

/** `after` looks at what goes on when the client and the servers have left, and before the pens are closed. */
export async function playUnprotected(bench: Bench, idle: Idle, after: () => Promise<void>): Promise<Unprotected> {
  const pens: Penned[] = []
  const stderr = (): string => pens.map(({ stderrTail }) => stderrTail()).join('\n')
  try {
    if (isOverHttp(bench.play)) {
      const pen = await startPlainly(bench)
      pens.push(pen)
      const work = (door: Door) => come(bench.play, bench.place.nonce, door, () => idle(stderr))
      return { heard: await atBare(bench.play, pen, work), stderr: stderr() }
    }
    const open = async (one: Bench): Promise<Connection> => {
      const pen = await startPlainly(one)
      pens.push(pen)
      return new Connection(pen.stdin, pen.stdout, typedIn(bench.play, bench.place.nonce))
    }
    const [first, ...others] = allOf(bench)
    const servers: [Party, ...Party[]] = [await open(first)]
    for (const other of others) servers.push(await open(other))
    servers.push(...ownTools(bench))
    const outputs = await converse(servers, bench.play, () => idle(stderr))
    await startListed(bench, async (name) => {
      throw new Error(`nobody put ${name} behind a guard here`)
    })
    const traffic = await trafficOf(
      servers,
      Promise.all(pens.map(({ ended }) => ended)).then(() => undefined),
    )
    await after()
    return { heard: { ...traffic, outputs }, stderr: stderr() }
  } finally {
    for (const pen of pens) await pen.end()
  }
}

/** While it listens where it is reached from. */
export async function besideBare<Result>(bench: Bench, work: () => Promise<Result>): Promise<Result> {
  if (bench.play.remote !== true) return work()
  const pen = await startPlainly(bench)
  try {
    await listening(pen)
    return await work()
  } finally {
    pen.stdin.end()
    await pen.end()
  }
}

export async function startPlainly({ place, play, env }: Bench): Promise<Penned> {
  const { home } = place
  const own = {
    ...env,
    ...variablesOf(play, place.nonce),
    ...listeningEnv(play),
    HOME: home,
    PATH: `${join(home, '.local/bin')}:/usr/local/bin:/usr/bin:/bin`,
  }
  const code = play.from === 'package' ? await installPlainly(place, packageOf(play), own) : place.server
  return startPenned(home, [process.execPath, join(code, `${play.fixture}.mjs`)], own)
}

/** The lab's own registry (lab/fixtures/sink.mjs). */
export const REGISTRY = 'http://127.0.0.1:8081/'

/** As a person would type it: scripts run, as npm has them run. Returns where the package lies then. */
async function installPlainly({ home }: LabPlace, name: string, env: NodeJS.ProcessEnv): Promise<string> {
  const npm = join(npmFolder(), 'bin/npm-cli.js')
  const folder = join(home, 'app')
  const words = [
    'install',
    `${name}@1.0.0`,
    '--prefix',
    folder,
    '--cache',
    join(home, '.npm'),
    '--no-audit',
    '--no-fund',
    `--registry=${REGISTRY}`,
  ]
  // npm 12 asks before scripts run; what people had for years, and what an older npm still does, is this.
  const plain = ['--dangerously-allow-all-scripts', '--foreground-scripts']
  const penned = await startPenned(home, [process.execPath, npm, ...words, ...plain], env)
  penned.stdin.end()
  const said = text(penned.stdout)
  await penned.ended
  await penned.end()
  const stderr = penned.stderrTail()
  if (/npm error/.test(stderr)) throw new Failure('install-failed', quote(untrusted(`${stderr} ${await said}`), 400))
  return join(folder, 'node_modules', name)
}
