// The cases of a person's own: requests in YAML, with the decision and the statements that they expect. Read strictly, like rules.
import { isMap, isScalar, isSeq, type Node } from 'yaml'
import { bound } from '../../core/model/bounds.ts'
import type { EffectClass } from '../../core/model/catalogue.ts'
import type { DecisionEffect } from '../../core/model/decision.ts'
import { Failure } from '../../core/model/failure.ts'
import { FEATURES } from '../../core/model/feature.ts'
import type { Json } from '../../core/model/json.ts'
import type { Label } from '../../core/model/session.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { VOUCHERS } from '../../core/model/provenance.ts'
import { isLabel, LABELS } from '../../core/policy/cedar/never.ts'
import { type Action, ACTIONS } from '../../core/policy/cedar/schema.ts'
import type { Subject } from '../../core/policy/cedar/subject.ts'
import type { FileFault } from '../../core/rules/user/rule-file.ts'
import { PERSONAL_FAMILIES, SECRET_FAMILIES } from '../../core/text/sensitive/sensitive.ts'
import { readYaml, type YamlReader } from '../../core/rules/user/yaml-reader.ts'

export type PolicyCase = {
  readonly name: string
  readonly subject: Subject
  readonly decision: DecisionEffect
  /** In any order; null where the case does not say. */
  readonly statements: readonly string[] | null
}

const KEYS = [
  ...(['name', 'decision', 'statements', 'user', 'groups', 'server', 'action', 'item', 'method'] as const),
  ...(['arguments', 'labels', 'carries', 'holds', 'unusual', 'effect', 'environment', 'trust', 'outward'] as const),
  ...(['provenance', 'repository'] as const),
  ...(['newDestination', 'granted', 'stepUp', 'network', 'hour', 'weekday'] as const),
] as const
type Given = Readonly<Record<(typeof KEYS)[number], Node | null>>

const EFFECTS: readonly (EffectClass | 'none')[] = ['none', 'read', 'write', 'delete', 'execute', 'send', 'pay']
const NAMES = Object.keys(ACTIONS) as readonly Action[]

export const readCases = (text: string, file: string): readonly PolicyCase[] | FileFault =>
  readYaml(text, file, (root, reader) => {
    const { cases } = reader.map(root, 'the file', ['cases'])
    const read = reader.list(cases, '`cases`', bound('policy-cases'), (node) => caseOf(node, reader))
    if (read.length === 0) reader.refuse(cases, 'there is no case', 'Write `cases:` and a list below it.')
    return read
  })

export const faultFailure = ({ file, line, column, why, fix }: FileFault): Failure =>
  new Failure('config-invalid', `${quote(untrusted(file), 400)} line ${line}, column ${column}: ${why}`, { fix })

function caseOf(node: Node | null, reader: YamlReader): PolicyCase {
  const given = reader.map(node, 'a case', KEYS)
  return {
    name: reader.text(given.name, '`name`', 200, node),
    decision: reader.oneOf(given.decision, '`decision`', ['allow', 'ask', 'deny'] as const, node),
    statements:
      given.statements === null
        ? null
        : reader.list(given.statements, '`statements`', 100, (one) => reader.text(one, 'an id', 60, given.statements)),
    subject: subjectOf(given, node, reader),
  }
}

function subjectOf(given: Given, node: Node | null, reader: YamlReader): Subject {
  const action = given.action === null ? 'tools/call' : reader.oneOf(given.action, '`action`', NAMES, node)
  const server = reader.text(given.server, '`server`', 64, node)
  const [kind] = ACTIONS[action].on
  const item = kind === 'Server' ? server : reader.text(given.item, '`item`', bound('policy-value-chars'), node)
  const user = given.user === null ? 'user' : reader.text(given.user, '`user`', 200, node)
  const groups = reader.list(given.groups, '`groups`', bound('identity-groups'), (one) =>
    reader.text(one, 'a group', bound('identity-value-chars'), given.groups),
  )
  return { user, groups, client: 'stdio', action, server, kind, name: item, facts: factsOf(given, action, reader) }
}

