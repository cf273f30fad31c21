// Which words of a message are judged, and as what. It needs only the message and its exchange, so it comes before the decision.
import { bound } from '../../../core/model/bounds.ts'
import type { Finding, Suppressed, Unanswered } from '../../../core/model/finding.ts'
import type { Direction, Message } from '../../../core/model/message.ts'
import { partedBy } from '../../../core/rules/user/suppress.ts'
import { type Holding, joined, type Judged, type Part } from '../../judging/judge-message.ts'
import type { AsideMessage } from '../../judging/work.ts'
import { withoutOwnSecrets } from './own-secrets.ts'
import { withHostPaths } from './sanitize.ts'
import { offerOf, type Live } from '../live.ts'
import { type Said, saidIn } from './said.ts'

export type Content = {
  /** What the words are; null where none are judged. */
  readonly part: Part | null
  readonly findings: readonly Finding[]
  /** What of them not everybody should see; null where that is not known. */
  readonly holdings: readonly Holding[] | null
  /** Rules that broke, or could not look everywhere: what they would have seen is not known. */
  readonly unanswered: readonly Unanswered[]
  /** What a person does not want to see for now: it is told in the log, and nothing follows from it. */
  readonly suppressed: readonly Suppressed[]
}

const NOTHING_SAID: Content = { part: null, findings: [], holdings: [], unanswered: [], suppressed: [] }

/**
 * At once for nearly all. A parser must be loaded once; and what is judged aside, large or by a person's own rules, only its own
 * direction waits for.
 */
export function contentOf(message: Message, direction: Direction, live: Live): Content | Promise<Content> {
  const [first, ...more] = saidIn(message, direction, live)
  if (first === undefined) return NOTHING_SAID
  const content = contentOfSaid(first, message, live)
  return more.length === 0 ? content : together([content, ...more.map((one) => contentOfSaid(one, message, live))])
}

function contentOfSaid(said: Said, message: Message, live: Live): Content | Promise<Content> {
  const { part, body, member, leaves } = said
  const tool = offerOf(live)?.toolOf(said.tool) ?? null
  const content = (judged: Judged): Content => contentIn(placed(judged, said.place), said, live)
  // What is left of a list may be small, however long the list is.
  const isLarge = message.raw.length > LARGE && (leaves.length === 0 || JSON.stringify(body).length > LARGE)
  const ours = isLarge ? null : live.judging.here(part, body, tool)
  if (ours === null || live.userRules.reads(part))
    return aside({ text: message.text, part, member, leaves, tool }, ours, live).then(content)
  return ours instanceof Promise ? ours.then(content) : content(ours)
}

const LARGE = bound('judged-here-bytes')

/** Their places are told from those of arguments: a pointer begins with a slash. */
export const isResponse = (at: string): boolean => at.startsWith('inputResponses')

/** And so are those beside the members of JSON-RPC. */
export const isBeside = (at: string): boolean => at.startsWith('beside')

const placed = ({ findings, unanswered, holdings }: Judged, place: Said['place']): Judged =>
  place === ''
    ? { findings, unanswered, holdings }
    : {
        unanswered,
        findings: findings.map((one) => ({ ...one, evidence: { ...one.evidence, at: `${place}${one.evidence.at}` } })),
        holdings: holdings?.map((one) => ({ ...one, at: `${place}${one.at}` })) ?? null,
      }

async function together(parts: readonly (Content | Promise<Content>)[]): Promise<Content> {
  const [first, ...more] = await Promise.all(parts.map(async (one) => one))
  return more.reduce(
    (one, other) => ({ ...one, ...joined(one, other), suppressed: [...one.suppressed, ...other.suppressed] }),
    first!,
  )
}

async function aside(message: AsideMessage, here: Judged | Promise<Judged> | null, { judging }: Live): Promise<Judged> {
  if (here === null) return judging.message(message)
  const [ours, theirs] = await Promise.all([here, judging.userMessage(message)])
  return joined(ours, theirs)
}

function contentIn(judged: Judged, said: Said, { userRules, server, date, masks, ownSecrets }: Live): Content {
  const { part, body, tool } = said
  const { findings, holdings, unanswered } = withoutOwnSecrets(
    withHostPaths(judged, part, body, masks),
    said,
    ownSecrets,
  )
  if (findings.length === 0 || userRules.suppressions.length === 0)
    return { part, findings, holdings, unanswered, suppressed: [] }
  const day = date().toISOString().slice(0, 10)
  return { part, holdings, unanswered, ...partedBy(findings, userRules.suppressions, server, day, () => tool) }
}
