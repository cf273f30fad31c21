// Which kind of limits this machine can hold: the best one that proves itself.
import type { Limiter, LimiterKind } from './limiter.ts'
import { watchdog } from './limiter.ts'
import { groupLimiter, type Probed } from './group-limiter.ts'
import { scopeLimiter } from './scope-limiter.ts'

export type Choice = {
  readonly limiter: Limiter
  /** Why better ones are not in force; safe to print. */
  readonly without: readonly { readonly kind: LimiterKind; readonly why: string }[]
}

const KINDS: readonly (readonly [LimiterKind, (isFresh: boolean) => Promise<Probed>])[] = [
  ['cgroup', groupLimiter],
  ['systemd-scope', scopeLimiter],
]

/** `isFresh`: tries what was proven before, too. */
export async function chooseLimiter(isFresh = false): Promise<Choice> {
  const without: { kind: LimiterKind; why: string }[] = []
  for (const [kind, probe] of KINDS) {
    const probed = await probe(isFresh)
    if (probed.ok) return { limiter: probed.limiter, without }
    without.push({ kind, why: probed.why })
  }
  return { limiter: watchdog, without }
}
