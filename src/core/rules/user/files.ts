// All files of a person's rules together: read whole, or refused with the first thing that does not fit.
import { bound } from '../../model/bounds.ts'
import { CATALOGUE_RULES, MESSAGE_RULES, RULE_CARDS } from '../index.ts'
import { readRuleFile } from './read.ts'
import type { FileFault, Suppression, Surroundings } from './rule-file.ts'
import { type UserRules, userRules } from './rules.ts'

/** `isGiven`: named on a command line, for this once; such a file may not hide anything. */
export type RuleText = { readonly file: string; readonly text: string; readonly isGiven: boolean }

export type Loaded = { readonly user: UserRules; readonly suppressions: readonly Suppression[] }

export function loadRules(texts: readonly RuleText[], mayBlock: boolean): Loaded | FileFault {
  const around = surroundings(mayBlock)
  const own = new Set<string>()
  const all = { rules: [], suppressions: [] } as { rules: UserRules['rules'][number][]; suppressions: Suppression[] }
  for (const { file, text, isGiven } of texts) {
    const read = readRuleFile(text, file, around, own)
    if ('why' in read) return read
    all.rules.push(...read.rules)
    all.suppressions.push(...read.suppressions)
    const why = tooMuch(all) ?? (isGiven && read.suppressions.length > 0 ? HIDES : null)
    if (why !== null) return faultOf(file, why)
  }
  const user = userRules(all.rules)
  return typeof user === 'string'
    ? faultOf(texts.at(-1)!.file, `its rules and those before are too large together: ${user}`)
    : { user, suppressions: all.suppressions }
}

const HIDES = 'suppressions stand in rules.d of the configuration folder alone'

const faultOf = (file: string, why: string): FileFault => ({
  file,
  line: 1,
  column: 1,
  why,
  fix: 'Take some of it away.',
})

function tooMuch({
  rules,
  suppressions,
}: {
  rules: readonly unknown[]
  suppressions: readonly unknown[]
}): string | null {
  if (rules.length > bound('user-rules')) return `with it there are more than ${bound('user-rules')} rules`
  return suppressions.length > bound('suppressions')
    ? `with it there are more than ${bound('suppressions')} suppressions`
    : null
}

function surroundings(mayBlock: boolean): Surroundings {
  const reviewed = new Set(
    [...CATALOGUE_RULES, ...MESSAGE_RULES].filter(({ tier }) => tier === 'review').map(({ id }) => id),
  )
  const fixed = new Set([...RULE_CARDS.map(({ id }) => id), ...NOT_RULES].filter((id) => !reviewed.has(id)))
  return { reviewed, fixed, mayBlock }
}

/** Names under which reports say what nobody could look at. */
const NOT_RULES = ['describe', 'resolve', 'target', 'every-rule']
