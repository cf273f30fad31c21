// What is in force on this machine, what each missing piece costs, and the exact commands that mend it.
import type { Host } from '../core/confine/plan.ts'
import { Failure } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Lockfile } from '../core/model/pin.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { checkRoom } from '../io/file/room.ts'
import { readStore } from '../io/secret/store.ts'
import { npmFolder } from '../io/source/npm/config.ts'
import { findPython } from '../io/source/python/interpreter.ts'
import { sized, spareIn } from './collect.ts'
import { ok, type Check } from './doctor/check.ts'
import { floorCheck } from './doctor/floor.ts'
import { sandboxChecks } from './doctor/sandbox.ts'

export type Patient = {
  readonly host: Host
  readonly nodeVersion: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Throws a Failure where the state folders are unsafe. */
  readonly paths: () => Paths
  readonly config: () => Promise<unknown>
  readonly readLock: () => Promise<Lockfile>
}

/** From the worst to the best: missing pieces make the exit code 2, degraded ones 1. */
export async function examine(patient: Patient): Promise<Check[]> {
  const { host, nodeVersion } = patient
  return [
    platformCheck(host),
    nodeCheck(nodeVersion),
    ...(host.platform === 'linux' ? await sandboxChecks(host) : []),
    npmCheck(),
    await pythonCheck(patient),
    await stateCheck(patient),
    ...(await floorCheck(patient.paths)),
    ...(await secretsCheck(patient)),
    ...(await storeCheck(patient)),
  ]
}

function platformCheck({ platform }: Host): Check {
  const title = 'Platform'
  if (platform === 'linux') return ok('platform', title, 'Linux: servers can be confined')
  return {
    ...ok('platform', title, `${platform}: no sandbox has been tested here`),
    state: 'missing',
    cost: '`run`, `describe` and package installs refuse; scans of files and configs, `diff` and `log` work.',
    next: 'Run Sallyport on Linux or inside WSL2.',
  }
}

const OLDEST_NODE = [24, 15] as const

function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]))
    return ok('node', 'Node.js', version)
  return {
    ...ok('node', 'Node.js', version),
    state: 'missing',
    cost: 'Sallyport does not start on it.',
    next: `Install Node.js ${OLDEST_NODE.join('.')} or newer.`,
  }
}

function npmCheck(): Check {
  const title = 'npm, to install packages confined'
  try {
    return ok('npm', title, quote(untrusted(npmFolder()), 200))
  } catch {
    return {
      ...ok('npm', title, 'the npm that Sallyport brings along is missing'),
      state: 'degraded',
      cost: 'npm packages cannot be scanned or installed; folders and commands can.',
      next: 'Install Sallyport again: its own dependencies are incomplete.',
    }
  }
}

/** A note where there is none: many people have no server in Python. */
async function pythonCheck({ env }: Patient): Promise<Check> {
  const title = 'Python and its pip, to install packages from wheels'
  try {
    const { path, version, pipVersion } = await findPython(env, null)
    return ok('python', title, `${quote(untrusted(path), 200)} ${version}, pip ${quote(untrusted(pipVersion), 20)}`)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const cost = 'Python packages (uvx, pipx, pypi:) cannot be scanned or installed; all others can.'
    return { ...ok('python', title, cause.message), state: 'note', cost, next: cause.fix }
  }
}

async function stateCheck({ paths, config }: Patient): Promise<Check> {
  const title = 'State and configuration'
  try {
    const { config: configFolder, state } = paths()
    await config()
    const folders = [...new Set([configFolder, state])]
    for (const folder of folders) await checkRoom(folder)
    const shown = folders.map((folder) => quote(untrusted(folder), 200))
    return ok('state', title, `${shown.join(' and ')}, closed to others; config.yaml is sound or not there`)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const cost =
      cause.code === 'disk-failed'
        ? 'Nothing is approved and no server runs: nothing of it could be recorded.'
        : 'Every command that needs the lockfile or the log refuses.'
    return { ...ok('state', title, cause.message), state: 'missing', cost, next: cause.fix }
  }
}

/** Nothing is said where there is no store of secrets. Its content is not looked at: that takes a passphrase. */
async function secretsCheck({ paths }: Patient): Promise<Check[]> {
  const title = 'Store of secrets'
  try {
    const store = await readStore(paths())
    if (store === null) return []
    const { memoryKib, passes } = store.kdf
    const detail = `closed to others; its key takes ${memoryKib / 1024} MiB and ${passes} passes of argon2id`
    return [ok('secrets', title, detail)]
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const cost = 'No server gets a secret from it.'
    return [{ ...ok('secrets', title, cause.message), state: 'degraded', cost, next: cause.fix }]
  }
}

/** Nothing is said where nothing lies, or where what is approved cannot be read: that is a line of its own. */
async function storeCheck({ paths, readLock }: Patient): Promise<Check[]> {
  try {
    const { entries, bytes } = await spareIn({ paths: paths(), readLock, now: () => new Date() })
    const title = 'Stored copies of servers'
    if (entries === 0) return [ok('store', title, 'none that is not needed')]
    const cost = `${entries === 1 ? 'It takes' : 'They take'} ${sized(bytes)}; without such a copy a command that was trusted once needs the network again.`
    const detail = `${entries} that no approval needs and nobody used for a day`
    return [
      { ...ok('store', title, detail), state: 'note', cost, next: '`sallyport doctor --fix` frees what they take.' },
    ]
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    return []
  }
}
