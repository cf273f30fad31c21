// Puts a message before the policy: what it asks for, of whom, and with what. Only what the fixed checks allow comes here.
import { effectIn } from '../../core/model/set-effects.ts'
import type { Decision } from '../../core/model/decision.ts'
import type { FeatureName } from '../../core/model/feature.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import { questionsIn, questionsInError } from '../../core/model/questions.ts'
import type { Label } from '../../core/model/session.ts'
import { ELICITATION, SAMPLING } from '../../core/policy/asking.ts'
import { type Action, ACTIONS, type ResourceKind } from '../../core/policy/cedar/schema.ts'
import type { Ruling } from '../../core/policy/cedar/policy.ts'
import { type Facts, networkOf, provenanceFacts, type Subject, timeFacts } from '../../core/policy/cedar/subject.ts'
import type { Family } from '../../core/text/sensitive/sensitive.ts'
import { narrow } from '../../core/policy/narrow.ts'
import { seenFirst } from './person/asking.ts'
import { type Content, isResponse } from './content/content.ts'
import { exposureText } from '../../core/session/chain.ts'
import { type Flow, REMEMBERED } from '../../core/session/session.ts'
import type { Trace } from '../../core/session/trace.ts'
import { isNewDestination } from './habits/destination.ts'
import { offerOf, type Live } from './live.ts'
import type { Routed } from './route.ts'

/** What is known of the words of a message. `flow` says what of them other servers told before; null where no statement asks. */
type Known = {
  readonly content: Content
  readonly flow: Flow | null
  /** Whether a grant for a time covers it. */
  readonly isGranted: boolean
  /** By what it differs from the calls of its tool before. */
  readonly unusual: readonly FeatureName[]
}

export function permitted(
  decision: Decision,
  routed: Routed,
  { content, flow, isGranted, unusual }: Known,
  live: Live,
): Decision {
  if (decision.effect !== 'allow') return decision
  const passed = { holds: heldIn(content, live), traces: flow?.traces ?? [], isGranted, unusual }
  const asked = subjectsOf(routed, passed, live)
  if (asked.length === 0) return decision
  const rulings = asked.map((subject) => live.policy.decide(subject))
  return narrow(decision, seenFirst(routed, live).length > 0 ? [...rulings, SEEN_FIRST] : rulings)
}

/** As approved, beside whatever the policy says. */
const SEEN_FIRST: Ruling = {
  effect: 'ask',
  reason: 'needs-approval',
  statements: [],
  why: 'as approved, a person sees first what this server asks of the model',
}

/** A tool or prompt that is forbidden whatever is passed does not exist for the client. */
export function isHidden(kind: 'Tool' | 'Prompt', name: string, live: Live): boolean {
  const action = kind === 'Tool' ? 'tools/call' : 'prompts/get'
  return live.policy.hides(subject(action, action, { kind, name }, NOTHING_PASSED, live))
}

/** What is passed on that this server may not be shown either (`--pass`). */
export const heldIn = ({ part, holdings }: Content, { hidden }: Live): readonly Family[] =>
  part === 'argument'
    ? [
        ...new Set(
          (holdings ?? []).flatMap(({ at, held }) => (isResponse(at) ? [] : held.map(({ family }) => family))),
        ),
      ].filter((one) => hidden.has(one))
    : []

type Passed = Pick<Known, 'isGranted' | 'unusual'> & {
  readonly params: Json
  readonly holds: readonly Family[]
  readonly traces: readonly Trace[]
}

const NOTHING_PASSED: Passed = { params: {}, holds: [], traces: [], isGranted: false, unusual: [] }

function subjectsOf(
  { message, direction, method, target, entry, exchange }: Routed,
  words: Omit<Passed, 'params'>,
  live: Live,
): readonly Subject[] {
  if (message.kind === 'answer' || message.kind === 'error') {
    if (exchange?.own !== false) return []
    const server = { kind: 'Server', name: live.server } as const
    // The question was decided before. What is new is what the answer carries.
    if (direction === 'upstream')
      return words.traces.length === 0 ? [] : [subject(method, method, server, { params: null, ...words }, live)]
    // In the modern era a server asks by its answer (MCP 2026-07-28 multi round-trip).
    // What is no method is known to no policy, and so denied.
    const questions = message.kind === 'answer' ? questionsIn(message.result) : questionsInError(message.error)
    return questions.map(({ method: asked }) => subject(asked, asked, server, { params: null, ...words }, live))
  }
  if (message.kind !== 'request' || entry?.early === true) return []
  const action = Object.hasOwn(ACTIONS, method) ? method : 'extension'
  const resource = resourceOf(method, target, message.params['ref'], live.server)
  const asked = subject(action, method, resource, { params: message.params, ...words }, live)
  return [asked, ...answeredWith(message.params, words, live)]
}

