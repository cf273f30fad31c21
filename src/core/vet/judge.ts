// Asks every rule about the files of a package. A rule that throws has not looked, and that is never a pass.
import { bound } from '../model/bounds.ts'
import type { Unanswered } from '../model/finding.ts'
import type { Spot, Subject, VetRule } from './rule.ts'

export type Seen = { readonly rule: VetRule; readonly spot: Spot }
export type Judged = { readonly seen: readonly Seen[]; readonly unanswered: readonly Unanswered[] }

export function judgeCode(subject: Subject, rules: readonly VetRule[]): Judged {
  const seen: Seen[] = []
  const unanswered: Unanswered[] = []
  for (const rule of rules) {
    try {
      const places = new Set<string>()
      for (const spot of rule.check(subject)) {
        const key = `${spot.path} ${spot.at}`
        if (places.has(key)) continue
        places.add(key)
        seen.push({ rule, spot })
        if (places.size >= bound('rule-findings')) break
      }
    } catch (cause) {
      unanswered.push({
        rule: rule.id,
        why: `the rule stopped with ${cause instanceof Error ? cause.name : 'an error'}`,
      })
    }
  }
  return { seen, unanswered }
}
