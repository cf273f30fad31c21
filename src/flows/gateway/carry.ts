// What follows once a sandbox is proven and its server runs: the conversation, and what is left to do at its end. It is apart
// from the guard because it is large: it is loaded while the sandbox comes up.
import { ERAS, type Era } from '../../core/model/catalogue.ts'
import { exitOf, Failure, failureOf } from '../../core/model/failure.ts'
import { FAULTS } from '../../core/protocol/fault.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { sweepEnded } from '../granting/kept.ts'
import { followPolicy } from '../policy/follow-policy.ts'
import type { Admitted } from './admit.ts'
import { converse, farewell, type Ending } from './conversation.ts'
import type { Run } from './guard.ts'
import type { Baseline } from '../../core/baseline/baseline.ts'
import { leaving } from './leave.ts'
import { limitReached } from './limit-reached.ts'
import type { Live } from './live.ts'
import { live as newLive } from './live-of.ts'
import { listsBefore } from './offer/lists-changed.ts'
import { Offer } from './offer/offer.ts'
import { translated } from './era/translated.ts'
import { clearQueue } from './budget/queue.ts'
import { Usual } from './habits/usual.ts'
import { launchAgain } from './person/launch-again.ts'
import { endUngranted } from './person/under-grant.ts'
import type { GuardWorld, Upstream } from './world.ts'

/** From the start of the server until nothing of it is left, and its end is in the log. */
export async function carry(
  running: Upstream,
  admitted: Admitted,
  run: Run,
  ended: PromiseWithResolvers<unknown>,
): Promise<0 | 1 | 2> {
  const { server } = admitted
  const { world } = run
  const leave = leaving(running, { server, say: world.say, ...run })
  let withdraw = async (): Promise<void> => undefined
  try {
    withdraw = await world.announce(server, running.pid)
    return await supervise(running, admitted, run, ended, leave)
  } finally {
    try {
      await leave('the client has left')
    } finally {
      await withdraw()
    }
  }
}

async function supervise(
  running: Upstream,
  admitted: Admitted,
  run: Run,
  ended: PromiseWithResolvers<unknown>,
  leave: (why: string) => Promise<void>,
): Promise<0 | 1 | 2> {
  const { world } = run
  const upstream = running.channel
  const offers = offersOf(admitted)
  const downstream = translated(run.channel, {
    eras: new Set(ERAS.filter((era) => offers[era] !== undefined)),
    boundTo: [world.policy.user, world.session.id, run.session, admitted.server],
    now: world.now,
    fault: (code, direction, method) => {
      const { server, session } = live
      live.fault({ type: 'fault', server, session, direction, code, detail: method || FAULTS[code], bytes: 0 })
    },
  })
  // Where each message is a request of its own, whoever asks next is served anew at once.
  void run.replaced.then(() => run.channel.hangUp?.())
  const usual = usualFrom(run, admitted.server)
  const live: Live = newLive({
    ...run,
    usual,
    changes: running.changes ?? null,
    admitted,
    offers,
    upstream,
    downstream,
    ended,
  })
  run.calls.inFlight = () => live.exchanges.pending('upstream').filter(({ key }) => !live.asked.has(key))
  const leaveTurns = world.turns.join(() => live.exchanges.sizeOf('upstream') + live.queue.called)
  // Which of them ended stands in the log; where that takes no more, the conversation ends by its own next line.
  let sweeping = Promise.resolve()
  const sweep = (): void => {
    const record = async () => live.record
    sweeping = sweeping.then(() => sweepEnded(world.grants, record, admitted.server)).catch(() => undefined)
  }
  sweep()
  admitted.granted.onChange(() => {
    live.aside(endUngranted(live))
    sweep()
  })
  const fail = ended.resolve
  const again = launchAgain(admitted, { session: run.session, world, record: live.record, fall: fail })
  const taking = (): (() => void) => {
    const tellLists = listsBefore(live)
    return () => {
      tellLists()
      live.aside(again())
    }
  }
  const unfollow = followPolicy(world.policy, world.ownPolicy, { ...live, say: world.say, taking, fail })
  try {
    const ending = await converse(live)
    countUnrecorded(live)
    closeAlerts(live)
    if (ending.by === 'client') {
      await farewell(live, live.closing ?? 'The client closed its side before the answer came.')
      return 0
    }
    const failure = await causeOf(ending, running, admitted.server, world)
    world.explain(failure)
    const { words } = failure
    live.farewell = words
    live.farewellCode = failure.code
    // What is taken away is taken away first: the client hears about it after. The log may be what failed.
    await leave(failure.code === 'limit-reached' ? failure.message : failure.code).catch(() => undefined)
    world.say(words)
    await farewell(live, words)
    return exitOf(failure.code)
  } finally {
    await withdrawAll(live)
    await sweeping
    clearQueue(live)
    leaveTurns()
    unfollow()
    await run.sentTo.settled()
    await usual?.close()
    downstream.close()
  }
}