/** In the modern era the answers to what a server asked come with the next request: what they carry is decided as in the other one. */
function answeredWith({ inputResponses }: JsonObject, words: Omit<Passed, 'params'>, live: Live): readonly Subject[] {
  const traces = words.traces.filter(({ at }) => at.startsWith('/inputResponses/'))
  if (traces.length === 0 || !isObject(inputResponses)) return []
  const methods = Object.values(inputResponses).map((one) =>
    isObject(one) && 'action' in one ? ELICITATION : SAMPLING,
  )
  const server = { kind: 'Server', name: live.server } as const
  return [...new Set(methods)].map((method) =>
    subject(method, method, server, { params: null, ...words, traces }, live),
  )
}

type Resource = Pick<Subject, 'kind' | 'name'>

function resourceOf(method: string, target: string, ref: Json | undefined, server: string): Resource {
  const kinds: readonly ResourceKind[] = Object.hasOwn(ACTIONS, method) ? ACTIONS[method as Action].on : ['Server']
  if (kinds.includes('Server') && !isObject(ref)) return { kind: 'Server', name: server }
  if (kinds.length === 1) return { kind: kinds[0]!, name: target }
  return { kind: isObject(ref) && ref['type'] === 'ref/prompt' ? 'Prompt' : 'Resource', name: target }
}

function subject(action: string, method: string, resource: Resource, passed: Passed, live: Live): Subject {
  const { user, asker } = live.policy
  // A run trusted once has a new name each time: statements know all of them as one.
  const server = live.server.startsWith('once:') ? ONCE : live.server
  const name = resource.kind === 'Server' ? server : resource.name
  const facts = factsOf(method, resource, passed, live)
  const { groups, client } = asker
  return { user, groups, client, action: action as Action, server, kind: resource.kind, name, facts }
}

const ONCE = 'once:'

/** Nobody can step up yet: that fact is empty. */
function factsOf(
  method: string,
  resource: Resource,
  { params, holds, traces, isGranted, unusual }: Passed,
  live: Live,
): Facts {
  const passed = (): Json => passedIn(method, params)
  const effect = (): ReturnType<Facts['effect']> => (resource.kind === 'Tool' ? effectOf(resource.name, live) : 'none')
  return {
    arguments: passed,
    method: () => method,
    labels: () => labelsHere(live),
    carries: () => carriedBy(traces),
    holds: () => holds,
    effect,
    environment: () => live.pin?.environment ?? 'none',
    trust: () => (live.pin === null ? 'once' : 'pinned'),
    ...provenanceFacts(live.pin),
    outward: () => live.isOutward,
    newDestination: () => method === 'tools/call' && isNewDestination(effect(), passed(), live),
    unusual: () => unusual,
    granted: () => isGranted,
    stepUp: () => false,
    network: () => networkOf(live.policy.asker.client),
    ...timeFacts(live.date),
  }
}

export const passedIn = (method: string, params: Json): Json =>
  method === 'tools/call' && isObject(params) ? (params['arguments'] ?? null) : params

export const labelsHere = ({ following, server }: Live): readonly Label[] => following.labelsFor(server).toSorted()

/** Who exposed the conversation to what is followed of it. */
export const exposuresHere = (live: Live): readonly string[] =>
  labelsHere(live)
    .filter((label) => REMEMBERED.has(label))
    .flatMap((label) => {
      const source = live.following.sourceOf(label, live.server)
      return source === undefined ? [] : [exposureText(label, source)]
    })

export const carriedBy = (traces: readonly Trace[]): readonly Label[] =>
  [...new Set(traces.flatMap(({ source }) => source.labels))].toSorted()

/** As approved, unless it was seen to do more; a tool that nobody judged counts as one that could run anything. */
export function effectOf(tool: string, live: Live): ReturnType<Facts['effect']> {
  const approved = live.pin === null ? null : effectIn(live.pin, tool)
  const judged = approved ?? offerOf(live)?.toolOf(tool)?.effect.effect ?? 'execute'
  return judged === 'read' && live.done.wrote(tool) ? 'write' : judged
}
