// What a statement compares with and never finds, because nothing is ever called so. The engine knows types and no words: with
// such a slip a forbid would forbid nothing, and nobody would be told.
import { EFFECT_CLASSES } from '../../model/catalogue.ts'
import { FEATURES } from '../../model/feature.ts'
import { isObject, type Json } from '../../model/json.ts'
import { VOUCHERS } from '../../model/provenance.ts'
import { quote, untrusted } from '../../model/untrusted.ts'
import type { Attribute } from './schema.ts'

export type Never = { readonly why: string; readonly fix: string }

export const LABELS = ['untrusted', 'private', 'secret', 'files', 'mail', 'db', 'pay']

export const isLabel = (text: string): boolean => LABELS.includes(text) || /^from:[^\s/]+$/.test(text)

/** All that each of these can be or hold. Of labels also `from:SERVER`. */
const WORDS: Readonly<Partial<Record<Attribute, readonly string[]>>> = {
  effect: [...EFFECT_CLASSES, 'none'],
  environment: ['dev', 'test', 'prod', 'none'],
  trust: ['pinned', 'once'],
  provenance: [...VOUCHERS, 'none'],
  network: ['local', 'http'],
  labels: LABELS,
  carries: LABELS,
  holds: ['key', 'seed', 'credential', 'named', 'card', 'account', 'identity'],
  unusual: FEATURES,
}

const COMPARES: ReadonlySet<string> = new Set(['==', '!=', 'contains', 'containsAll', 'containsAny'])

/** The first of it; null where there is none that we know of. */
export function neverIn(node: Json | undefined): Never | null {
  if (Array.isArray(node)) return firstOf(node as readonly Json[], neverIn)
  if (!isObject(node)) return null
  const named = neverNamed(node) ?? neverAsks(node['principal'])
  if (named !== null) return named
  return firstOf(Object.entries(node), ([key, value]) => {
    if (key === 'annotations') return null
    const never =
      (COMPARES.has(key) ? neverSaid(value) : null) ?? (key === 'like' ? neverLike(value) : neverCounted(key, value))
    return never ?? neverIn(value)
  })
}

function neverSaid(node: Json): Never | null {
  if (!isObject(node)) return null
  const sides = [node['left'], node['right']] as const
  return firstOf([sides, sides.toReversed()], ([one, other]) => {
    const attribute = attributeOf(one)
    const words = attribute === null ? undefined : WORDS[attribute]
    if (attribute === null || words === undefined) return null
    const wrong = textsOf(other).find((text) => !(words === LABELS ? isLabel(text) : words.includes(text)))
    if (wrong === undefined) return null
    const all = words === LABELS ? [...words, 'from:SERVER'] : words
    return {
      why: `${attribute} is never ${quote(untrusted(wrong), 60)}, so this compares with nothing`,
      fix: `Write one of ${all.join(', ')}.`,
    }
  })
}

/** A pattern that none of the words has. */
function neverLike(node: Json): Never | null {
  const { left, pattern } = isObject(node) ? node : {}
  const attribute = attributeOf(left)
  const words = attribute === null ? undefined : WORDS[attribute]
  if (words === undefined || !Array.isArray(pattern)) return null
  const parts = (pattern as readonly Json[]).map((part) =>
    isObject(part) && typeof part['Literal'] === 'string'
      ? part['Literal'].replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
      : '.*',
  )
  const form = new RegExp(`^${parts.join('').replaceAll(/(?:\.\*)+/g, '.*')}$`, 's')
  if (words.some((word) => form.test(word))) return null
  return {
    why: `${attribute} is never like that, so this compares with nothing`,
    fix: `It is one of ${words.join(', ')}.`,
  }
}

const NUMBERS: Readonly<Partial<Record<Attribute, { readonly least: number; readonly most: number }>>> = {
  hour: { least: 0, most: 23 },
  weekday: { least: 1, most: 7 },
}
/** By how much the number beside it may be out of range and still tell some from others: `hour < 24` is all of them. */
const BEYOND: Readonly<Record<string, number>> = { '==': 0, '!=': 0, '<': 1, '<=': 1, '>': 1, '>=': 1 }

function neverCounted(operator: string, node: Json): Never | null {
  if (!Object.hasOwn(BEYOND, operator) || !isObject(node)) return null
  const sides = [node['left'], node['right']] as const
  return firstOf([sides, sides.toReversed()], ([one, other]) => {
    const attribute = attributeOf(one)
    const range = attribute === null ? undefined : NUMBERS[attribute]
    const value = isObject(other) ? other['Value'] : undefined
    const beyond = BEYOND[operator]!
    if (range === undefined || typeof value !== 'number') return null
    if (value >= range.least - beyond && value <= range.most + beyond) return null
    return {
      why: `${attribute} is never ${value}, so this compares with nothing`,
      fix: `It is ${range.least} to ${range.most}.`,
    }
  })
}

/** `context.NAME`, and nothing beside it; also as all of a set. */
function attributeOf(node: Json | undefined): Attribute | null {
  const set = isObject(node) ? node['Set'] : undefined
  if (Array.isArray(set)) return set.length === 1 ? attributeOf(set[0] as Json) : null
  const dot = isObject(node) ? node['.'] : undefined
  if (!isObject(dot)) return null
  const { left, attr } = dot
  const isContext = isObject(left) && left['Var'] === 'context'
  return isContext && typeof attr === 'string' ? (attr as Attribute) : null
}

/** One text that is written out, or a set of them. */
function textsOf(node: Json | undefined): readonly string[] {
  if (!isObject(node)) return []
  const { Value: value, Set: set } = node
  if (Array.isArray(set)) return (set as readonly Json[]).flatMap(textsOf)
  return typeof value === 'string' ? [value] : []
}

/** How those are called that we make ourselves; of users and groups nobody knows all names. */
const NAMED: Readonly<Record<string, { readonly is: RegExp; readonly fix: string }>> = {
  Client: { is: /^(?:stdio|http)$/, fix: 'Write Client::"stdio" or Client::"http".' },
  Server: { is: /^[^\s/]+$/, fix: 'Write the name alone, such as Server::"notes".' },
  Tool: { is: /^[^\s/]+\/./s, fix: 'Write the server before it: Tool::"notes/delete_note".' },
  Prompt: { is: /^[^\s/]+\/./s, fix: 'Write the server before it: Prompt::"notes/summary".' },
  Resource: {
    is: /^[^\s/]+ ./s,
    fix: 'Write the server and a blank before it: Resource::"notes file:///srv/notes.txt".',
  },
}

function neverNamed({ type, id }: { readonly [member: string]: Json }): Never | null {
  if (typeof type !== 'string' || typeof id !== 'string' || !Object.hasOwn(NAMED, type)) return null
  const { is, fix } = NAMED[type]!
  return is.test(id) ? null : { why: `no ${type} is ever called ${quote(untrusted(id), 60)}`, fix }
}

function neverAsks(principal: Json | undefined): Never | null {
  const { op, entity } = isObject(principal) ? principal : {}
  if (op !== '==' || !isObject(entity) || entity['type'] === 'Client') return null
  return { why: 'a principal is a client, which is in its user', fix: 'Write `in`: principal in User::"ada".' }
}

function firstOf<T>(all: readonly T[], look: (one: T) => Never | null): Never | null {
  for (const one of all) {
    const found = look(one)
    if (found !== null) return found
  }
  return null
}
