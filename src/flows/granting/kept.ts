// The grants for a time that are kept for this user: read, added, taken away. What is not sealed with their key gives nothing.
import {
  type Clock,
  type GrantsKept,
  readGrants,
  type TimedGrant,
  whyEnded,
  writeGrants,
} from '../../core/approval/timed-grant.ts'
import { powerText } from '../../core/approval/timed-words.ts'
import type { EventBody } from '../../core/evidence/event.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { clockHere } from '../../io/file/clock.ts'
import { macUnder } from '../../io/file/mac.ts'
import { gatewayKey } from '../../io/store/gateway-key.ts'
import { type GrantsFile, grantsFileIn } from '../../io/store/timed-grants.ts'

export type Edit = (now: readonly TimedGrant[]) => Promise<readonly TimedGrant[]>

export type KeptGrants = {
  readonly clock: () => Clock
  /** Also those that have ended and were not swept yet. Throws where the file cannot be believed. */
  readonly read: () => Promise<readonly TimedGrant[]>
  /** The same list back changes nothing. */
  readonly change: (edit: Edit) => Promise<void>
  /** Takes all of them away, also where the file cannot be read. */
  readonly clear: () => Promise<void>
  readonly watch: (onChange: () => void) => () => void
}

export function keptGrants({ keys, state }: Pick<Paths, 'keys' | 'state'>): KeptGrants {
  const file = grantsFileIn(state)
  return {
    clock: clockHere(),
    read: async () => (await keptIn(file, keys)).grants,
    change: (edit) =>
      file.change(async () => {
        const { serial: above, grants: now } = await keptIn(file, keys)
        const after = await edit(now)
        if (after === now) return undefined
        const mac = macUnder(await gatewayKey(keys))
        return { above, text: after.length === 0 ? null : (serial) => writeGrants({ serial, grants: after }, mac) }
      }),
    clear: () => file.change(async () => ({ above: 0, text: null })),
    watch: file.watch,
  }
}

async function keptIn(file: GrantsFile, keys: string): Promise<GrantsKept> {
  const text = await file.read().catch((cause: unknown) => {
    throw cause instanceof Failure ? new Failure(cause.code, cause.message, { cause, fix: FIX }) : cause
  })
  if (text === null) return { serial: 0, grants: [] }
  const kept = readGrants(text, macUnder(await gatewayKey(keys)))
  const shown = quote(untrusted(file.path), 400)
  const refused = (why: string): Failure =>
    new Failure('state-unsafe', `${shown} ${why}, so nothing of it counts`, { fix: FIX })
  if (kept === null) throw refused('was not written with the key of this user')
  // The newest is written before it is remembered.
  if (kept.serial >= (await file.highest())) return kept
  // Unless it was replaced between these two looks.
  if ((await file.read()) !== text) return keptIn(file, keys)
  throw refused('is older than the one that was last written here')
}

const FIX = 'Take it away with `sallyport revoke --all`, then give anew what is needed.'

type Record = (event: EventBody) => unknown

/** Takes away what has ended, each with its line in the log. `record` is only asked for where there is any. */
export async function sweepEnded(kept: KeptGrants, record: () => Promise<Record>, server?: string): Promise<void> {
  const isOver = (grant: TimedGrant): boolean =>
    (server === undefined || grant.server === server) && whyEnded(grant, kept.clock()) !== null
  if (!(await kept.read()).some(isOver)) return
  await kept.change(async (now) => {
    const over = now.filter(isOver)
    if (over.length === 0) return now
    const tell = await record()
    for (const grant of over)
      tell(grantEvent(grant, 'expired', { detail: WHY[whyEnded(grant, kept.clock()) ?? 'time'] }))
    return now.filter((grant) => !over.includes(grant))
  })
}

const WHY = {
  time: 'its time is over',
  clock: 'the clock of the system was set back',
  restart: 'the machine was started again',
} as const

type GrantEvent = Extract<EventBody, { type: 'grant' }>

export const grantEvent = (
  { id, server, power, by }: TimedGrant,
  outcome: GrantEvent['outcome'],
  more: Partial<Pick<GrantEvent, 'session' | 'of' | 'by' | 'detail' | 'policy'>> = {},
): GrantEvent => ({
  type: 'grant',
  server,
  session: '',
  outcome,
  id,
  power: powerText(power),
  by,
  of: 0,
  detail: '',
  ...more,
})
