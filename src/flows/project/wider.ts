// What an approval permits beyond the one before it, in words that are safe to print.
import { canonical } from '../../core/canon/digest.ts'
import { isHigher, type VetTier } from '../../core/model/vet-tier.ts'
import { lastsMsOf, type Pin } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { comparePowers, type Power, powersOf, remotePowersOf } from '../../core/report/powers.ts'

export function widerWords(old: Pin, now: Pin): readonly string[] {
  const { added, removed } = comparePowers(powers(old), powers(now))
  return [
    ...added.map(({ kind, what }) => `new power: ${kind} ${what}`),
    ...removed.filter(({ kind }) => HOLDS.has(kind)).map(({ kind, what }) => `no longer held: ${kind} ${what}`),
    ...(isOtherCode(old, now) ? ['other bytes by the same command'] : []),
    ...(isLower(old.tier, now.tier)
      ? [`asks for less evidence: tier ${old.tier ?? 'none'} becomes ${now.tier ?? 'none'}`]
      : []),
    ...(old.environment === now.environment ? [] : [`is for ${now.environment}, and was for ${old.environment}`]),
    ...(lasts(now) > lasts(old) ? ['holds for longer'] : []),
    ...now.accepted.filter((rule) => !old.accepted.includes(rule)).map((rule) => `in spite of ${shown(rule)}`),
    ...Object.entries(now.setEffects ?? {})
      .filter(([tool, effect]) => old.setEffects?.[tool] !== effect)
      .map(([tool, effect]) => `a person judges ${shown(tool)} to ${effect}`),
  ]
}

/** What is less where it is there. */
const HOLDS: ReadonlySet<Power['kind']> = new Set(['limit', 'hold'])

/** Where the command is another, that is told. */
const isOtherCode = (old: Pin, now: Pin): boolean =>
  canonical(old.argv) === canonical(now.argv) &&
  canonical([old.artifact, old.interpreter]) !== canonical([now.artifact, now.interpreter])

const isLower = (old: VetTier | undefined, now: VetTier | undefined): boolean =>
  old !== undefined && (now === undefined || isHigher(old, now))

const lasts = (pin: Pin): number => lastsMsOf(pin) ?? Number.POSITIVE_INFINITY

const powers = ({ grants, cwd, artifact }: Pin): readonly Power[] =>
  artifact.kind === 'remote' ? remotePowersOf(grants) : powersOf(grants, cwd)

const shown = (text: string): string => quote(untrusted(text))
