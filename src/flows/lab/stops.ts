// Which layer stopped an attack, told from what the product itself reported: its findings, its log and the proofs of its
// launch. What a fixture says of itself only tells which of its steps the kernel refused.
import type { Line } from '../../core/evidence/chain.ts'
import type { Finding, Report } from '../../core/model/finding.ts'
import type { Look } from '../../core/model/look.ts'
import type { Found, Part, Stop } from '../../core/model/lab.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import { FAULTS } from '../../core/protocol/fault.ts'
import { EFFECTS } from '../gateway/habits/done.ts'
import type { Outcome } from '../outcome.ts'

/** A look at a server, and what `scan` said of the config that it stands in. */
export type LabLook = Look & { readonly scanned: readonly Report[] }

/** What a fixture told of its steps. */
export type Account = { readonly step: string; readonly refused?: string }

const PART_OF_STEP: Readonly<Record<string, Part>> = {
  read: 'files',
  write: 'files',
  shell: 'files',
  start: 'files',
  environment: 'environment',
  memory: 'limits',
  processes: 'limits',
  send: 'egress',
}
/** What the launch must have proven before a refusal inside counts as the work of that part. */
const PROOF_OF: Partial<Record<Part, string>> = {
  files: 'a bait file outside cannot be read',
  limits: 'limits are set',
  egress: 'a live loopback listener cannot be reached',
}

/** What stood in the way of an approval. */
export function approvalStops(look: LabLook, outcome: Outcome): readonly Stop[] {
  const warnings = warningsIn(look)
  const blocking = warnings.filter(({ tier }) => tier === 'block')
  if (outcome.kind === 'refused') {
    const rules = [...new Set((blocking.length > 0 ? blocking : warnings).map(({ rule }) => rule))]
    const how = blocking.length > 0 ? 'blocked by' : 'declined by a person who was warned by'
    return [{ part: 'rules', by: 'approve', what: `${how} ${rules.join(', ')}` }]
  }
  if (outcome.kind === 'done') return []
  const why = outcome.why.join('; ')
  return why.includes('says what is refused')
    ? [{ part: 'protocol', by: 'approve', what: reveal(why).slice(0, 300) }]
    : []
}

/** Everything that the rules warn of, but for where the lab itself has its place: whoever plays it knows that. */
export const warningsIn = ({ reports, scanned }: LabLook): readonly Finding[] =>
  [...scanned, ...reports].flatMap(({ findings }) => findings).filter(({ rule }) => rule !== 'shared-place')

/** What was found before anybody was asked. The lab's own folder is left out of places. */
export const findingsOf = ({ reports, scanned }: LabLook, folder: string): readonly Found[] =>
  [...scanned, ...reports].flatMap(({ findings }) =>
    findings.map(({ rule, evidence: { at, note = '' } }) => ({
      rule,
      at: reveal(at).replaceAll(`${folder}/`, ''),
      note: reveal(note),
    })),
  )

/** What the log says was found while it ran, whatever followed from it, with the tool, prompt or resource before the place. */
export const findingsIn = (events: readonly Line[]): readonly Found[] =>
  events.flatMap((event) => {
    if (event.type !== 'message') return []
    return event.findings.map((said) => {
      const [, rule = '', ...at] = said.split(' ')
      return { rule, at: reveal(event.target) + at.join(' '), note: '' }
    })
  })

/** A code that steers a terminal, as it is shown instead of being carried out. */
const SHOWN_CODE = /\\u\{1b\}|\\u001b/

export const reportStops = (shown: readonly string[]): readonly Stop[] =>
  shown.some((text) => SHOWN_CODE.test(text))
    ? [{ part: 'report', by: 'approve', what: 'a code that steers the terminal was shown as letters' }]
    : []

