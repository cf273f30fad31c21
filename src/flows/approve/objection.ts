// What stands in the way of an approval before anybody is asked: questions without an answer, and findings that nobody
// accepted by name.
import { isAtLeast, type Finding, type Report } from '../../core/model/finding.ts'
import { bridgedTo } from '../../core/clients/bridge.ts'
import type { Resolved } from '../../core/model/artifact.ts'
import type { Grants } from '../../core/model/grants.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { DESCRIBE, type Look } from '../../core/model/look.ts'
import { quote, reveal } from '../../core/model/untrusted.ts'
import { bySeverity } from '../../core/report/outcome.ts'
import { secretInLaunch } from '../../core/rules/launch/secret-in-launch.ts'
import { RULE_CARDS } from '../../core/rules/index.ts'
import type { How } from '../../io/ask/consent.ts'
import { shellLine } from '../../core/text/shell-word.ts'
import { judge } from '../judging/judge.ts'
import type { Objection } from '../outcome.ts'
import { objectionToReferences, objectionToWords } from './secret-words.ts'
import type { Approval } from './settled.ts'

type Accepting = Pick<Approval, 'accept' | 'pendingCatalogue' | 'grants'>
/** The command line that would do the same with these rules accepted, and with these words beside. */
export type Again = (rules: readonly string[], words?: readonly string[]) => string

/** What has no honest reading always needs its rule named. Where nobody reads the card, whatever is grave needs it as well. */
export function openFindings(reports: readonly Report[], accept: readonly string[], how: How): readonly Finding[] {
  const isGrave = ({ tier, severity }: Finding): boolean =>
    tier === 'block' || (how === 'configured' && isAtLeast(severity, 'high'))
  const findings = reports.flatMap((report) => report.findings)
  return bySeverity(findings.filter((finding) => isGrave(finding) && !accept.includes(finding.rule)))
}

/**
 * Whether the words that start it say no already: then it is neither fetched nor started, not even in a sandbox. A credential
 * among its variables is no way to start anything, and whatever is looked at gets none of them.
 */
export const isRefusedUnseen = (entry: LaunchEntry, accept: readonly string[], how: How): boolean =>
  objectionToWords(entry.name, entry) !== null ||
  openFindings(judge(entry, null, []), [...accept, secretInLaunch.id], how).length > 0

/** A look at nothing but those words. */
export function notStarted(entry: LaunchEntry): Look {
  const why = 'it was neither fetched nor started, because of the way it would be started'
  const unanswered = [{ rule: DESCRIBE, why }]
  const reports = [
    ...judge(entry, null, []),
    { subject: DESCRIBE, findings: [], unanswered, looked: [], notLooked: [] },
  ]
  return { name: entry.name, entry, resolved: null, catalogues: null, effects: {}, reports }
}

/** All of it at once; null when only the person is left to ask. */
export function objectionTo(look: Look, approval: Accepting, how: How, again: Again): Objection | null {
  const { resolved, catalogues, reports, name, entry } = look
  const held = objectionToWords(name, entry) ?? objectionToReferences(entry, approval.grants)
  const found = openFindings(judge(entry, null, []), approval.accept, how)
  if (held !== null) return withBlocked(held, found)
  const launch = refusedBy(found, again)
  if (launch !== null) return launch
  const isPending = catalogues === null && approval.pendingCatalogue
  const open = reports
    .flatMap((report) => report.unanswered)
    .filter(({ rule }) => (rule === DESCRIBE ? !isPending : !approval.accept.includes(rule)))
  const why = open.map(({ rule, why }) => `${rule}: ${reveal(why)}`)
  if (resolved === null) {
    const next = `Correct what is named above, then repeat \`${again([])}\`.`
    return { kind: 'unanswered', why: ['its exact bytes could not be had', ...why], next }
  }
  if (catalogues === null && !isPending) {
    const bridged = bridgedTo(entry.argv)
    const line = bridged === null ? '' : shellLine(['sallyport', 'approve', name, '--url', bridged])
    const next = bridged === null ? pending(resolved, approval.grants, again) : `${LEADS_ON}: \`${line}\`.`
    return { kind: 'unanswered', why, next }
  }
  if (open.length > 0)
    return {
      kind: 'unanswered',
      why,
      next: inSpite(
        open.map(({ rule }) => rule),
        again,
      ),
    }
  return refusedBy(openFindings(reports, approval.accept, how), again)
}

/** Of a command that is a bridge to an address. */
export const LEADS_ON =
  'It only leads on to an address, which Sallyport reaches by itself where it speaks Streamable HTTP'

/** How a server is approved that says what it offers only when it works. */
function pending({ artifact }: Resolved, { secrets, login, oauth }: Grants, again: Again): string {
  const how = (...words: readonly string[]): string => `\`${again([], [...words, '--pending-catalogue'])}\``
  const once = 'its tools can be used only once you have seen them'
  if (artifact.kind !== 'remote') {
    return `If it needs a key, the network or what lies in its folders to say what it offers: ${how()} approves its bytes, and ${once}.`
  }
  const isAsking = secrets.length === 0 && login === undefined && oauth === undefined
  const ways = isAsking
    ? `${how('--login', 'own')} where a person logs in, ${how('--secret', 'Authorization=store:NAME')} with a token`
    : how()
  return `If its address is right, and it asks first who is there: ${ways}. Then ${once}.`
}

/** How it would be approved is no help where it should not be. */
function withBlocked(held: Objection, found: readonly Finding[]): Objection {
  const blocked = found.filter(({ tier }) => tier === 'block')
  return blocked.length === 0 ? held : { ...held, why: [...wordsOf(blocked), ...held.why], next: 'Do not approve it.' }
}

function refusedBy(open: readonly Finding[], again: Again): Objection | null {
  if (open.length === 0) return null
  const rules = [...new Set(open.map(({ rule }) => rule))]
  const isBlocked = open.some(({ tier }) => tier === 'block')
  const first = rules.includes(secretInLaunch.id)
    ? 'Take the credential out of that file first: `sallyport secrets migrate` puts a reference there. '
    : ''
  const next = isBlocked
    ? inSpite(rules, again)
    : `${first}Approve it on a terminal, where you are asked about it, or name what you accept: \`${again(rules)}\`.`
  return { kind: 'refused', why: wordsOf(open), next }
}

const inSpite = (rules: readonly string[], again: Again): string =>
  `Do not approve it. If you are sure all the same: \`${again([...new Set(rules)])}\`.`

/** What a person agrees to in spite of, as the last thing before the question; empty for nothing. */
export function inSpiteOf(grave: readonly Finding[]): string {
  if (grave.length === 0) return ''
  return `What was found is of high or critical severity:\n${wordsOf(grave)
    .map((line) => `  ! ${line}\n`)
    .join('')}`
}

/** One line for each rule: how bad, what it means, and the first words that show it. */
function wordsOf(findings: readonly Finding[]): readonly string[] {
  const byRule = Map.groupBy(findings, ({ rule }) => rule)
  return [...byRule].map(([rule, [first, ...others]]) => {
    const { severity, evidence } = first!
    const summary = RULE_CARDS.find(({ id }) => id === rule)?.summary ?? 'it says so'
    const more = others.length === 0 ? '' : `, and ${others.length} more`
    return `${rule} (${severity}): ${summary}: ${quote(evidence.excerpt, 200)} at ${reveal(evidence.at)}${more}`
  })
}
