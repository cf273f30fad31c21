// The part of a vetting that plays: what the rules say of a rehearsal, and how much of the server was played.
import type { Artifact } from '../../../core/model/artifact.ts'
import type { VetMaterial, VetPart } from '../../../core/model/vetting.ts'
import type { ResolvedTarget } from '../../resolve/world.ts'
import { DAYS_LATER } from '../../../core/rehearsal/clock.ts'
import { behaviourOf } from '../../../core/rehearsal/behaviour.ts'
import { suggestionOf } from '../../../core/rehearsal/suggest.ts'
import { Failure } from '../../../core/model/failure.ts'
import { check } from '../../../core/rules/check.ts'
import { REHEARSAL_RULES } from '../../../core/rules/rehearsal/table.ts'
import { counted } from '../../../core/text/counted.ts'
import { rehearse, type Rehearsal, type RehearseWorld } from './rehearse.ts'

export type PartWorld = RehearseWorld & {
  /** The exact bytes with all dependencies, ready to start. Executes nothing of them. */
  readonly resolve: (material: VetMaterial) => Promise<ResolvedTarget>
}

const NOT_SEEN = [
  'what it does only on a day, at an hour, for an account or a client, for a word in a call, after more use or by an order that was not part of the rehearsal',
  'the words with which it asks a model or a person for something; both were answered as somebody who says yes',
  'what it does only where it does not see that it is rehearsed: a home can be known by its bait, a network by answering for every name, a sandbox by its names and paths',
  'what it sent enciphered, or packed otherwise than by gzip and zlib, and what it would have done with other answers from its hosts',
]

export async function rehearsePart(material: VetMaterial, world: PartWorld): Promise<VetPart> {
  try {
    const resolved = await world.resolve(material)
    return partOf(await rehearse(resolved, world), resolved.artifact)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const unanswered = [{ rule: 'rehearsal', why: cause.words }]
    return {
      part: 'rehearsal',
      report: { subject: 'rehearsal', findings: [], unanswered, looked: [], notLooked: NOT_SEEN },
      coverage: [],
    }
  }
}

export function partOf(rehearsal: Rehearsal, artifact: Artifact): VetPart {
  const { tools, others, playings, missed, deeds, needs } = rehearsal
  const looked = [`${counted(playings.seen, 'playing')} with bait`, ...deedsIn(rehearsal)]
  const report = check(rehearsal, REHEARSAL_RULES, { subject: 'rehearsal', looked, notLooked: NOT_SEEN })
  const unanswered = [...report.unanswered, ...missed.map((why) => ({ rule: 'rehearsal', why }))]
  return {
    part: 'rehearsal',
    report: { ...report, unanswered },
    coverage: [
      { what: 'tools', seen: tools?.called ?? 0, of: tools?.of ?? 0 },
      ...(['prompts', 'resources'] as const).flatMap((what) =>
        others[what].of === 0 ? [] : [{ what, ...others[what] }],
      ),
      { what: 'playings', seen: playings.seen, of: playings.of },
      { what: `playings ${DAYS_LATER} days ahead`, seen: playings.later, of: 1 },
    ],
    ...(tools !== null && { suggests: suggestionOf(artifact, deeds, needs) }),
    did: behaviourOf(rehearsal),
    ...(rehearsal.offered !== null && { offers: rehearsal.offered }),
  }
}

/** Facts in numbers; the words of the server stand in findings alone. */
function deedsIn({ deeds, needs }: Rehearsal): readonly string[] {
  const count = (kind: string, key: 'host' | 'path' | 'argv'): number =>
    new Set(deeds.flatMap((deed) => (deed.kind === kind && key in deed ? [JSON.stringify((deed as never)[key])] : [])))
      .size
  const deedsSeen = [
    counted(count('connected', 'host'), 'called host'),
    counted(count('started', 'argv'), 'started program'),
    `${counted(count('opened', 'path'), 'opened file')} of the home`,
    `${counted(count('changed', 'path'), 'changed file')} of the home`,
    `${counted(needs.variables.length, 'variable')} that it asked for`,
  ]
  return [deedsSeen.join(', ')]
}