/** A link in a report that pages read, as it is written instead (core/report/sarif.ts). */
const UNLINKED = /\]\\+\(/

export const pageStops = (page: string): readonly Stop[] =>
  UNLINKED.test(page) ? [{ part: 'report', by: 'scan', what: 'a link was written in letters that are no link' }] : []

/** Scripts that were seen and not run. */
export const installStops = ({ reports }: Look): readonly Stop[] =>
  reports
    .flatMap(({ notLooked }) => notLooked)
    .filter((missed) => missed.startsWith('install script of '))
    .map((missed) => ({ part: 'install', by: 'scan', what: reveal(missed) }))

export function runStops(events: readonly Line[], accounts: readonly Account[]): readonly Stop[] {
  const proofs = events.flatMap((event) => (event.type === 'launch' ? event.proofs : []))
  const answers = new Map(
    events.flatMap((event) => (event.type === 'approval' ? [[keyOf(event, event.of), event] as const] : [])),
  )
  const stopped = events.flatMap((event) =>
    event.type === 'message' ? messageStops(event, answers.get(keyOf(event, event.seq))) : stopOf(event),
  )
  return distinct([...stopped, ...accounts.flatMap((account) => stopIn(account, proofs))])
}

/** Each guard numbers its own lines. */
const keyOf = ({ session }: { readonly session: string }, seq: number): string => `${session} ${seq}`

/** Calls about which a person was to be asked, whether somebody was there or not. */
export const questionsIn = (events: readonly Line[]): number =>
  events.filter((event) => event.type === 'message' && event.decision === 'ask').length

/** What was raised beside: it warns, and stops nothing. */
export const alertsIn = (events: readonly Line[]): readonly string[] => [
  ...new Set(
    events.flatMap((event) =>
      event.type !== 'alert'
        ? []
        : [event.host === '' ? event.kind : `${event.kind} ${quote(untrusted(event.host), 80)}`],
    ),
  ),
]

function stopOf(event: Line): readonly Stop[] {
  switch (event.type) {
    case 'catalogue': {
      if (event.drift !== 'expanding') return []
      return [{ part: 'pin', by: 'gateway', what: `not as approved: ${event.changed.map(reveal).join(', ')}` }]
    }
    case 'fault':
      return event.direction === 'downstream' ? [{ part: 'protocol', by: 'gateway', what: event.code }] : []
    case 'egress': {
      if (event.verdict !== 'deny') return []
      const during = event.calls.length === 0 ? 'no call in flight' : 'during a call'
      const where = `${quote(untrusted(event.host), 80)} port ${event.port}`
      return [{ part: 'egress', by: 'egress', what: `${where}: ${reveal(event.reason)}, ${during}` }]
    }
    case 'refused':
      if (event.code === 'profile-mismatch')
        return [{ part: 'policy', by: 'run', what: `${event.code}: ${event.detail}` }]
      return event.code === 'pin-mismatch' || event.code === 'not-approved'
        ? [{ part: 'pin', by: 'run', what: event.code }]
        : []
    case 'config': {
      const [kind, name] = event.detail.split(' ')
      return event.author === 'other' && event.action === 'added'
        ? [
            {
              part: 'configs',
              by: 'protect',
              what: `found in ${event.client}: ${kind} ${quote(untrusted(name ?? ''), 40)}`,
            },
          ]
        : []
    }
    case 'exit':
      return exitStops(event)
    default:
      return []
  }
}

type Message = Extract<Line, { type: 'message' }>
type Answered = Extract<Line, { type: 'approval' }>

/** `answered` is what came of it last where a person was asked. */
function messageStops(event: Message, answered: Answered | undefined): readonly Stop[] {
  const { kind, method, decision, reasons, findings, body } = event
  const said = [kind, method].join(' ').trim()
  const kept: readonly Stop[] = PLACEHOLDER.test(body)
    ? [{ part: 'report', by: 'log', what: `${said} is recorded with a placeholder for a secret` }]
    : []
  if (reasons.includes('offer-differs'))
    return [...kept, { part: 'pin', by: 'gateway', what: `${said}: what was approved was served instead` }]
  if (reasons.includes('secrets-replaced'))
    return [...kept, { part: 'rules', by: 'gateway', what: `${said}: a secret was replaced by a placeholder` }]
  if (decision === 'allow' || answered?.outcome === 'allowed') return kept
  const [reason = ''] = reasons
  const part = refusing(reason)
  const stop: Stop = { part, by: 'gateway', what: `${said} refused: ${reason}${byWhom(event, answered)}` }
  if (part !== 'policy') return [...kept, stop]
  // The policy reads what the rules saw in the words, and what was told before.
  const seen = findings.slice(0, 1).map((found) => ruleStop(`${said}: ${reveal(found)}`))
  return [...kept, stop, ...seen, ...flowStops(event, said), ...effectStops(event, said)]
}

function byWhom({ policy }: Message, answered: Answered | undefined): string {
  const statements = policy === undefined ? '' : ` by ${policy.statements.join(', ')}`
  return answered === undefined ? statements : `${statements}, and ${answered.outcome} by a person`
}

/** Where a tool was seen to do more than its words say. */
const effectStops = ({ server, target, policy }: Message, said: string): readonly Stop[] =>
  policy?.statements.includes(EFFECTS) === true
    ? [
        {
          part: 'effects',
          by: 'gateway',
          what: `${said} of ${server}/${reveal(target)}, which was seen to change files`,
        },
      ]
    : []

/** Where a statement that decided reads what was told before: by whom, and where it was about to go. */
function flowStops({ server, target, policy, flow = [], exposed = [] }: Message, said: string): readonly Stop[] {
  const statements = (policy?.statements ?? []).filter((id) => OF_FLOW.has(id))
  if (statements.length === 0) return []
  const chains = [...flow, ...exposed.map((one) => `${one} -> ${server}/${target}`)]
  const what = chains.map((chain) => reveal(chain)).join('; ')
  return [{ part: 'flow', by: 'gateway', what: `${said} of ${server} by ${statements.join(', ')}: ${what}` }]
}

/** Those of the shipped sets that read what a conversation was told (policies/). */
export const OF_FLOW: ReadonlySet<string> = new Set([
  'private-and-untrusted-leave',
  'private-sent',
  'private-answered',
  'secret-carried',
  'untrusted-acts',
  'untrusted-and-grave',
  'new-destination',
])

const ruleStop = (what: string): Stop => ({ part: 'rules', by: 'gateway', what })

function refusing(reason: string): Part {
  if (Object.hasOwn(FAULTS, reason) || reason === 'arguments-invalid' || reason === 'result-invalid') return 'protocol'
  if (reason.startsWith('policy-') || reason === 'needs-approval') return 'policy'
  return reason.startsWith('content-') ? 'rules' : 'pin'
}

/** What the recorder writes for a secret (core/evidence/redact.ts). */
const PLACEHOLDER = /\[secret:[0-9a-f]{8}\]/

/** All that a server started is gone when its exit is recorded; that is what the record means. */
function exitStops({ reason, limit }: Extract<Line, { type: 'exit' }>): readonly Stop[] {
  const gone: Stop = { part: 'processes', by: 'sandbox', what: `all of it ended with the run (${reason})` }
  return limit === null ? [gone] : [gone, { part: 'limits', by: 'sandbox', what: `limit of ${limit}: ${reason}` }]
}

function stopIn({ step, refused }: Account, proofs: readonly string[]): readonly Stop[] {
  const part = Object.hasOwn(PART_OF_STEP, step) ? PART_OF_STEP[step] : undefined
  if (part === undefined || refused === undefined) return []
  const proof = PROOF_OF[part]
  // Variables are cleared in every launch, proven or not; the other parts count only where the launch has proven them.
  if (proof !== undefined && !proofs.includes(proof)) return []
  const because = proof === undefined ? '' : `; proven at launch: ${proof}`
  return [{ part, by: 'sandbox', what: `${step}: ${quote(untrusted(refused), 60)}${because}` }]
}

function distinct(stops: readonly Stop[]): readonly Stop[] {
  return [...new Map(stops.map((stop) => [`${stop.part} ${stop.what}`, stop])).values()]
}
