// Takes power away, and gives it back: quarantine, release, remove, reject.
import { realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isQuarantined, pinNamed, pinOf } from '../core/lock/lockfile.ts'
import { alsoAs } from '../core/lock/same-code.ts'
import { Failure } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Lockfile } from '../core/model/pin.ts'
import { quote, untrusted, whole } from '../core/model/untrusted.ts'
import type { Agreed } from '../io/ask/consent.ts'
import { exclusively } from '../io/source/collect.ts'
import { forgetGone, listRunning, runningFolder, type Running } from '../io/store/running.ts'
import { retireUid } from '../io/store/uids.ts'
import { textsFolder } from '../io/store/lockfile.ts'
import { checkName } from './approve.ts'
import { changeLock, type ChangeDesk } from './change/lock.ts'
import { tidied } from './collect.ts'
import { heldFor, stillThere, takeAway, tracesOf } from './change/leftovers.ts'
import { takeGrants } from './granting/revoke.ts'
import { keptGrants } from './granting/kept.ts'
import { type Outcome, UNCHANGED } from './outcome.ts'
import { mayGrant, type MayGrant, type PowerDesk, powerOf } from './policy/may-grant.ts'
import { sweepFor } from './start/sweep-containers.ts'

export type TakeDesk = ChangeDesk &
  PowerDesk & {
    readonly paths: Paths
    readonly consent: (question: string, expected: string) => Promise<Agreed>
    /** Places in client configs that start `run NAME`, safe to print. */
    readonly namedIn?: (name: string) => Promise<readonly string[]>
  }

/** Guards obey within a second; what still runs after this long is said to run. */
const OBEY_MS = 5_000
const LOOK_MS = 25

/** Needs no answer: it only takes away. Waits until nothing of it runs, and says so. */
export async function quarantine(name: string, reason: string, desk: TakeDesk): Promise<Outcome> {
  checkName(name)
  const before = await guardsOf(name, desk.paths)
  let already = false
  const mark = (lock: Lockfile): Lockfile => {
    pinNamed(lock, name)
    already = isQuarantined(lock, name)
    const now = { at: desk.now().toISOString(), by: desk.by, reason }
    return already ? lock : { ...lock, quarantined: { ...lock.quarantined, [name]: now } }
  }
  const after = await changeLock(desk, { command: 'quarantine', server: name, detail: reason }, mark)
  const left = await waitUntilStopped(name, desk.paths)
  if (left.length > 0) return stillRunning(name, left)
  const stopped = before.length === 0 ? 'nothing of it was running' : `stopped: ${before.map(pids).join(', ')}`
  const next = `it starts no more until \`sallyport release ${name}\`; \`sallyport remove ${name}\` takes it away`
  const state = already ? 'was quarantined already' : 'is quarantined'
  return { kind: 'done', text: `${name} ${state}; ${stopped}\n${next}\n${goesOn(name, after)}` }
}

/** A quarantine is of one approval: another may be of other grants, and meant to go on. */
function goesOn(name: string, lock: Lockfile): string {
  const others = alsoAs(lock, name, pinNamed(lock, name)).filter((other) => !isQuarantined(lock, other))
  return others
    .map((other) => `the same code goes on as ${other}; \`sallyport quarantine ${other}\` stops it\n`)
    .join('')
}

