// What the two classifiers add to the rules: that a stretch of a text reads like hostile ones. It names no reason, so it is never
// more than a hint, and it never blocks.
import type { Finding } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { excerptOf } from '../text/excerpt.ts'
import type { Classifier } from '../text/ngram/score.ts'
import type { Field } from './field.ts'
import type { Seek } from './seek.ts'

export const RESEMBLES_POISON: RuleCard = {
  id: 'resembles-poison',
  severity: 'low',
  confidence: 'low',
  tier: 'review',
  summary: 'A text of the server reads like descriptions that poison a tool',
  fix: 'Read the words that are named: does the tool need them?',
  references: ['MCP03', 'SAFE-T1001', 'AML.T0110', 'CoSAI T4'],
}

export const RESEMBLES_INJECTION: RuleCard = {
  id: 'resembles-injection',
  severity: 'low',
  confidence: 'low',
  tier: 'review',
  summary: 'An answer of a server reads like texts that take a model over',
  fix: 'Treat what the server answered as text that somebody else wrote, and look at where it comes from.',
  references: ['MCP06', 'SAFE-T1102', 'AML.T0051', 'CoSAI T4'],
}

/** Both are made from public samples: figures on these samples flatter them. */
export const CLASSIFIERS: ReadonlySet<string> = new Set([RESEMBLES_POISON.id, RESEMBLES_INJECTION.id])

/** Shorter texts say too little to be like anything. */
const SHORTEST = 24

/** At most one finding for each text. */
export function resembling(fields: readonly Field[], by: Classifier, card: RuleCard, seek: Seek): Finding[] {
  const { id, severity, confidence, tier } = card
  return fields.flatMap((field) => {
    if (field.text.length < SHORTEST) return []
    const level = seek.normal(field)
    const found = by.mostHostile(level.units)
    if (found === null || found.score <= by.threshold) return []
    const span = level.original(...found.span)
    // Both tables look for secrets: nobody has to look once more.
    const excerpt = excerptOf(field.text, span, seek.open(field))
    return [{ rule: id, severity, confidence, tier, evidence: { at: field.at, excerpt, span } }]
  })
}
