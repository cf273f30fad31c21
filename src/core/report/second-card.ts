// What a second person signs, whole: what is executed, what it may, what it offers, and what it was approved by.
import type { ApproverRole } from '../model/approver.ts'
import { ERAS, type Era } from '../model/catalogue.ts'
import type { Pin, PinnedCatalogue } from '../model/pin.ts'
import { effectIn } from '../model/set-effects.ts'
import { whole } from '../model/untrusted.ts'
import type { Verdict } from '../model/vetting.ts'
import { rolesText } from './approvers-text.ts'
import { powersOf, remotePowersOf } from './powers.ts'
import { untilText } from './terms.ts'

/** What a second person is asked; `vetted`: what the record says that it was approved by, which is the first person's word. */
export type AskedSecond = {
  readonly name: string
  readonly pin: Pin
  readonly vetted: { readonly verdict: Verdict; readonly at: string } | null
  /** What the second person must answer for; that too is the first person's word, and not part of what is signed. */
  readonly roles?: readonly ApproverRole[]
}

export function secondCard({ name, pin, vetted, roles = [] }: AskedSecond): string {
  const { argv, artifact, grants, cwd, catalogue, accepted, approver, approvedAt } = pin
  const powers = artifact.kind === 'remote' ? remotePowersOf(grants) : powersOf(grants, cwd)
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      `What ${name} is, as it was approved first`,
      [`by ${whole(approver)} at ${approvedAt}`, ...keyOf(pin), ...argv.map(whole), ...bytesOf(artifact)],
    ],
    ['What is executed, one argument a line', executed(pin)],
    ['It may', powers.map(({ kind, what }) => `${kind} ${what}`)],
    ['Its tools, in our judgement', toolsOf(pin)],
    [
      'What it offers, by the digests of its words',
      catalogue === 'pending'
        ? ['not known yet: nothing is offered before it is approved too']
        : ERAS.flatMap((era) => offeredIn(era, catalogue[era])),
    ],
    ['Accepted in spite of findings or open questions', accepted.map(whole)],
    ['The approval', [...termsOf(pin, vetted), ...askedOf(roles)]],
  ]
  return sections
    .map(
      ([title, lines]) =>
        `${title}\n${(lines.length === 0 ? ['nothing'] : lines).map((line) => `  ${line}\n`).join('')}`,
    )
    .join('\n')
}

const askedOf = (roles: readonly ApproverRole[]): readonly string[] =>
  roles.length === 0
    ? []
    : [`beside it stands, and is not part of what is signed: who signs it has ${rolesText(roles)}`]

const keyOf = ({ signatures = [] }: Pin): readonly string[] => signatures.map(({ key }) => `with the key ${whole(key)}`)

const bytesOf = (artifact: Pin['artifact']): readonly string[] =>
  Object.entries(artifact).map(
    ([key, value]) => `${key}: ${whole(typeof value === 'string' ? value : JSON.stringify(value))}`,
  )

/** The command above is what was asked for; a start is made of these words alone. */
const executed = ({ exec, interpreter, roots }: Pin): readonly string[] => [
  ...exec.map(whole),
  ...(interpreter === null ? [] : [`program ${whole(interpreter.path)} ${interpreter.digest}`]),
  ...roots.map((root) => `its own code ${whole(root)}`),
]

const toolsOf = (pin: Pin): readonly string[] =>
  [...new Set([...Object.keys(pin.effects), ...Object.keys(pin.setEffects ?? {})])].map((tool) => {
    const own = Object.hasOwn(pin.effects, tool) ? pin.effects[tool] : undefined
    const judged = own === undefined ? 'nobody judged it' : `${own.effect} (${whole(own.reason)})`
    const set = effectIn(pin, tool)
    return `${whole(tool)}: ${judged}${set === own?.effect ? '' : `, set to ${set}`}`
  })

function offeredIn(era: Era, pinned: PinnedCatalogue | undefined): readonly string[] {
  if (pinned === undefined) return []
  const { revision, serverInfo, instructions, capabilities, resources } = pinned
  const named = (['tools', 'prompts', 'templates'] as const).flatMap((kind) =>
    Object.entries(pinned[kind]).map(([item, digest]) => `${kind} ${whole(item)} ${digest}`),
  )
  const own = [
    `revision ${whole(revision)}`,
    `serverInfo ${serverInfo}`,
    `instructions ${instructions}`,
    `capabilities ${capabilities}`,
  ]
  return [...own, ...named, ...resources.map((origin) => `resources of ${whole(origin)}`)].map(
    (line) => `${era} ${line}`,
  )
}

function termsOf(pin: Pin, vetted: AskedSecond['vetted']): readonly string[] {
  const { environment, provenance, expiresAt, tier, reason, vetted: record } = pin
  return [
    `holds ${untilText(expiresAt)}, for ${environment}, tier ${tier ?? 'none'}`,
    `because ${reason === '' ? 'no reason given' : whole(reason)}`,
    provenance === undefined
      ? 'nobody vouches for its bytes'
      : `vouched by ${provenance.by}, repository ${whole(provenance.repository ?? 'none')}`,
    record === undefined ? 'by no record of its vetting' : `by the record of its vetting ${record}`,
    // The signatures do not cover what stands beside the pin.
    vetted === null
      ? 'what that record says does not stand beside it'
      : `beside it stands, and is not part of what is signed: vetted ${whole(vetted.at)}, ${vetted.verdict}`,
  ]
}
