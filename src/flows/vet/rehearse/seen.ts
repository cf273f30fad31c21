// What one playing showed, put together from three witnesses: the system calls, what arrived in our world, and its answers.
import { NameWatch } from '../../../core/egress/name-watch.ts'
import { INSIDE } from '../../../core/confine/plan.ts'
import type { Deed, Leak, Moment } from '../../../core/model/rehearsal.ts'
import { deedsOf, familyOf, momentOf } from '../../../core/rehearsal/deeds.ts'
import { asOneText } from '../../../core/rehearsal/names.ts'
import { recipientsAdded } from '../../../core/rehearsal/recipients.ts'
import { SAMPLE_ADDRESS } from '../../../core/rehearsal/sample.ts'
import { baitIn } from '../../../core/rehearsal/search.ts'
import { readTrace } from '../../../core/rehearsal/trace.ts'
import { inflate } from '../../../io/file/inflate.ts'
import type { Played } from './play.ts'
import type { Stage } from './stage.ts'

export type Seen = {
  readonly deeds: readonly Deed[]
  readonly leaks: readonly Leak[]
  /** What could not be read or not wholly be looked at, in our words. */
  readonly missed: readonly string[]
}

/** `calls` is what strace wrote; null where nobody watched. */
export function seenIn({ server, program, cues, answers }: Played, calls: string | null, stage: Stage): Seen {
  const { world, baits } = stage
  const missed = new Set<string>()
  const since = cues[0]?.from ?? 0
  const mine = <One extends { readonly at: number }>(records: readonly One[]): One[] =>
    records.filter(({ at }) => at / 1000 >= since)
  const lookups = mine(world.record.lookups)
  const arrivals = mine(world.record.arrivals)
  const found = (by: Leak['by'], to: string, bytes: Uint8Array, moment: Moment): Leak[] => {
    const searched = baitIn(bytes, baits, inflate)
    if (!searched.isWhole) missed.add('all that it said: more was packed into some of it than is unpacked here')
    return searched.found.map((one) => ({ ...moment, ...one, by, to: to.slice(0, 300) }))
  }
  const at = (ms: number): Moment => momentOf(ms / 1000, cues)

  const trace = readTrace(calls ?? '')
  const done = deedsOf(trace, { home: INSIDE.home, server, program, cues, nameAt: world.nameAt })
  if (calls !== null && done === null) missed.add('what it touched: its beginning is not among the calls')
  if (trace.unread > 0) missed.add(`${trace.unread} of its calls, which could not be read`)
  if (arrivals.some(({ how }) => how === 'refused'))
    missed.add('what it wanted to say to a host whose certificate, which was ours, it did not believe')
  const family = familyOf(trace.calls, server, since)
  const sent = trace.calls.filter((call) => call.kind === 'send')
  const watch = new NameWatch()
  const deeds: Deed[] = [
    ...(done ?? []),
    ...once(lookups.map((one) => ({ ...at(one.at), kind: 'looked-up' as const, name: one.name }))),
    ...lookups.flatMap((one) => {
      const told = watch.tried(one.name, one.at)
      return told === null ? [] : [{ ...at(one.at), kind: 'named-much' as const, domain: told.host }]
    }),
    ...once(
      arrivals.map(({ how, host, port, ...one }) => ({
        ...at(one.at),
        kind: how === 'refused' ? ('distrusted' as const) : ('connected' as const),
        host,
        port,
      })),
    ),
    ...arrivals.flatMap(({ host, bytes, ...one }) =>
      recipientsAdded(Buffer.from(bytes).toString('latin1'), [SAMPLE_ADDRESS]).map((address) => ({
        ...at(one.at),
        kind: 'copied' as const,
        address,
        host,
      })),
    ),
  ]
  // By TLS a host can be named that was never looked up.
  const named = [...lookups, ...arrivals.map((one) => ({ at: one.at, name: one.host }))]
  const leaks = [
    ...arrivals.flatMap((one) => found('network', `${one.host} ${one.line}`, one.bytes, at(one.at))),
    ...asOneText(named).flatMap((one) => found('name', one.domain, Buffer.from(one.text), at(one.at))),
    ...sent
      .filter((call) => call.at >= since && family.has(call.pid))
      .flatMap(({ address, port, data, ...one }) =>
        found('network', `${address ?? 'a socket'}:${port ?? ''}`, Buffer.from(data, 'latin1'), at(one.at * 1000)),
      ),
    ...answers.flatMap(({ bytes, ...when }) =>
      found('answer', when.tool ?? when.during, bytes, { act: cues[0]!.act, ...when }),
    ),
  ]
  return { deeds, leaks: unique(leaks), missed: [...missed] }
}

const unique = (leaks: readonly Leak[]): Leak[] => [
  ...new Map(leaks.map((leak) => [[leak.bait.tag, leak.by, leak.to, leak.act].join('\n'), leak])).values(),
]

const once = <One extends Moment>(deeds: readonly One[]): One[] => [
  ...new Map(deeds.map((deed) => [JSON.stringify(deed), deed])).values(),
]
