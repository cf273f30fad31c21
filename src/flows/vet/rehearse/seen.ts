// What one playing showed, put together from three witnesses: the system calls, what arrived in our world, and its answers.
import { gunzipSync, inflateSync } from 'node:zlib'
import type { Bait, Deed, Leak, Moment } from '../../../core/model/rehearsal.ts'
import { deedsOf, familyOf, momentOf, type Cue } from '../../../core/rehearsal/deeds.ts'
import { recipientsAdded } from '../../../core/rehearsal/recipients.ts'
import { SAMPLE_ADDRESS } from '../../../core/rehearsal/sample.ts'
import { baitIn, type Inflate } from '../../../core/rehearsal/search.ts'
import { readTrace } from '../../../core/rehearsal/trace.ts'
import type { Played } from './play.ts'
import type { Stage } from './stage.ts'

export function seenIn(
  { server, program, cues, answers }: Played,
  calls: string,
  { world, baits }: Stage,
): { readonly deeds: readonly Deed[]; readonly leaks: readonly Leak[] } {
  const trace = readTrace(calls)
  const place = { home: '/home/mcp', server, program, cues, nameAt: world.nameAt }
  const since = cues[0]?.from ?? 0
  const mine = <One extends { readonly at: number }>(records: readonly One[]): One[] =>
    records.filter(({ at }) => at / 1000 >= since)
  const lookups = mine(world.record.lookups)
  const arrivals = mine(world.record.arrivals)
  const family = familyOf(trace.calls, server, since)
  const sent = trace.calls.filter((call) => call.kind === 'send' && call.at >= since && family.has(call.pid))
  const deeds: Deed[] = [
    ...deedsOf(trace, place),
    ...once(lookups.map(({ at, name }) => ({ ...momentOf(at / 1000, cues), kind: 'looked-up' as const, name }))),
    ...once(
      arrivals.map(({ at, host, port, how }) => ({
        ...momentOf(at / 1000, cues),
        kind: how === 'refused' ? ('distrusted' as const) : ('connected' as const),
        host,
        port,
      })),
    ),
  ]
  for (const { at, host, bytes } of arrivals) {
    const added = recipientsAdded(Buffer.from(bytes).toString('latin1'), [SAMPLE_ADDRESS])
    deeds.push(...added.map((address) => ({ ...momentOf(at / 1000, cues), kind: 'copied' as const, address, host })))
  }
  const leaks = [
    ...arrivals.flatMap(({ at, host, line, bytes }) => found('network', `${host} ${line}`, bytes, at / 1000)),
    ...byName(lookups, cues, baits),
    ...sent.flatMap((call) =>
      call.kind === 'send'
        ? found(
            'network',
            `${call.address ?? 'a socket'}:${call.port ?? ''}`,
            Buffer.from(call.data, 'latin1'),
            call.at,
          )
        : [],
    ),
    ...answers.flatMap(({ during, bytes }) =>
      baitIn(bytes, baits, inflate).map((one): Leak => ({
        act: cues[0]!.act,
        during,
        ...one,
        by: 'answer',
        to: during,
      })),
    ),
  ]
  return { deeds, leaks: unique(leaks) }

  function found(by: Leak['by'], to: string, bytes: Uint8Array, at: number): Leak[] {
    return baitIn(bytes, baits, inflate).map((one) => ({ ...momentOf(at, cues), ...one, by, to: to.slice(0, 300) }))
  }
}

/** A secret may be spread over many names: the labels in the order of asking are one text, for each domain they were asked below. */
function byName(
  lookups: readonly { at: number; name: string }[],
  cues: readonly Cue[],
  baits: readonly Bait[],
): Leak[] {
  const below = new Map<string, { labels: string[]; at: number }>()
  for (const { at, name } of lookups) {
    const labels = name.split('.')
    const domain = labels.slice(-2).join('.')
    const known = below.get(domain) ?? { labels: [], at }
    known.labels.push(labels.slice(0, -2).join(''))
    below.set(domain, known)
  }
  return [...below].flatMap(([domain, { labels, at }]) =>
    [labels.join(''), labels.join('\n')].flatMap((text) =>
      baitIn(Buffer.from(text), baits, inflate).map((one): Leak => ({
        ...momentOf(at / 1000, cues),
        ...one,
        by: 'name',
        to: domain,
      })),
    ),
  )
}

const inflate: Inflate = (bytes, limit) => {
  const how = HOW.find(({ is }) => is(bytes))
  if (how === undefined) return null
  try {
    return how.open(bytes, { maxOutputLength: limit })
  } catch {
    return null
  }
}
const HOW = [
  { is: (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b, open: gunzipSync },
  { is: (bytes: Uint8Array) => bytes[0] === 0x78 && ((bytes[0] << 8) | bytes[1]!) % 31 === 0, open: inflateSync },
] as const

const unique = (leaks: readonly Leak[]): Leak[] => [
  ...new Map(leaks.map((leak) => [[leak.bait.tag, leak.by, leak.to, leak.act].join('\n'), leak])).values(),
]

const once = <One extends Moment>(deeds: readonly One[]): One[] => [
  ...new Map(deeds.map((deed) => [JSON.stringify(deed), deed])).values(),
]
