// Reasons that nobody can check, given so that an order is obeyed: compliance, security, maintenance, "mandatory for all requests".
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const CAUSES = ['regulatory', 'compliance', 'audit', 'security', 'safety', 'integrity', 'verification', 'validation']
const NOTICES = ['update', 'alert', 'maintenance', 'protocol', 'notice', 'optimization', 'optimisation', 'enhancement']
const ORDERS = ['upgrade', 'override', 'validation', 'requirement', 'requirements', 'announcement', 'warning', 'patch']

export const AUTHORITY: readonly Phrase[] = [
  phrase(
    [...CAUSES, 'policy', 'policies'],
    /\b(?:for|to ensure|to maintain|to comply with|due to|as part of|per|under|required for|to meet) (?:[\w'-]{1,30}[ ,]{1,2}){0,5}?(?:regulatory|compliance|audit|security|safety|integrity|verification|validation|policy)(?:[ ,]{1,2}(?:and )?[\w'-]{1,30}){0,2}? (?:compliance|verification|validation|purposes|requirements?|reasons?|polic(?:y|ies)|protocols?|checks?|standards?|logging|trail|regulations?|guidelines|confirmation)\b/g,
  ),
  phrase(
    [...NOTICES, ...ORDERS].flatMap((word) => [`${word}:`, `${word} :`]),
    /\b(?:system|security|performance|environment|compliance|safety|data|policy|emergency)(?: [\w-]{1,30})? (?:update|alert|maintenance|protocol|notice|optimi[sz]ation|enhancement|upgrade|override|validation|requirements?|announcement|warning|patch) ?:/g,
  ),
  phrase(
    ['mandatory', 'required', 'essential', 'crucial', 'compulsory'].map((word) => `${word} for `),
    /\b(?:mandatory|required|essential|crucial|compulsory) for (?:all|every|any|each) \w/g,
  ),
  phrase(
    ['compliance', 'integrity', 'regulatory', 'user safety'],
    /\bto (?:ensure|maintain|guarantee) (?:[\w'-]{1,30} ){0,3}?(?:regulatory|compliance|system integrity|data integrity|user safety|environment integrity)\b/g,
  ),
  phrase(
    ['notice', 'instruction', 'requirement'].flatMap((word) => [`${word}:`, `${word}s:`, `${word} :`]),
    /\b(?:important|critical|mandatory|urgent) (?:notice|instruction|requirement)s? ?:/g,
  ),
  phrase(
    ['verification', 'validation', 'checkpoint', 'clearance'],
    /\b(?:security|safety|compliance) (?:verification|validation|checkpoint|clearance)\b/g,
  ),
]
