// What is approved here, in what state, and what runs.
import { isQuarantined, pinNamed, pinOf } from '../core/lock/lockfile.ts'
import type { Artifact } from '../core/model/artifact.ts'
import { Failure } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import { isOver, type Lockfile, type Pin } from '../core/model/pin.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import type { StatusRow } from '../core/report/status-table.ts'
import { readStore } from '../io/secret/store.ts'
import type { LockStore } from '../io/store/lockfile.ts'
import { forgetGone, listRunning, type Running } from '../io/store/running.ts'
import { checkName } from './approve.ts'
import { objectionToApprovers } from './second.ts'
import { DAY_MS } from '../core/model/vet-tier.ts'
import { sweepFor } from './sweep-containers.ts'

export type StatusDesk = {
  readonly lock: LockStore
  readonly paths: Paths
  readonly now: () => Date
  /** What a guard last saw of this server since the time given; null when none looked. */
  readonly driftSince: (name: string, since: string) => Promise<StatusRow['drift']>
}

export type Status = {
  readonly serial: number
  readonly rows: readonly StatusRow[]
  /** Guarded servers that nobody approved by name: single trusted runs. */
  readonly once: readonly Running[]
  /** Why no server gets a secret from the store; null where nothing speaks against it. Safe to print. */
  readonly secrets: string | null
}

/** One name, or all. What dead guards left behind is cleaned away on the way. */
export async function status(name: string | undefined, desk: StatusDesk): Promise<Status> {
  if (name !== undefined) checkName(name)
  const lock = await desk.lock.read()
  if (name !== undefined) pinNamed(lock, name)
  await sweepFor(Object.values(lock.pins))
  await forgetGone(desk.paths.state)
  const running = await listRunning(desk.paths.state)
  const names = name === undefined ? Object.keys(lock.pins).sort() : [name]
  const rows = await Promise.all(names.map((name) => rowOf(name, lock, running, desk)))
  const once = name === undefined ? running.filter((one) => pinOf(lock, one.name) === undefined) : []
  return { serial: lock.serial, rows, once, secrets: await objectionToStore(desk.paths) }
}

async function objectionToStore(paths: Paths): Promise<string | null> {
  try {
    await readStore(paths)
    return null
  } catch (cause) {
    if (cause instanceof Failure) return cause.words
    throw cause
  }
}

async function rowOf(
  name: string,
  lock: Lockfile,
  running: readonly Running[],
  { now, driftSince, paths }: StatusDesk,
): Promise<StatusRow> {
  const pin = lock.pins[name]!
  const own = running.filter((one) => one.name === name)
  const { environment, approver, approvedAt, expiresAt } = pin
  return {
    name,
    state: await stateOf(name, pin, lock, now(), paths),
    tier: pin.tier ?? null,
    signedBy: [pin.approver, ...(pin.signatures ?? []).slice(1).map(({ by }) => by)],
    recertify: dueIn(pin, now()) ? vetWords(pin.artifact) : null,
    artifact: artifactName(pin.artifact),
    environment,
    approver,
    approvedAt,
    expiresAt,
    allow: pin.grants.allow ?? [],
    quarantine: lock.quarantined[name] ?? null,
    drift: await driftSince(name, approvedAt),
    guards: own
      .filter(({ state }) => state === 'guarded')
      .map(({ guard, server, startedAt }) => ({ pid: guard.pid, serverPid: server.pid, startedAt })),
    orphans: own.filter(({ state }) => state === 'orphan').map(({ server }) => server.pid),
  }
}

async function stateOf(name: string, pin: Pin, lock: Lockfile, now: Date, paths: Paths): Promise<StatusRow['state']> {
  if (isQuarantined(lock, name)) return 'quarantined'
  if (isOver(pin, now)) return 'expired'
  if ((await objectionToApprovers(name, pin, paths)) !== null) return 'one-person'
  return pin.catalogue === 'pending' ? 'pending' : 'approved'
}

const DUE_DAYS = 14

/** Whether somebody has to look again soon, and the approval still holds. */
function dueIn({ expiresAt }: Pin, now: Date): boolean {
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - now.getTime()
  return left > 0 && left <= DUE_DAYS * DAY_MS
}

/** What `vet` takes to look at the same again; empty where it has nothing to fetch. */
function vetWords(artifact: Artifact): string {
  if (artifact.kind === 'npm') return `npm:${artifact.name}@${artifact.version}`
  if (artifact.kind === 'pypi') return `pypi:${artifact.name}==${artifact.version}`
  if (artifact.kind === 'folder') return artifact.path
  return artifact.kind === 'image' ? `oci:${artifact.reference}` : ''
}

function artifactName(artifact: Artifact): string {
  if (artifact.kind === 'npm' || artifact.kind === 'pypi') {
    return quote(untrusted(`${artifact.kind}:${artifact.name}@${artifact.version}`))
  }
  if (artifact.kind === 'folder') return `${quote(untrusted(artifact.path))}${artifact.mutable ? ' (mutable)' : ''}`
  if (artifact.kind === 'image') return quote(untrusted(`image:${artifact.reference}`), 200)
  if (artifact.kind === 'remote') return quote(untrusted(artifact.url), 200)
  return `command${artifact.unpinned.length > 0 ? ' (unpinned code)' : ''}`
}
