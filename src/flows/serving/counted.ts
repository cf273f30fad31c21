// What a line of the log counts for. Everything that happens passes there, so that is where it is counted; what is counted there
// can be read up in the log. Names of servers are those of approvals: a guard has no other.
import type { EventBody, Recorder } from '../../core/evidence/event.ts'
import { EXTENSION_METHODS, MODERN_METHODS } from '../../core/protocol/modern/methods.ts'
import { LEGACY_METHODS } from '../../core/protocol/legacy/methods.ts'
import type { Meter } from '../../core/telemetry/meter.ts'
import type { Sighting, Stage } from '../gateway/stages.ts'

/** A recorder whose lines are counted once they are written. */
export function counting(recorder: Recorder, meter: Meter): Recorder {
  return {
    ...recorder,
    record: (event) => {
      const seq = recorder.record(event)
      count(event, meter)
      return seq
    },
    durable: async (event) => {
      const seq = await recorder.durable(event)
      count(event, meter)
      return seq
    },
  }
}

const METHODS: ReadonlySet<string> = new Set(
  [LEGACY_METHODS, MODERN_METHODS, ...Object.values(EXTENSION_METHODS)].flatMap((table) => Object.keys(table)),
)

/** What no table has is a word of the peer. */
export const methodWord = (method: string): string => (METHODS.has(method) ? method : OTHER)

/** Words of ours are short and in small letters. Anything else is not one, however it came here. */
const word = (text: string): string => (/^[a-z][a-z0-9_-]{0,60}$/.test(text) ? text : OTHER)
const OTHER = 'other'

/** A command that was trusted once is called by its digest. */
export const nameOf = (server: string): string => (server.startsWith('once:') ? 'once' : server)

export function count(event: EventBody, meter: Meter): void {
  switch (event.type) {
    case 'message': {
      const { kind, direction, method, decision, reasons } = event
      const server = nameOf(event.server)
      meter.add('sallyport_decisions_total', [server, direction, decision, word(reasons[0] ?? 'none')])
      if (kind !== 'request' || direction !== 'upstream') return
      return meter.add('sallyport_requests_total', [server, methodWord(method), decision])
    }
    case 'fault':
      // Those of the port are counted there: they may name a server that nobody approved.
      if (event.code.startsWith('http-')) return
      return meter.add('sallyport_faults_total', [nameOf(event.server), word(event.code)])
    case 'alert':
      return meter.add('sallyport_alerts_total', [nameOf(event.server), word(event.kind)])
    case 'launch':
      return meter.add('sallyport_server_starts_total', [nameOf(event.server)])
    case 'exit': {
      const cause = event.limit ?? (event.signal === null ? 'end' : 'signal')
      return meter.add('sallyport_server_exits_total', [nameOf(event.server), word(cause)])
    }
    case 'refused':
      return meter.add('sallyport_start_refused_total', [nameOf(event.server), word(event.code)])
    default:
      return undefined
  }
}

/** Each stage once for each message, however many pieces it had. */
export function measure({ server, timed }: Sighting, meter: Meter): void {
  const sums = new Map<Stage, number>()
  for (const [stage, from, to] of timed) sums.set(stage, (sums.get(stage) ?? 0) + to - from)
  for (const [stage, ms] of sums) meter.observe('sallyport_stage_seconds', [nameOf(server), stage], ms / 1_000)
}
