// Where and as whom a confinement test runs. Started by root, every test runs twice: as root and as an ordinary user.
import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import type { Attempt } from '../../src/core/egress/attempt.ts'
import type { PlanRequest } from '../../src/core/confine/plan.ts'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import type { Order } from './runner.ts'

export type Caller = 'root' | 'ordinary user'
export const isRoot = process.getuid!() === 0
export const CALLERS: readonly Caller[] = isRoot ? ['root', 'ordinary user'] : ['ordinary user']

/** Numbers that no user of a machine is likely to have. */
const SANDBOX_UID = 61_183
const ORDINARY_UID = isRoot ? 61_184 : process.getuid!()
export const serverUid = (caller: Caller): number => (caller === 'root' ? SANDBOX_UID : ORDINARY_UID)

const HOUSE = dirname(dirname(import.meta.dirname))
const NODE = realpathSync(process.execPath)

/** The runner in a few files. From its sources a start takes four times the processor time, and each test starts one. */
const RUNNER = await bundled({
  runner: join(import.meta.dirname, 'runner.ts'),
  // Runs in a thread, and is looked for beside what starts it.
  'change-watcher': join(HOUSE, 'src/io/launch/changes/change-watcher.ts'),
})

async function bundled(input: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const bundle = await rolldown({ input, platform: 'node' })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  return new Map(output.flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one.code] as const] : [])))
}

export type Stage = {
  readonly caller: Caller
  readonly folder: string
  /** Real paths for use in plans. */
  readonly node: string
  readonly probe: string
  /** A file or folder of this stage that the server's user could reach if nothing confined it. */
  readonly put: (path: string, content: string | null, mode?: number) => string
  readonly request: (parts: Partial<PlanRequest>) => PlanRequest
  /** The probe as a server: what came of each thing that it tried. */
  readonly probing: (tries: readonly (readonly [string, unknown])[], parts?: Partial<PlanRequest>) => Promise<Answer[]>
  /** The same probe without any sandbox, as the user that the server would be. */
  readonly unconfined: (tries: readonly (readonly [string, unknown])[]) => Promise<Answer[]>
  /** `leak`: a file that is left open; `before`: words in front of the command that starts it. */
  readonly start: (order: Partial<Order> & { request: PlanRequest }, leak?: string, before?: readonly string[]) => Run
  readonly clear: () => void
}
export type Answer = { readonly said?: unknown; readonly refused?: string }
export type Told = {
  starting?: number
  launched?: { pid: number; proofs: string[]; leaks: number[] }
  exited?: { code: number | null; signal: string | null; reason: string }
  stdout?: string
  stderr?: string
  attempts?: Attempt[]
  answer?: { code: number | null; stdout: string; stderr: string }
  failed?: { code: string; message: string; fix: string }
}
export type Run = {
  /** All lines, once the runner has ended. */
  readonly told: Promise<Told>
  readonly launched: Promise<Told['launched']>
  readonly starting: Promise<number | undefined>
  readonly tell: (line: string) => void
}

export function setStage(caller: Caller): Stage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-confine-')))
  chmodSync(folder, 0o755)
  const put: Stage['put'] = (path, content, mode = content === null ? 0o755 : 0o644) => {
    const full = join(folder, path)
    mkdirSync(content === null ? full : dirname(full), { recursive: true })
    if (content !== null) writeFileSync(full, content)
    chmodSync(full, mode)
    if (isRoot) chownSync(full, serverUid(caller), serverUid(caller))
    return full
  }
  const house = caller === 'root' || !isRoot ? HOUSE : put('house', null)
  const node = house === HOUSE ? NODE : NODE.replace(HOUSE, house)
  const home = put('home/someone', null, 0o700)
  if (caller === 'root') chownSync(home, 0, 0)
  const stateFolder = put('state', null)
  const temporary = put('temporary', null)
  const probe = put('server/probe.mjs', '')
  copyFileSync(join(import.meta.dirname, 'probe.mjs'), probe)
  for (const [name, code] of RUNNER) put(`runner/${name}`, code)
  // It looks for its own code by the name of its package.
  const manifest = { name: 'sallyport', type: 'module', exports: { './package.json': './package.json' } }
  put('runner/package.json', JSON.stringify(manifest))

  const start: Stage['start'] = (order, leak, before = []) => {
    const whole: Order = { stateFolder, sandboxUid: SANDBOX_UID, sabotage: null, as: 'server', ...order }
    const runner = [node, join(folder, 'runner/runner.js'), JSON.stringify(whole)]
    const asOther = asUser(ORDINARY_UID, house, runner)
    const argv = [...before, ...(house === HOUSE ? runner : asOther)]
    const [program, ...args] =
      leak === undefined ? argv : ['bash', '-c', 'exec 200<"$1"; shift; exec "$@"', 'leak', leak, ...argv]
    // What a killed runner leaves behind goes with the stage.
    const env = { PATH: process.env['PATH']!, HOME: home, TMPDIR: temporary }
    const child = spawn(program!, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
    const heard: Told = {}
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => Object.assign(heard, JSON.parse(line)))
    const until = <Key extends keyof Told>(key: Key) =>
      new Promise<Told[Key]>((resolve) => {
        lines.on('line', () => key in heard && resolve(heard[key]))
        lines.on('close', () => resolve(heard[key]))
      })
    return {
      told: new Promise((resolve) => void lines.on('close', () => resolve(heard))),
      launched: until('launched'),
      starting: until('starting'),
      tell: (line) => child.stdin.write(`${line}\n`),
    }
  }
  const request: Stage['request'] = (parts) => ({
    purpose: 'server',
    argv: [node, '-e', '0'],
    roots: [join(folder, 'server')],
    grants: NO_GRANTS,
    cwd: 'home',
    env: {},
    ...parts,
  })
  return {
    caller,
    folder,
    node,
    probe,
    put,
    request,
    start,
    probing: async (tries, parts = {}) => {
      const told = await start({ request: request({ argv: [node, probe, JSON.stringify(tries)], ...parts }) }).told
      if (told.stdout === undefined) throw new Error(`not launched: ${JSON.stringify(told)}`)
      return JSON.parse(told.stdout) as Answer[]
    },
    unconfined: async (tries) => {
      const probing = [isRoot ? NODE.replace(HOUSE, join(folder, 'house')) : NODE, probe, JSON.stringify(tries)]
      const argv = isRoot ? asUser(serverUid(caller), put('house', null), probing) : probing
      const { stdout } = await promisify(execFile)(argv[0]!, argv.slice(1), { env: { HOME: home } })
      return JSON.parse(stdout) as Answer[]
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The house may lie where only root can go, so that another user gets it at a place of the stage. */
const asUser = (uid: number, house: string, argv: readonly string[]): string[] => [
  ...['bwrap', '--dev-bind', '/', '/', '--ro-bind', HOUSE, house, '--'],
  ...['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--', ...argv],
]

/** Command lines of all processes of the machine. */
export const commandLines = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
      } catch {
        return '' // It ended while we looked.
      }
    })
export const countOf = (marker: string): number => commandLines().filter((line) => line.includes(marker)).length
