// `status` and `diff`: what is approved, and how a server differs from that.
import { statusTable } from '../core/report/status-table.ts'
import { driftText } from '../core/report/drift-text.ts'
import { pinOf } from '../core/lock/lockfile.ts'
import { reveal } from '../core/model/untrusted.ts'
import { diff } from '../flows/diff.ts'
import { entryFor } from '../flows/approve/entry-for.ts'
import { originalOf } from '../flows/protect/original.ts'
import { status } from '../flows/status.ts'
import { keepDrift, knownDrift } from '../io/store/known-drift.ts'
import { openLock } from '../io/store/lockfile.ts'
import type { Running } from '../io/store/running.ts'
import type { Args, ExitCode } from './command.ts'
import { lookNow } from './desk.ts'
import { inkFor, jsonLine, tell } from './print.ts'
import type { World } from './world.ts'

/** Exit 2 when what the administrator asks for cannot be read, and 1 when something approved may not run, or the store of secrets is open to others or damaged, or something is known to have changed, or outlived its guard. */
export async function runStatus({ positional, options }: Args, world: World): Promise<ExitCode> {
  const { paths, now, stdout, env } = world
  const found = await status(positional[0], {
    lock: openLock(paths),
    paths,
    now,
    driftSince: (name, since) => knownDrift(paths.state, name, since),
  })
  if (options['json'] === true) {
    stdout.write(jsonLine('status', found))
  } else {
    tell(stdout, statusTable(found.rows, inkFor(stdout, env), stdout.isTTY ? stdout.columns : null))
    if (found.floor !== null)
      stdout.write(`the administrator of this machine asks for the tier ${found.floor} at least, of every approval\n`)
    if (found.floorUnread !== null) tell(stdout, `nothing runs: ${reveal(found.floorUnread)}\n`)
    if (found.secrets !== null) stdout.write(`secrets: ${reveal(found.secrets)}\n`)
    for (const one of found.once) stdout.write(`${onceLine(one)}\n`)
  }
  if (found.floorUnread !== null) return 2
  const isWell = found.rows.every(
    ({ state, drift, orphans }) =>
      (state === 'approved' || state === 'pending') && drift?.kind !== 'expanding' && orphans.length === 0,
  )
  return isWell && found.secrets === null && found.once.every(({ state }) => state !== 'orphan') ? 0 : 1
}

const onceLine = ({ name, state, guard, server }: Running): string =>
  state === 'orphan'
    ? `trusted once: ${reveal(name)}, process ${server.pid} outlived its guard; end it with \`kill -9 ${server.pid}\``
    : `trusted once: ${reveal(name)}, guard pid ${guard.pid}`

/** 0: nothing that a person has to approve. 1: it needs an approval. 2: not everything could be compared. */
export async function runDiff({ positional, rest, options }: Args, world: World): Promise<ExitCode> {
  const name = positional[0]!
  const { paths, stdout, env } = world
  const lock = openLock(paths)
  const from = typeof options['from'] === 'string' ? options['from'] : undefined
  const drift = await diff(name, lock, async () => {
    const pin = pinOf(await lock.read(), name)
    return lookNow(await entryFor({ name, words: rest, from, pin, before: () => originalOf(name, paths.state) }), world)
  })
  const isWhole = drift.unanswered.length === 0
  if (isWhole) await keepDrift(paths.state, name, { kind: drift.kind, at: world.now().toISOString() })
  if (options['json'] === true) stdout.write(jsonLine('diff', { name, ...drift }))
  else {
    tell(stdout, driftText(name, drift, inkFor(stdout, env)))
    if (drift.kind === 'expanding')
      stdout.write(`next: \`sallyport approve ${name}\` takes this, \`sallyport quarantine ${name}\` stops it\n`)
  }
  return isWhole ? (drift.kind === 'expanding' ? 1 : 0) : 2
}