export async function release(name: string, desk: TakeDesk): Promise<Outcome> {
  checkName(name)
  const lock = await desk.lock.read()
  const mark = isQuarantined(lock, name) ? lock.quarantined[name] : undefined
  if (mark === undefined) {
    pinNamed(lock, name)
    return { kind: 'done', text: `${name} is not quarantined; nothing was changed\n` }
  }
  const why = mark.reason === '' ? 'no reason given' : whole(mark.reason)
  const pin = pinOf(lock, name)
  const may: Partial<MayGrant> =
    pin === undefined ? {} : await mayGrant(powerOf(name, pin), `${name} stays quarantined`, desk)
  if (may.refused != null) return may.refused
  const asks = may.asks ? `The policy asks: ${may.asks}.\n` : ''
  const question = `${name} was quarantined ${mark.at} by ${quote(untrusted(mark.by))}: ${why}.\n${asks}Let it run again?`
  const agreed = await desk.consent(question, name)
  if (!agreed.given) return notAgreed(`${name} stays quarantined`, agreed.why)
  const lift = (now: Lockfile): Lockfile => {
    const { [name]: found, ...quarantined } = now.quarantined
    if (found === undefined) return now
    if (found.at !== mark.at) throw changed(name)
    return { ...now, quarantined }
  }
  const policy = may.policy === undefined ? {} : { policy: may.policy }
  await changeLock(desk, { command: 'release', server: name, detail: agreed.how, ...policy }, lift)
  const next = pin === undefined ? '' : `start it from a client with \`sallyport run ${name}\`\n`
  return { kind: 'done', text: `${name} is released\n${next}` }
}

/** Keeps nothing but the record that somebody said no. */
export async function reject(name: string, reason: string, desk: ChangeDesk): Promise<Outcome> {
  checkName(name)
  if (pinOf(await desk.lock.read(), name) !== undefined) {
    const next = `\`sallyport quarantine ${name}\` stops it now; \`sallyport remove ${name}\` takes it away.`
    return { kind: 'refused', why: [`${name} is approved already, and rejecting does not undo that`], next }
  }
  const recorder = await desk.openRecorder()
  try {
    await recorder.durable({ type: 'change', command: 'reject', server: name, by: desk.by, detail: reason })
  } finally {
    await recorder.close()
  }
  return { kind: 'done', text: `${name} is rejected, and the log says so; it does not run without an approval\n` }
}

/** Leaves nothing but evidence, and shows it: everything is looked at again afterwards. */
export async function remove(name: string, desk: TakeDesk): Promise<Outcome> {
  checkName(name)
  const { lock, paths } = desk
  const before = await lock.read()
  const pin = isQuarantined(before, name) ? pinOf(before, name) : pinNamed(before, name)
  const agreed = await desk.consent(`Remove ${name}, its pin and all that was stored for it?`, name)
  if (!agreed.given) return notAgreed(`${name} stays`, agreed.why)
  // First: where they cannot be read, nothing was changed yet.
  await takeGrants({ server: name }, desk)
  const after = await changeLock(desk, { command: 'remove', server: name, detail: agreed.how }, (now) => {
    if (pinOf(now, name)?.approvedAt !== pin?.approvedAt) throw changed(name)
    const { [name]: _pin, ...pins } = now.pins
    const { [name]: _mark, ...quarantined } = now.quarantined
    return { ...now, pins, quarantined }
  })
  await sweepFor([pin])
  const left = await waitUntilStopped(name, paths)
  if (left.length > 0) return stillRunning(name, left)
  const store = await realpath(paths.store).catch(() => null)
  const take = async () => {
    const found = await tracesOf(name, pin, after, paths)
    await takeAway(found)
    return found
  }
  await lock.sweep()
  await retireUid(paths.state, name)
  // Under the lock of the store, so that nobody has just come to rely on what is taken.
  const traces = store === null ? await take() : await exclusively(store, take)
  const held = pin === undefined ? [] : await heldFor(pin, paths)
  const freed = await tidied({ ...desk, readLock: lock.read })
  await forgetGone(paths.state)
  const also = held.map((path) => `  kept    ${quote(untrusted(path), 400)}: a run that was trusted once is on it`)
  const login = pin?.grants.login === undefined ? [] : [loginKept(name)]
  return proof(name, traces, [...also, ...login, ...(freed === null ? [] : [`  ${freed}`])], desk)
}

