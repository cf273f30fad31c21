// A file of rules and suppressions, read strictly: all of it or nothing.
import type { Node } from 'yaml'
import { bound } from '../../model/bounds.ts'
import { type Confidence, SEVERITIES, type Tier } from '../../model/finding.ts'
import { isUnseen } from '../../model/untrusted.ts'
import { normalise } from '../../text/normalise.ts'
import { REFERENCES } from '../references.ts'
import { patternFault } from './pattern.ts'
import {
  type Condition,
  type FileFault,
  type Place,
  PLACES,
  type RuleFile,
  type Suppression,
  type Surroundings,
  type UserRule,
} from './rule-file.ts'
import { type YamlReader, readYaml } from './yaml-reader.ts'

const KEYS = [
  ...(['id', 'severity', 'confidence', 'tier', 'summary', 'fix', 'references', 'where'] as const),
  ...(['any', 'all', 'none', 'bad', 'good'] as const),
] as const
const CONFIDENCES = ['low', 'medium', 'high'] as const satisfies readonly Confidence[]
const TIERS = ['review', 'block'] as const satisfies readonly Tier[]

/** `file` is its name as it may be printed; `own` are the ids of the files before it, and grows. */
export const readRuleFile = (
  text: string,
  file: string,
  around: Surroundings,
  own: Set<string> = new Set(),
): RuleFile | FileFault =>
  readYaml(text, file, (root, reader) => {
    if (root === null) reader.refuse(null, 'the file is empty', 'Write `rules:` or `allow:` and a list below it.')
    const { rules, allow } = reader.map(root, 'the file', ['rules', 'allow'])
    const read = reader.list(rules, '`rules`', bound('user-rules'), (node) => ruleOf(node, file, own, around, reader))
    const suppressions = reader.list(allow, '`allow`', bound('suppressions'), (node) =>
      suppressionOf(node, file, around, reader),
    )
    return { rules: read, suppressions }
  })

function ruleOf(node: Node | null, file: string, own: Set<string>, around: Surroundings, reader: YamlReader): UserRule {
  const given = reader.map(node, 'a rule', KEYS)
  const rule: UserRule = {
    id: idOf(given.id, node, own, around, reader),
    severity: reader.oneOf(given.severity, '`severity`', SEVERITIES, node),
    confidence:
      given.confidence === null ? 'medium' : reader.oneOf(given.confidence, '`confidence`', CONFIDENCES, node),
    tier: tierOf(given.tier, around, reader),
    summary: lineOf(given.summary, '`summary`', node, reader).replace(/\.$/, ''),
    fix: lineOf(given.fix, '`fix`', node, reader),
    references: reader.list(given.references, '`references`', 20, (one) => referenceOf(one, reader)),
    file,
    where: reader.list(given.where, '`where`', PLACES.length, (one): Place =>
      reader.oneOf(one, 'a place', PLACES, given.where),
    ),
    any: reader.list(given.any, '`any`', 200, (one) => conditionOf(one, reader)),
    all: reader.list(given.all, '`all`', 200, (one) => conditionOf(one, reader)),
    none: reader.list(given.none, '`none`', 200, (one) => conditionOf(one, reader)),
    bad: reader.list(given.bad, '`bad`', 100, (one) => exampleOf(one, given.bad, reader)),
    good: reader.list(given.good, '`good`', 100, (one) => exampleOf(one, given.good, reader)),
  }
  if (rule.where.length === 0)
    reader.refuse(given.where ?? node, '`where` names no place', `Use one of ${PLACES.join(', ')}.`)
  if (rule.any.length + rule.all.length === 0) {
    reader.refuse(node, 'the rule looks for nothing', 'Write `any:` or `all:` and a list of words or patterns.')
  }
  for (const kind of ['bad', 'good'] as const) {
    const what = kind === 'bad' ? 'that it has to see' : 'on which it has to be silent'
    if (rule[kind].length === 0)
      reader.refuse(given[kind] ?? node, `\`${kind}\` has no example`, `Write at least one text ${what}.`)
  }
  return rule
}

