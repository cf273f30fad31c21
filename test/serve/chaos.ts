// Gateway, servers and clients are killed at random while three people ask on and on through one `serve`; then what everybody
// was told, what the servers got and what stands in the log are held against each other.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Issuer, startIssuer } from '../identity/issuer.ts'
import { until } from '../gateway-process/place.ts'
import { discard } from '../../src/io/source/entry.ts'
import { NODE } from '../real/home.ts'
import { type Served, startServing, witnessHome, freePort } from './place.ts'

export type Chaos = {
  readonly killed: Readonly<Record<'gateway' | 'server' | 'client', number>>
  readonly answered: number
  readonly refused: number
  /** Answers of another request, and so maybe of somebody else. */
  readonly wrong: readonly string[]
  /** Of what a server got or a client was told: what the log does not hold. */
  readonly unrecorded: readonly string[]
  readonly orphans: number
  /** What `log verify` said. */
  readonly verified: { readonly status: number | null; readonly text: string }
  readonly records: number
}

const PEOPLE = ['ada', 'bob', 'eve'] as const
const ERAS = ['legacy', 'modern'] as const
const CLIENT = join(import.meta.dirname, 'chaos-client.ts')

/** Numbers that only look like chance: a run that fails can be run again. */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31
}

export async function chaos(
  ms: number,
  seed: number,
  progress: (left: number) => void = () => undefined,
): Promise<Chaos> {
  const place = await Place.make()
  try {
    return await place.run(ms, chanceOf(seed), progress)
  } finally {
    await place.remove()
  }
}

class Place {
  readonly #issuer: Issuer
  readonly #port: number
  readonly #home = witnessHome()
  readonly #clients = new Map<string, ChildProcess>()
  #served: Served | null = null
  #count = 0

  private constructor(issuer: Issuer, port: number) {
    this.#issuer = issuer
    this.#port = port
    const identity = [`  issuer: ${issuer.url}`, `  resource: http://127.0.0.1:${port}`, '  groupsClaim: groups']
    // Nobody is there to be asked.
    const text = ['yes: allow', 'approvalWait: 0', 'identity:', ...identity, ''].join('\n')
    this.#home.write('config.yaml', text)
  }

  static async make(): Promise<Place> {
    const port = await freePort()
    return new Place(await startIssuer(() => ({}), `http://127.0.0.1:${port}`), port)
  }

  async run(ms: number, chance: () => number, progress: (left: number) => void): Promise<Chaos> {
    const killed = { gateway: 0, server: 0, client: 0 }
    await this.#serve()
    for (const person of PEOPLE) for (const era of ERAS) await this.#client(`${person} ${era}`)
    for (const end = performance.now() + ms; performance.now() < end; progress(end - performance.now())) {
      await sleep(500 + chance() * 2_000)
      const which = chance()
      if (which < 0.2) killed.gateway += await this.#killGateway()
      else if (which < 0.6) killed.server += killOne(this.#servers(), chance)
      else killed.client += await this.#killClient(chance)
    }
    for (const client of this.#clients.values()) client.kill('SIGKILL')
    await this.#served!.stop()
    const orphans = (await until(() => this.#servers().length === 0, 5_000)) ? 0 : this.#servers().length
    return { killed, orphans, ...this.#told() }
  }

  async remove(): Promise<void> {
    for (const client of this.#clients.values()) client.kill('SIGKILL')
    this.#served?.run.kill('SIGKILL')
    await this.#issuer.stop()
    await discard(this.#home.folder)
  }

  async #serve(): Promise<void> {
    this.#served = await startServing(this.#home, '--listen', `127.0.0.1:${this.#port}`)
  }

  async #client(who: string): Promise<void> {
    const [person = '', era = ''] = who.split(' ')
    const exp = Math.floor(Date.now() / 1_000) + 3_600
    const token = await this.#issuer.signed({ sub: person, exp })
    // Each has a name of its own, so that no words are said twice.
    const words = [
      this.#served!.url().href,
      token,
      `${who} ${(this.#count += 1)}`,
      era,
      join(this.#home.data, `heard.${person}`),
    ]
    this.#clients.set(who, spawn(NODE, [CLIENT, ...words], { stdio: ['ignore', 'ignore', 'inherit'] }))
  }

  async #killGateway(): Promise<1> {
    const { run, exit } = this.#served!
    run.kill('SIGKILL')
    await exit
    await this.#serve()
    return 1
  }

  async #killClient(chance: () => number): Promise<1> {
    const names = [...this.#clients.keys()]
    const who = names[Math.floor(chance() * names.length)]!
    this.#clients.get(who)!.kill('SIGKILL')
    await this.#client(who)
    return 1
  }

  #servers(): readonly number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && environmentOf(pid).includes(`WITNESS=${this.#home.data}`))
  }

  #told(): Omit<Chaos, 'killed' | 'orphans'> {
    const heard = PEOPLE.flatMap((person) => linesOf(join(this.#home.data, `heard.${person}`))).map(
      (line) => JSON.parse(line) as { answered?: string; refused?: string; wrong?: string },
    )
    const of = (kind: 'answered' | 'refused' | 'wrong'): readonly string[] =>
      heard.flatMap((one) => (one[kind] === undefined ? [] : [one[kind]]))
    const log = recordsIn(join(this.#home.env['SALLYPORT_HOME']!, 'evidence'))
    const { status, stdout, stderr } = this.#home.sallyport('log', 'verify')
    return {
      ...{ answered: of('answered').length, refused: of('refused').length, wrong: of('wrong') },
      unrecorded: [
        // A server that is killed may leave half a line.
        ...wordsIn(linesOf(join(this.#home.data, 'witness')))
          .filter((text) => !log.asked.has(text))
          .map((text) => `a server got "${text}"`),
        ...of('answered')
          .filter((text) => !log.answered.has(text))
          .map((text) => `a client was told "${text}"`),
      ],
      verified: { status, text: `${stdout}${stderr}` },
      records: log.count,
    }
  }
}

function killOne(pids: readonly number[], chance: () => number): number {
  const pid = pids[Math.floor(chance() * pids.length)]
  if (pid === undefined) return 0
  try {
    process.kill(pid, 'SIGKILL')
    return 1
  } catch {
    // It had ended.
    return 0
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

const linesOf = (file: string): readonly string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []

const wordsIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => /"arguments":\{"text":"([^"]*)"/.exec(line)?.[1] ?? [])

/** The words of calls that were let through, and of answers that were. */
function recordsIn(folder: string) {
  const found = { asked: new Set<string>(), answered: new Set<string>(), count: 0 }
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    for (const line of name.endsWith('.jsonl') ? linesOf(join(folder, name)) : []) {
      found.count += 1
      const text = /(?:ada|bob|eve) (?:legacy|modern) \d+ \d+\./.exec(line)?.[0]
      if (text === undefined || !line.includes('"decision":"allow"')) continue
      if (line.includes('"kind":"request"')) found.asked.add(text)
      if (line.includes('"kind":"answer"')) found.answered.add(text)
    }
  }
  return found
}
