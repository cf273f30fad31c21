// Every rule that vetting asks before a server runs, as the lists and documents show them.
import { ADVISORY_CARDS } from '../../core/advisory/findings.ts'
import type { RuleCard } from '../../core/model/rule-card.ts'
import { PROVENANCE_CARDS } from '../../core/provenance/findings.ts'
import { REHEARSAL_RULES } from '../../core/rules/rehearsal/table.ts'
import { CODE_RULES } from '../../core/vet/rules/index.ts'

export const VET_CARDS: readonly RuleCard[] = [
  ...CODE_RULES,
  ...PROVENANCE_CARDS,
  ...ADVISORY_CARDS,
  ...REHEARSAL_RULES,
].toSorted((a, b) => (a.id < b.id ? -1 : 1))