/** What a case does not say is as in a clean conversation of an approved server. */
function factsOf(given: Given, action: Action, reader: YamlReader): Subject['facts'] {
  const word = <Word extends string>(key: keyof Given, words: readonly Word[], fallback: Word): Word =>
    given[key] === null ? fallback : reader.oneOf(given[key], `\`${key}\``, words, null)
  const text = (key: keyof Given, fallback: string): string =>
    given[key] === null ? fallback : reader.text(given[key], `\`${key}\``, 200, null)
  const labels = (key: 'labels' | 'carries'): Label[] =>
    reader.list(given[key], `\`${key}\``, 100, (one) => {
      const label = reader.text(one, 'a label', 100, given[key])
      if (!isLabel(label)) reader.refuse(one, `no label is called ${quote(untrusted(label), 60)}`, LABELS_FIX)
      return label as Label
    })
  const passed = given.arguments === null ? {} : jsonOf(given.arguments, reader)
  const isCall = action === 'tools/call'
  const [effect, environment] = [
    word('effect', EFFECTS, isCall ? 'read' : 'none'),
    word('environment', ENVIRONMENTS, 'dev'),
  ]
  const [trust, method, network] = [word('trust', TRUSTS, 'pinned'), text('method', action), text('network', 'local')]
  const [provenance, repository] = [word('provenance', PROVENANCES, 'none'), text('repository', '')]
  const [newDestination, stepUp] = [flag(given.newDestination, reader), flag(given.stepUp, reader)]
  const [outward, granted] = [flag(given.outward, reader), flag(given.granted, reader)]
  const [hour, weekday] = [whole(given.hour, 0, 23, 12, reader), whole(given.weekday, 1, 7, 3, reader)]
  const [exposed, carried] = [labels('labels'), labels('carries')]
  const held = reader.list(given.holds, '`holds`', 20, (one) => reader.oneOf(one, 'a kind', FAMILIES, given.holds))
  const unusual = reader.list(given.unusual, '`unusual`', 20, (one) =>
    reader.oneOf(one, 'a feature', FEATURES, given.unusual),
  )
  return {
    arguments: () => passed,
    method: () => method,
    labels: () => exposed,
    carries: () => carried,
    holds: () => held,
    effect: () => effect,
    environment: () => environment,
    trust: () => trust,
    provenance: () => provenance,
    repository: () => repository,
    outward: () => outward,
    newDestination: () => newDestination,
    unusual: () => unusual,
    granted: () => granted,
    stepUp: () => stepUp,
    network: () => network,
    hour: () => hour,
    weekday: () => weekday,
  }
}

const LABELS_FIX = `Use one of ${LABELS.join(', ')}, from:SERVER.`
const FAMILIES = [...SECRET_FAMILIES, ...PERSONAL_FAMILIES]
const ENVIRONMENTS = ['dev', 'test', 'prod', 'none'] as const
const PROVENANCES = [...VOUCHERS, 'none'] as const
const TRUSTS = ['pinned', 'once'] as const

function flag(node: Node | null, reader: YamlReader): boolean {
  if (node === null) return false
  return isScalar(node) && typeof node.value === 'boolean'
    ? node.value
    : reader.refuse(node, 'it has to be true or false')
}

function whole(node: Node | null, least: number, most: number, fallback: number, reader: YamlReader): number {
  if (node === null) return fallback
  const value = isScalar(node) ? node.value : undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
  return reader.refuse(node, `it has to be a whole number from ${least} to ${most}`)
}

function jsonOf(node: Node | null, reader: YamlReader): Json {
  if (node === null) return null
  if (isSeq<Node | null>(node)) return node.items.map((item) => jsonOf(item, reader))
  if (isMap<Node, Node | null>(node))
    return Object.fromEntries(
      node.items.map(({ key, value }) => {
        if (!isScalar(key) || typeof key.value !== 'string') return reader.refuse(key, 'a name has to be a text')
        return [key.value, jsonOf(value, reader)]
      }),
    )
  if (isScalar(node) && (node.value === null || ['string', 'number', 'boolean'].includes(typeof node.value)))
    return node.value as Json
  return reader.refuse(node, 'it has to be a value of JSON', 'Write a text, a number, true, false, a list or a map.')
}