function usualFrom({ learned, session, recorder, world }: Run, server: string): Usual | null {
  const { baselines, say, now } = world
  if (learned instanceof Failure) {
    const detail = learned.message
    recorder.record({ type: 'alert', server, session, kind: 'baseline-damaged', host: '', of: 0, detail })
    say(`${learned.words} Until then nothing is compared.`)
    return null
  }
  if (learned === null || baselines.mode === 'off') return null
  const keep = (parts: readonly Baseline[]): Promise<void> => baselines.keep(server, parts)
  return new Usual({ server, session, record: recorder.record, say, mode: baselines.mode, learned, keep, now })
}

/** What nobody waits for any more is not left for a person to answer. */
async function withdrawAll({ asked, waits, sleep }: Live): Promise<void> {
  for (const one of asked.values()) one.abort()
  await Promise.race([Promise.allSettled(waits), sleep(SETTLE_MS)])
}

const offersOf = ({ approved }: Admitted): Partial<Record<Era, Offer>> =>
  Object.fromEntries(
    ERAS.flatMap((era) => {
      const own = approved[era]
      return own === undefined ? [] : [[era, new Offer(own, sha256)]]
    }),
  )

/** Faults past their bound leave one line with their number, unless the log is what failed. */
function countUnrecorded({ server, session, record, unrecorded }: Live): void {
  const count = unrecorded()
  if (count === 0) return
  const detail = `${count} more faults of this run were counted and not recorded one by one`
  try {
    record({ type: 'fault', server, session, direction: 'downstream', code: 'protocol-faults', detail, bytes: 0 })
  } catch {
    // The conversation ends because of that, or it is over anyway.
  }
}

/** How often each cause of an alert was seen, unless the log is what failed. */
function closeAlerts({ budgetAlerts, usual }: Live): void {
  try {
    budgetAlerts.close()
    usual?.closeAlerts()
  } catch {
    // As above.
  }
}

const SETTLE_MS = 500

async function causeOf(
  ending: Exclude<Ending, { by: 'client' }>,
  running: Upstream,
  server: string,
  world: GuardWorld,
): Promise<Failure> {
  if (ending.by === 'fault') return failureOf(ending.cause)
  // One that closed its output may live on for ever: nobody can hear it any more.
  const exit = await Promise.race([running.exited, world.sleep(SETTLE_MS)])
  if (exit === undefined) {
    // What it held may take the kernel a while.
    const stopped = running.stoppedAt?.() ?? null
    if (stopped !== null) return limitReached(server, stopped.limit, stopped.words)
    return new Failure('server-exited', `The server ${server} closed its output`)
  }
  if (exit.limit !== null) return limitReached(server, exit.limit, exit.reason)
  const how = exit.code === null ? `signal ${exit.signal}` : `exit code ${exit.code}`
  const fix = `Read the last lines of its stderr in \`sallyport log query --server ${server}\`.`
  return new Failure('server-exited', `The server ${server} has ended (${exit.reason}; ${how})`, { fix })
}