/** Without its passphrase the store says of nothing that it is in there. */
const loginKept = (name: string): string =>
  `  kept    a login to it, where there is one, sealed in the store of secrets: \`sallyport logout ${name}\` ends it`

async function proof(
  name: string,
  traces: Awaited<ReturnType<typeof tracesOf>>,
  also: readonly string[],
  desk: TakeDesk,
): Promise<Outcome> {
  const { lock, paths } = desk
  const now = await lock.read()
  const looked: readonly (readonly [what: string, path: string, left: number])[] = [
    ['pin', paths.lockfile, pinOf(now, name) === undefined ? 0 : 1],
    ['quarantine mark', paths.lockfile, isQuarantined(now, name) ? 1 : 0],
    ['pinned texts that no pin needs', textsFolder(paths), (await lock.unused()).length],
    ...(await Promise.all(
      traces.map(async (trace) => [trace.what, trace.path, (await stillThere([trace])).length] as const),
    )),
    ['grants for a time', paths.state, (await keptGrants(paths).read()).filter(({ server }) => server === name).length],
    ['processes', runningFolder(paths.state), (await guardsOf(name, paths)).length],
  ]
  const left = looked.reduce((sum, [, , count]) => sum + count, 0)
  const lines = looked.map(([what, path, count]) => `  ${count} left  ${what} in ${quote(untrusted(path), 400)}`)
  const evidence = `  kept    evidence in ${quote(untrusted(paths.evidence), 400)}`
  const text = [
    `${name} is removed; ${left} leftovers. Looked at:`,
    ...lines,
    evidence,
    ...also,
    ...(await configLines(name, desk)),
    '',
  ].join('\n')
  if (left === 0) return { kind: 'done', text }
  return {
    kind: 'unanswered',
    why: text.trimEnd().split('\n'),
    next: `Repeat \`sallyport remove\`, or remove these by hand.`,
  }
}

/** Configs are the clients' own files: they are named, and `unprotect` or their owner changes them. */
async function configLines(name: string, { namedIn }: TakeDesk): Promise<readonly string[]> {
  if (namedIn === undefined) return ['  not looked at: client configs']
  const places = await namedIn(name)
  if (places.length === 0) return ['  0 left  entries of client configs that start it']
  const next = `Take ${places.length === 1 ? 'it' : 'them'} out, or let the client start the server without Sallyport: \`sallyport unprotect ${name}\`.`
  return [
    ...places.map((place) => `  named   in ${place}: the entry starts \`run ${name}\`, which refuses now`),
    `  ${next}`,
  ]
}

/** Only what still has a living server: a guard that is telling its client of the end holds nothing any more. */
async function guardsOf(name: string, paths: Paths): Promise<readonly Running[]> {
  const all = await listRunning(paths.state)
  return all.filter((one) => one.name === name && (one.state === 'guarded' || one.state === 'orphan'))
}

async function waitUntilStopped(name: string, paths: Paths): Promise<readonly Running[]> {
  for (const until = performance.now() + OBEY_MS; ; await sleep(LOOK_MS)) {
    const left = await guardsOf(name, paths)
    if (left.length === 0 || performance.now() >= until) return left
  }
}

const pids = ({ guard, server }: Running): string => `guard ${guard.pid} with server ${server.pid}`

const stillRunning = (name: string, left: readonly Running[]): Outcome => ({
  kind: 'unanswered',
  why: [`${name} may not start any more, but this still runs: ${left.map(pids).join(', ')}`],
  next: `End it with \`kill -9 ${left.flatMap(({ guard, server }) => [guard.pid, server.pid]).join(' ')}\`, then repeat the command.`,
})

const notAgreed = (stays: string, why: string): Outcome => ({
  kind: 'refused',
  why: [`${stays}: ${why}`],
  next: UNCHANGED,
})

const changed = (name: string): Failure =>
  new Failure('pin-mismatch', `what is known of ${name} changed while you were looking`, {
    fix: 'Repeat the command to see the newest state.',
  })
