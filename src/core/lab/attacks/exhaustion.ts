// AT-35: more than a machine or a client can bear, each within bounds that a test machine survives.
import type { Visit } from '../../model/lab-visit.ts'
import type { Attack, Harm, LabGrants, Part, Variant } from '../../model/lab.ts'

const MEGABYTES = 1_000_000

function variant(id: string, what: string, does: string, part: Part, harm: Harm, grants: LabGrants = {}): Variant {
  return {
    id,
    what,
    steps: [{ does, stoppedBy: [part] }],
    twoStep: false,
    harm,
    play: { fixture: 'at-35', mode: id, from: 'folder', grants, calls: [{ tool: 'report', arguments: {} }] },
  }
}

const said = (words: string): Harm => ({ kind: 'said', words })

const CALL = { tool: 'report', arguments: {} }

function overHttp(id: string, what: string, harm: Harm, more: Partial<Visit>): Variant {
  const { play, ...rest } = variant(id, what, 'has it taken', 'protocol', harm)
  return { ...rest, play: { ...play, calls: [], visits: [{ who: 'owner', call: CALL, ...more }] } }
}

export const exhaustion: Attack = {
  id: 'AT-35',
  title: 'Resource exhaustion',
  what: 'Answers, schemas, memory, processes and time without end.',
  variants: [
    variant('giant-result', 'an answer of 50 MB', 'sends it', 'protocol', { kind: 'bytes', bytes: 50 * MEGABYTES }),
    variant('deep-schema', 'a schema that is nested 3000 levels deep', 'lists it', 'protocol', {
      kind: 'depth',
      levels: 3000,
    }),
    variant('memory', '800 MB where 400 were granted', 'fills memory', 'limits', said('holds 800 MB'), {
      memory: '400M',
    }),
    variant('memory-spread', '600 MB over three processes', 'fills memory with others', 'limits', said('hold 600 MB'), {
      memory: '400M',
    }),
    variant(
      'processes',
      '60 processes where 40 were granted',
      'starts processes',
      'limits',
      said('holds 60 processes'),
      {
        pids: '40',
      },
    ),
    variant(
      'endless',
      'work for three seconds where one was granted',
      'never stops',
      'limits',
      said('worked for 3 s'),
      { time: '1s' },
    ),
    overHttp('request-bytes', 'a request of 50 MB over HTTP', said('took 50 MB'), { pads: 50 * MEGABYTES }),
    overHttp('request-heads', 'a request with 10,000 headers', said('took 10,000 headers'), { heads: 10_000 }),
  ],
  control: 'Each of them gets what it wants.',
  twin: {
    what: 'An answer of one megabyte, some memory, one process, a moment of work.',
    play: { fixture: 'at-35-twin', mode: '', from: 'folder', grants: {}, calls: [CALL] },
    also: [
      {
        what: 'a request of one megabyte, with 40 headers more, over HTTP',
        play: {
          ...{ fixture: 'at-35', mode: 'request-bytes', from: 'folder', grants: {}, calls: [] },
          visits: [{ who: 'owner', call: CALL, pads: MEGABYTES, heads: 40, honest: true }],
        },
      },
    ],
  },
}
