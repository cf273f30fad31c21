// What a refused peer is told: our own words, with the next step. Nothing that the other peer said is repeated.
import type { Decision } from '../../core/model/decision.ts'
import { errorOf, FAULTS, RPC, type FaultCode, UNKNOWN_ITEM } from '../../core/protocol/fault.ts'
import type { Refusal } from '../../core/protocol/encode.ts'
import { WAY_FAULTS } from '../../core/model/way-fault.ts'
import { OVER_REASONS } from '../../core/policy/budget/budget.ts'
import { MODERN_REVISIONS } from '../../core/protocol/modern/methods.ts'
import { BASELINE } from './habits/usual.ts'
import { explaining, told } from '../../core/policy/told.ts'
import { withCapital } from '../../core/text/capital.ts'

/** The words are ours; what exactly happened is for the log. */
function byWay(fault: string): (server: string) => Refusal {
  const said = withCapital(fault)
  return (server) => ({
    code: RPC.unavailable,
    message: `${said}. See why with \`sallyport log query --server ${server} --type fault\`.`,
  })
}

const REASONS: Readonly<Record<string, (server: string, because: Because) => Refusal>> = {
  'policy-forbids': (server, because) => byPolicy(server, 'The policy forbids this', because),
  'policy-silent': (server, because) => byPolicy(server, 'The policy does not permit this', because),
  'needs-approval': (server, because) =>
    byPolicy(
      server,
      'The policy lets a person decide this, and nobody is asked about it here, so it is refused',
      because,
    ),
  'approvals-full': (server, because) =>
    byPolicy(
      server,
      'The policy lets a person decide this, and too many calls wait for one already, so it is refused',
      because,
    ),
  'approval-denied': (server, because) => byPolicy(server, 'A person was asked about this and denied it', because),
  'approval-late': (_, because) => ({
    code: RPC.refused,
    message: `The policy lets a person decide this, and nobody answered in time, so it is refused${saying(because)}. Call again, and while it waits answer with \`sallyport approvals\` on a terminal.`,
  }),
  'approval-changed': (server, because) =>
    byPolicy(server, 'A person allowed this, and meanwhile the policy asks about more than they were shown', because),
  'approval-broken': (server, because) => ({
    code: RPC.unavailable,
    message: `The policy lets a person decide this, and none could be asked, so it is refused${saying(because)}. See why with \`sallyport log query --server ${server}\`.`,
  }),
  'grant-needed': (_, { why = '' }) => ({ code: RPC.refused, message: why }),
  'grant-ended': (server) => ({
    code: RPC.refused,
    message: `The grant under which this call was made has ended, so it was cancelled; what it had done by then stays done. \`sallyport grant ${server}\` shows what is granted now.`,
  }),
  'policy-broken': (_, because) => ({
    code: RPC.unavailable,
    message: `The policy could not decide this, so it is refused${saying(because)}. Try \`sallyport policy test\`.`,
  }),
  'catalogue-unchecked': (server) => ({
    code: RPC.unavailable,
    message: `Sallyport could not compare what this server offers with what was approved. ${look(server)}`,
  }),
  'server-drifted': (server) => ({
    code: RPC.refused,
    message: `What this server says of itself has changed since it was approved. ${look(server)}`,
  }),
  'asking-not-allowed': (server) => ({
    code: RPC.refused,
    message: `This server asks the person, the model or the machine of its client something that it was not approved to ask. See what with \`sallyport log query --server ${server} --decision deny\`, and let it with \`--allow\` when you approve it.`,
  }),
  'item-withheld': (server) => ({
    code: RPC.refused,
    message: `This tool, prompt or resource is withheld: nobody approved it as it is now. ${look(server)}`,
  }),
  'content-blocked': (server) => ({
    code: RPC.refused,
    message: `This message is withheld: it holds words that have no honest reading. ${seeLog(server)}`,
  }),
  'content-unread': (server) => ({
    code: RPC.unavailable,
    message: `This message is withheld: a check of its words broke, so nobody knows what it says. ${seeLog(server)}`,
  }),
  'result-invalid': (server) => ({
    code: RPC.refused,
    message: `This answer is withheld: its structure is not the one that was approved for this tool. ${seeLog(server)}`,
  }),
  ...Object.fromEntries(OVER_REASONS.map((reason) => [reason, byBudget] as const)),
  unanswered: () => ({ code: RPC.unavailable, message: 'The server did not answer in time.' }),
  ...Object.fromEntries(Object.entries(WAY_FAULTS).map(([fault, said]) => [fault, byWay(said)] as const)),
  'way-login': (server) => ({
    code: RPC.unavailable,
    message: `${withCapital(WAY_FAULTS['way-login'])}. Log in with \`sallyport login ${server}\`; \`sallyport log query --server ${server} --type fault\` says why.`,
  }),
  'way-locked': () => ({
    code: RPC.unavailable,
    message: `${withCapital(WAY_FAULTS['way-locked'])}. Run \`sallyport secrets unlock\` on a terminal.`,
  }),
  'way-scope': (server) => ({
    code: RPC.unavailable,
    message: `${withCapital(WAY_FAULTS['way-scope'])}. \`sallyport log query --server ${server} --type fault\` names them; where it is a login, get them with \`sallyport login ${server} --scope SCOPE\`.`,
  }),
  'item-unknown': () => UNKNOWN_ITEM,
  'item-hidden': () => UNKNOWN_ITEM,
}

export function refusalFor(reason: string, server: string, because: Because = {}): Refusal {
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined
  if (known !== undefined) return known(server, because)
  const fault = Object.hasOwn(FAULTS, reason) ? (reason as FaultCode) : null
  if (fault === null) return { code: RPC.refused, message: 'Refused by Sallyport.' }
  const refusal = errorOf(fault)
  // A client finds its next try in the data (MCP 2026-07-28 basic/versioning).
  return fault === 'revision-unknown'
    ? { ...refusal, data: { supported: [...MODERN_REVISIONS], requested: 'unknown' } }
    : refusal
}

/** What the policy said; its words are those of a person's own set, or ours. */
type Because = Pick<Decision, 'statements' | 'why'>

function byPolicy(server: string, what: string, because: Because): Refusal {
  const { statements = [] } = because
  const [first, second] = statements
  const next = first === BASELINE ? `sallyport baseline ${server}` : explaining(first)
  const all = second === undefined ? '' : ` (statements ${told(statements, ', ')})`
  return { code: RPC.refused, message: `${what}${saying(because)}${all}. See \`${next}\`.` }
}

/** What it says names the wait and the next step. */
function byBudget(_: string, { why = 'Too much is asked of this server.' }: Because): Refusal {
  return { code: RPC.unavailable, message: why }
}

const saying = ({ why = '' }: Because): string => (why === '' ? '' : `: ${why.replace(/[.?!]$/, '')}`)

const seeLog = (server: string): string => `See why with \`sallyport log query --server ${server} --decision deny\`.`

export const look = (server: string): string =>
  server.startsWith('once:')
    ? `See what stopped it with \`sallyport log query --server ${server}\`; who approves it under a name sees all of it before.`
    : `See what changed with \`sallyport diff ${server}\`, then \`sallyport approve ${server}\`.`