function idOf(
  node: Node | null,
  owner: Node | null,
  own: Set<string>,
  around: Surroundings,
  reader: YamlReader,
): string {
  const id = reader.text(node, '`id`', 60, owner)
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
    reader.refuse(
      node,
      '`id` has to be small letters and digits with single dashes',
      'Write it like acme-project-names.',
    )
  }
  // No file can put a rule in the place of one that is there.
  if (own.has(id) || around.reviewed.has(id) || around.fixed.has(id)) {
    reader.refuse(node, `another rule is called ${id}`, 'Choose a name that `sallyport rules list` does not have.')
  }
  own.add(id)
  return id
}

function tierOf(node: Node | null, { mayBlock }: Surroundings, reader: YamlReader): Tier {
  const tier = node === null ? 'review' : reader.oneOf(node, '`tier`', TIERS, node)
  if (tier === 'block' && !mayBlock) {
    reader.refuse(
      node,
      'your own rules may not block',
      'Write `userRules: block` into config.yaml, or take the tier away.',
    )
  }
  return tier
}

function lineOf(node: Node | null, what: string, owner: Node | null, reader: YamlReader): string {
  const text = reader.text(node, what, 300, owner).trim()
  if (isUnseen(text)) {
    reader.refuse(node, `${what} has to be one line without hidden characters`)
  }
  return text
}

function referenceOf(node: Node | null, reader: YamlReader): string {
  const text = lineOf(node, 'a reference', node, reader)
  if (!Object.hasOwn(REFERENCES, text) && !/^https:\/\/[\w.-]+(?:\/[\w./#?&=%+~-]*)?$/.test(text)) {
    reader.refuse(node, 'a reference has to be an id of docs/rules.md or an address that begins with https://')
  }
  return text
}

/** A plain text stands for words; a pattern is named as one. */
function conditionOf(node: Node | null, reader: YamlReader): Condition {
  if (node !== null && 'items' in node) {
    const { pattern, words } = reader.map(node, 'a condition', ['pattern', 'words'])
    if ((pattern === null) === (words === null))
      reader.refuse(node, 'a condition has to be either `pattern` or `words`')
    return pattern === null ? wordsOf(words, reader) : patternOf(pattern, reader)
  }
  return wordsOf(node, reader)
}

function patternOf(node: Node, reader: YamlReader): Condition {
  const pattern = reader.text(node, 'a pattern', bound('rule-pattern-chars'), node)
  const why = patternFault(pattern)
  if (why !== null) reader.refuse(node, why, 'Use the syntax of RE2: it has no look-around and no back-references.')
  return { pattern }
}

function wordsOf(node: Node | null, reader: YamlReader): Condition {
  const words = reader.text(node, 'a condition', bound('rule-pattern-chars'), node)
  const plain = normalise(words).text.trim()
  if (plain.length < (/[^\x20-\x7e]/.test(plain) ? 2 : 3)) {
    reader.refuse(node, 'so few letters are found everywhere', 'Write more words, or a pattern.')
  }
  return { words }
}

const exampleOf = (node: Node | null, owner: Node | null, reader: YamlReader): string =>
  reader.text(node, 'an example', bound('rule-example-chars'), owner)

function suppressionOf(node: Node | null, file: string, around: Surroundings, reader: YamlReader): Suppression {
  const given = reader.map(node, 'an entry of `allow`', ['rule', 'server', 'item', 'reason', 'until'])
  const rule = reader.text(given.rule, '`rule`', 60, node)
  if (!around.reviewed.has(rule)) {
    const why = around.fixed.has(rule) ? `findings of ${rule} are never suppressed` : 'no such rule is there'
    reader.refuse(
      given.rule,
      why,
      'Only rules of the tier `review` on what a server says: `sallyport rules list` has them.',
    )
  }
  return {
    rule,
    server: lineOf(given.server, '`server`', node, reader),
    item: lineOf(given.item, '`item`', node, reader),
    reason: lineOf(given.reason, '`reason`', node, reader),
    until: dayOf(given.until, node, reader),
    file,
  }
}

function dayOf(node: Node | null, owner: Node | null, reader: YamlReader): string {
  const day = reader.text(node, '`until`', 10, owner)
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(day)) {
    reader.refuse(node, '`until` has to be a day', 'Write it like 2027-03-01.')
  }
  return day
}
