// Which user each server runs as when root starts it: one of its own, the same each time, and never that of another.
import { readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { isAlive, markOf, type ProcessMark } from '../file/alive.ts'
import { withLock } from '../file/lock.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'

export type UidRange = { readonly first: number; readonly last: number }

/** Null when the words are no range of ordinary users. */
export function readUidRange(words: unknown): UidRange | null {
  const [, first, last] = (typeof words === 'string' ? /^(\d{1,10})-(\d{1,10})$/.exec(words) : null) ?? []
  const range = { first: Number(first), last: Number(last) }
  return range.first > 0 && range.first <= range.last && range.last < 2 ** 32 - 1 ? range : null
}

type Use = { readonly uid: number; readonly name: string; readonly guard: ProcessMark }
/** `names` are remembered for ever: what a server wrote into a grant belongs to its user, and must not become another's. */
type Uids = { readonly version: 1; readonly names: Readonly<Record<string, number>>; readonly inUse: readonly Use[] }

export type UidLease = { readonly uid: number; readonly release: () => Promise<void> }

/** A server that many sessions start at once waits for all of those before it, each of which writes to the disk. */
const MANY_STARTS_MS = 60_000

/** Takes the user of this server for this process. A server that is trusted once has one only for as long as it runs. */
export async function leaseUid(stateFolder: string, name: string, range: UidRange): Promise<UidLease> {
  const path = join(stateFolder, 'uids.json')
  const change = <T>(work: (uids: Uids) => readonly [Uids, T] | Promise<readonly [Uids, T]>): Promise<T> =>
    withLock(
      `${path}.lock`,
      async () => {
        const known = await readUids(path)
        const [next, answer] = await work({ ...known, inUse: known.inUse.filter(({ guard }) => isAlive(guard)) })
        await replaceFile(path, `${JSON.stringify(next, null, 2)}\n`)
        return answer
      },
      MANY_STARTS_MS,
    )
  await refuseUnmapped(range)
  const guard = markOf(process.pid)
  const uid = await change(async (uids) => {
    const uid = ownUid(uids, name, range) ?? freeUid(uids, range, await accountUids(), firstTry(stateFolder, range))
    if (!uids.inUse.some((use) => use.uid === uid)) await refuseStrangers(uid)
    const names = name.startsWith('once:') ? uids.names : { ...uids.names, [name]: uid }
    return [{ version: 1, names, inUse: [...uids.inUse, { uid, name, guard }] }, uid]
  })
  const release = () =>
    change(({ inUse, ...uids }) => {
      const mine = inUse.findIndex((use) => use.name === name && use.uid === uid && use.guard.pid === guard.pid)
      return [{ ...uids, inUse: inUse.toSpliced(Math.max(0, mine), mine < 0 ? 0 : 1) }, undefined]
    })
  return { uid, release }
}

/** The name goes; its user stays taken, because of what it may have written into a grant. */
export async function retireUid(stateFolder: string, name: string): Promise<void> {
  const path = join(stateFolder, 'uids.json')
  await withLock(`${path}.lock`, async () => {
    const { names, ...uids } = await readUids(path)
    if (!Object.hasOwn(names, name)) return
    const { [name]: uid, ...others } = names
    const next: Uids = { ...uids, names: { ...others, [`removed:${uid}`]: uid! } }
    await replaceFile(path, `${JSON.stringify(next, null, 2)}\n`)
  })
}

function ownUid({ names }: Uids, name: string, { first, last }: UidRange): number | null {
  if (!Object.hasOwn(names, name)) return null
  const uid = names[name]!
  if (uid >= first && uid <= last) return uid
  throw new Failure('config-invalid', `${name} runs as user ${uid}, which is not in serverUids ${first}-${last}`, {
    fix: 'Widen serverUids in config.yaml so that it holds that user again.',
  })
}

const LARGE = 65_536

/** State folders of one machine do not know of each other: in a large range each begins elsewhere. */
function firstTry(stateFolder: string, { first, last }: UidRange): number {
  const size = last - first + 1
  return size < LARGE ? first : first + (Number.parseInt(sha256(stateFolder).slice(0, 12), 16) % size)
}

function freeUid(
  { names, inUse }: Uids,
  { first, last }: UidRange,
  accounts: ReadonlySet<number>,
  from: number,
): number {
  const taken = new Set([...Object.values(names), ...inUse.map(({ uid }) => uid), ...accounts])
  const size = last - first + 1
  for (let tried = 0; tried < size; tried += 1) {
    const uid = first + ((from - first + tried) % size)
    if (!taken.has(uid)) return uid
  }
  throw new Failure('config-invalid', `serverUids ${first}-${last} has no user left for another server`, {
    fix: 'Widen serverUids in config.yaml to users that nothing else on this machine uses.',
  })
}

/** Users that the machine gives to people and services. */
async function accountUids(): Promise<ReadonlySet<number>> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return new Set(text.split('\n').map((line) => Number(line.split(':')[2])))
}

/** Root of a container may have fewer users than the machine (user_namespaces(7)). */
async function refuseUnmapped({ first, last }: UidRange): Promise<void> {
  const map = await readFile('/proc/self/uid_map', 'utf8').catch(() => '')
  const parts = map.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  if (parts.some(([start, , count]) => first >= start! && last < start! + count!)) return
  throw new Failure('config-invalid', `serverUids ${first}-${last} are no users of this container or machine`, {
    fix: 'Set serverUids in config.yaml to users that exist here and that nothing else uses, such as 60706-61182.',
  })
}

/** How long the processes of a supervisor that was killed may take to go. */
const GONE_MS = 1_000

/** Nobody else may run as this user: the two could signal each other and share what they write. */
async function refuseStrangers(uid: number): Promise<void> {
  for (const until = performance.now() + GONE_MS; ; await sleep(20)) {
    const pid = processOf(uid)
    if (pid === null) return
    if (performance.now() < until) continue
    throw new Failure('config-invalid', `User ${uid}, meant for one server alone, already runs process ${pid}`, {
      fix: 'End that process, or set serverUids in config.yaml to users that nothing else uses.',
    })
  }
}

const processOf = (uid: number): string | null =>
  readdirSync('/proc').find(
    (name) => /^\d+$/.test(name) && statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid === uid,
  ) ?? null

async function readUids(path: string): Promise<Uids> {
  const bytes = await readBounded(path, { maxBytes: 1024 ** 2, code: 'state-unsafe' })
  if (bytes === null) return { version: 1, names: {}, inUse: [] }
  const uids = parse(bytes.toString('utf8'))
  const values = Object.values(uids?.names ?? {})
  if (uids !== null && values.every(isUid) && new Set(values).size === values.length) return uids
  const shown = quote(untrusted(path), 400)
  throw new Failure('state-unsafe', `${shown} does not say which user each server has, and each its own`, {
    fix: `Put back a sound copy of ${shown}, or remove it and what its servers wrote.`,
  })
}

const isUid = (uid: unknown): boolean => Number.isSafeInteger(uid) && (uid as number) > 0

function parse(text: string): Uids | null {
  try {
    const { version, names, inUse } = JSON.parse(text) as Uids
    const isSound = version === 1 && typeof names === 'object' && names !== null && Array.isArray(inUse)
    return isSound && inUse.every((use) => isUid(use?.uid) && isUid(use?.guard?.pid)) ? { version, names, inUse } : null
  } catch {
    return null
  }
}
