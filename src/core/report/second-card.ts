// What a second person signs, whole: what is executed, what it may, what its tools do, and what it was approved by.
import type { Pin } from '../model/pin.ts'
import { effectIn } from '../model/set-effects.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import type { Verdict } from '../model/vetting.ts'
import { powersOf, remotePowersOf } from './powers.ts'

type Asked = {
  readonly name: string
  readonly pin: Pin
  readonly vetted: { readonly verdict: Verdict; readonly at: string } | null
}

export function secondCard({ name, pin, vetted }: Asked): string {
  const { argv, artifact, grants, cwd, effects, accepted, approver, approvedAt, expiresAt, tier, reason } = pin
  const powers = artifact.kind === 'remote' ? remotePowersOf(grants) : powersOf(grants, cwd)
  const tools = Object.entries(effects).map(([tool, { effect, reason: why }]) => {
    const set = effectIn(pin, tool)
    return `${whole(tool)}: ${effect} (${quote(untrusted(why), 300)})${set === effect ? '' : `, set to ${set}`}`
  })
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      `What ${name} is, as it was approved first`,
      [`by ${whole(approver)} at ${approvedAt}`, ...argv.map(whole), ...bytesOf(artifact)],
    ],
    ['It may', powers.map(({ kind, what }) => `${kind} ${what}`)],
    ['Its tools, in our judgement', tools],
    ['Accepted in spite of findings or open questions', accepted.map(whole)],
    [
      'The approval',
      [
        `holds ${expiresAt === null ? 'until it is taken back' : `until ${expiresAt}`}, tier ${tier ?? 'none'}`,
        `because ${reason === '' ? 'no reason given' : whole(reason)}`,
        vetted === null
          ? 'there is no record of its vetting beside it'
          : `vetted ${whole(vetted.at)}: ${vetted.verdict}`,
      ],
    ],
  ]
  return sections
    .map(
      ([title, lines]) =>
        `${title}\n${(lines.length === 0 ? ['nothing'] : lines).map((line) => `  ${line}\n`).join('')}`,
    )
    .join('\n')
}

const whole = (text: string): string => quote(untrusted(text), Number.POSITIVE_INFINITY)

const bytesOf = (artifact: Pin['artifact']): readonly string[] =>
  Object.entries(artifact).map(
    ([key, value]) => `${key}: ${whole(typeof value === 'string' ? value : JSON.stringify(value))}`,
  )
