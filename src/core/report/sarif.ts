// Reports as SARIF 2.1.0 (OASIS), for code-scanning pages. What could not be answered is a notification, never silence.
import type { Finding, Severity } from '../model/finding.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { quote, reveal } from '../model/untrusted.ts'
import { bySeverity, knownIn, notLookedAt, suppressedIn, type Examined } from './outcome.ts'

const LEVELS: Readonly<Record<Severity, string>> = {
  info: 'note',
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
}
/** The scale of code-scanning pages, from 0 to 10. */
const SCORES: Readonly<Record<Severity, string>> = {
  info: '0.0',
  low: '3.0',
  medium: '5.0',
  high: '8.0',
  critical: '9.5',
}

export function reportSarif(examined: readonly Examined[], cards: readonly RuleCard[], version: string): JsonObject {
  const unanswered = examined.flatMap(({ name, reports }) =>
    reports.flatMap(({ unanswered }) =>
      unanswered.map(({ rule, why }) => notification('error', `${name}: ${rule}: ${why}`)),
    ),
  )
  const notLooked = examined.flatMap(({ name, reports }) =>
    notLookedAt(reports).map((what) => notification('note', `${name}: not looked at: ${what}`)),
  )
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Sallyport', semanticVersion: version, rules: cards.map(ruleJson) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: unanswered.length === 0, toolExecutionNotifications: [...unanswered, ...notLooked] },
        ],
        results: examined.flatMap((target) => resultsOf(target, cards)),
      },
    ],
  }
}

const notification = (level: string, text: string): JsonObject => ({ level, message: { text: unlinked(reveal(text)) } })

const ruleJson = ({ id, severity, confidence, tier, summary, fix, references }: RuleCard): JsonObject => ({
  id,
  shortDescription: { text: summary },
  help: { text: fix },
  defaultConfiguration: { level: LEVELS[severity] },
  properties: {
    tags: ['security', ...references],
    precision: confidence,
    'security-severity': SCORES[severity],
    tier,
  },
})

function resultsOf(target: Examined, cards: readonly RuleCard[]): Json[] {
  const { reports } = target
  const isChange = reports.some(({ known }) => known !== undefined)
  const counted = bySeverity(reports.flatMap(({ findings }) => findings)).map((finding) => ({
    ...resultOf(finding, target, cards),
    ...(isChange ? { baselineState: 'new' } : {}),
  }))
  const known = bySeverity(knownIn(reports)).map((finding) => ({
    ...resultOf(finding, target, cards),
    level: 'note',
    baselineState: 'unchanged',
  }))
  const suppressed = suppressedIn(reports).map(({ finding, reason, until }) => ({
    ...resultOf(finding, target, cards),
    suppressions: [{ kind: 'external', status: 'accepted', justification: reveal(`${reason} (until ${until})`) }],
  }))
  return [...counted, ...known, ...suppressed]
}

function resultOf(finding: Finding, target: Examined, cards: readonly RuleCard[]): JsonObject {
  const { name } = target
  const index = cards.findIndex(({ id }) => id === finding.rule)
  const { rule, severity, confidence, tier, evidence } = finding
  const note = evidence.note === undefined ? '' : ` (${reveal(evidence.note)})`
  const summary = cards[index]?.summary ?? rule
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: unlinked(`${summary}: ${quote(evidence.excerpt, 300)}${note}`) },
    locations: [locationOf(target, finding)],
    partialFingerprints: { 'sallyport/v1': reveal(`${name} ${rule} ${placeOf(target, evidence.at)}`) },
    properties: { severity, confidence, tier },
  }
}

/** Lines of a project's file move, and the finding stays the same one. */
const placeOf = ({ in: found, place }: Examined, at: string): string =>
  found !== undefined && at.startsWith(place) ? `${found.file}${at.slice(place.length)}` : at

/** Pages make links of `[words](address)` in a message (SARIF 2.1.0 section 3.11.6): a stranger's would look like ours. */
const unlinked = (text: string): string => text.replaceAll('](', ']\\(')

/** A place such as `/home/me/mcp.json:12` is a line of a file; everything else only has a name. */
function locationOf({ name, place, in: found }: Examined, { evidence }: Finding): JsonObject {
  const logical = { fullyQualifiedName: reveal(`${name} ${evidence.at}`), kind: 'member' }
  if (found !== undefined) {
    const { line: startLine, column: startColumn, endLine, endColumn } = found.region
    const physicalLocation = {
      artifactLocation: { uri: uriOf(found.file) },
      region: { startLine, startColumn, endLine, endColumn },
    }
    return { physicalLocation, logicalLocations: [logical] }
  }
  const [, file, line] = /^(.+):(\d+)$/s.exec(place) ?? []
  const uri = file === undefined ? `mcp:${encodeURIComponent(name.toWellFormed())}` : uriOf(file)
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: Math.max(1, Number(line ?? 1)) } },
    logicalLocations: [logical],
  }
}

const uriOf = (file: string): string =>
  `${file.startsWith('/') ? 'file://' : ''}${file.toWellFormed().split('/').map(encodeURIComponent).join('/')}`
