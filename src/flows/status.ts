// What is approved here, in what state, and what runs.
import { isQuarantined, pinNamed, pinOf } from '../core/lock/lockfile.ts'
import type { Artifact } from '../core/model/artifact.ts'
import { Failure, type FailureCode } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import { isOver, type Lockfile, type Pin } from '../core/model/pin.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { addressShown } from '../core/text/launch-secret.ts'
import type { StatusRow } from '../core/report/status-table.ts'
import { readStore } from '../io/secret/store.ts'
import type { LockStore } from '../io/store/lockfile.ts'
import { forgetGone, listRunning, type Running } from '../io/store/running.ts'
import { checkName } from './approve.ts'
import { approverOf, approversHere, type Approvers, rolesMissing } from './approve/approvers.ts'
import { type Lacking, lackingIn } from './approve/standing-tier.ts'
import { DAY_MS } from '../core/model/day.ts'
import type { VetTier } from '../core/model/vet-tier.ts'
import { sweepFor } from './start/sweep-containers.ts'

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
  /** The tier that the administrator of this machine asks of every approval; null: none. */
  readonly floor: VetTier | null
  /** Why that cannot be read, so that nothing runs; null where it can. Safe to print. */
  readonly floorUnread: string | null
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
  const asked = await approversHere(desk.paths).catch(unlessOurs)
  const here = asked instanceof Failure ? NOBODY : asked
  const floorUnread = asked instanceof Failure ? asked.words : null
  const lacking = await lackingIn(lock, desk.paths)
  const rows = await Promise.all(names.map((name) => rowOf(name, { lock, running, here, lacking, floorUnread }, desk)))
  const once = name === undefined ? running.filter((one) => pinOf(lock, one.name) === undefined) : []
  const floor = here.managed.tier
  return { serial: lock.serial, rows, once, secrets: await objectionToStore(desk.paths), floor, floorUnread }
}

const NOBODY: Approvers = { keys: [], managed: { tier: null, roles: [], approvers: null } }

function unlessOurs(cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  throw cause
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

type Seen = {
  readonly lock: Lockfile
  readonly running: readonly Running[]
  readonly here: Approvers
  readonly lacking: Lacking
  readonly floorUnread: string | null
}

async function rowOf(
  name: string,
  { lock, running, here, lacking, floorUnread }: Seen,
  { now, driftSince }: StatusDesk,
): Promise<StatusRow> {
  const pin = lock.pins[name]!
  const own = running.filter((one) => one.name === name)
  const { environment, approver, approvedAt, expiresAt } = pin
  const objection = lacking.get(name) ?? null
  return {
    name,
    state: isQuarantined(lock, name) ? 'quarantined' : stateOf(pin, now(), objection, floorUnread),
    tier: pin.tier ?? null,
    lacks: objection?.words ?? null,
    signedBy: signersOf(pin, here),
    rolesMissing: rolesMissing(pin, here),
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

function stateOf(pin: Pin, now: Date, objection: Failure | null, floorUnread: string | null): StatusRow['state'] {
  if (isOver(pin, now)) return 'expired'
  if (floorUnread !== null) return 'floor-unread'
  if (objection !== null) return LACKING[objection.code] ?? 'one-person'
  return pin.catalogue === 'pending' ? 'pending' : 'approved'
}

const LACKING: Readonly<Partial<Record<FailureCode, StatusRow['state']>>> = {
  'role-missing': 'role-missing',
  'tier-too-low': 'tier-too-low',
}

/** The first is who made the approval, whether or not it is signed by two. */
const signersOf = ({ approver, signatures = [] }: Pin, here: Approvers): StatusRow['signedBy'] =>
  (signatures.length === 0 ? [{ by: approver, key: '' }] : signatures).map((one, index) => ({
    by: index === 0 ? approver : one.by,
    roles: approverOf(one, here)?.roles ?? [],
  }))

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
  if (artifact.kind === 'remote') return quote(untrusted(addressShown(artifact.url)), 200)
  return `command${artifact.unpinned.length > 0 ? ' (unpinned code)' : ''}`
}
