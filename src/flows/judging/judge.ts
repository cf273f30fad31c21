// What the rules make of a server: of the way it is started, and of every word it says.
import type { Catalogue, Catalogues, Effect, Era } from '../../core/model/catalogue.ts'
import { ERAS } from '../../core/model/catalogue.ts'
import type { Finding, Report, Unanswered } from '../../core/model/finding.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { classify, isGuess } from '../../core/policy/effect-class.ts'
import { type CatalogueSubject, subjectOf, type Other } from '../../core/rules/catalogue/subject.ts'
import { check } from '../../core/rules/check.ts'
import { CATALOGUE_RULES, findInCatalogue, LAUNCH_RULES } from '../../core/rules/index.ts'
import { seekBy } from '../../core/rules/seek.ts'
import { inflate } from '../../io/file/inflate.ts'
import { withPoison } from './resemblance.ts'

export type { Other }

/** One report on the launch, and one for each era that was described. Null: nothing was described, which is not judged here. */
export function judge(entry: LaunchEntry, catalogues: Catalogues | null, others: readonly Other[]): Report[] {
  const launch = check(entry, LAUNCH_RULES, {
    subject: 'launch',
    looked: ['how it is started or reached'],
    notLooked: [],
  })
  return [
    launch,
    ...inEachEra(catalogues ?? {}, (era, catalogue) => judgeCatalogue(entry.name, era, catalogue, others)),
  ]
}

/** A report on each era that was described; what both say is reported once. */
export function inEachEra(catalogues: Catalogues, ask: (era: Era, catalogue: Catalogue) => Report): Report[] {
  const [first, second] = ERAS.flatMap((era) => {
    const catalogue = catalogues[era]
    return catalogue === undefined ? [] : [ask(era, catalogue)]
  })
  return first === undefined ? [] : [first, ...(second === undefined ? [] : [withoutSame(second, first)])]
}

export function judgeCatalogue(name: string, era: Era, catalogue: Catalogue, others: readonly Other[]): Report {
  const { tools, prompts, templates } = catalogue
  const subject = subjectOf(name, catalogue, others, surelyKnown(catalogue), inflate)
  const looked = `every text of ${tools.length} tools, ${prompts.length} prompts and ${templates.length} templates`
  const about = {
    subject: 'catalogue',
    looked: [`${looked} (${era} era)`],
    notLooked: ['what its resources contain and what its tools answer'],
  }
  const seek = seekBy(findInCatalogue)
  const report = withPoison(check(subject, CATALOGUE_RULES, about, findInCatalogue, seek), subject.fields, seek)
  return { ...report, unanswered: [...report.unanswered, ...unreadIn(subject)] }
}

/** What no rule has read: where one says that, it is not clean. */
function* unreadIn({ fields, unread }: CatalogueSubject): Generator<Unanswered> {
  const encoded = fields.find(({ isWhole }) => !isWhole)
  if (encoded !== undefined) {
    const why = `the text at ${encoded.at} is encoded too deeply, too often or too large to be read`
    yield { rule: 'hidden-message', why }
  }
  const [first, ...more] = unread
  if (first === undefined) return
  const others = more.length === 0 ? '' : ` and at ${more.length} more places`
  yield { rule: 'schema-too-much', why: `there is too much at ${first}${others} to be read` }
}

/** A cautious guess is no ground to say that an annotation lies. */
function surelyKnown({ tools }: Catalogue): Record<string, Effect> {
  const judged = tools.map((tool) => [tool.name, classify(tool)] as const)
  return Object.fromEntries(judged.filter(([, effect]) => !isGuess(effect)))
}

/** Most servers say the same in both eras: it is reported once. */
function withoutSame(report: Report, other: Report): Report {
  const key = ({ rule, evidence }: Finding): string =>
    JSON.stringify([rule, evidence.at, evidence.excerpt, evidence.span])
  const known = new Set(other.findings.map(key))
  return { ...report, findings: report.findings.filter((finding) => !known.has(key(finding))) }
}

/** The tools of every approved server but this one, as far as they are pinned. */
export function othersOf(lock: Pick<Lockfile, 'pins'>, name: string): Other[] {
  return Object.entries(lock.pins)
    .filter(([server]) => server !== name)
    .map(([server, { catalogue }]) => ({
      server,
      tools:
        catalogue === 'pending' ? [] : [...new Set(ERAS.flatMap((era) => Object.keys(catalogue[era]?.tools ?? {})))],
    }))
}
