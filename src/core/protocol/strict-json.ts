// JSON that every parser reads alike, or nothing. What two parsers could read differently is how judges are bypassed.
import { bound } from '../model/bounds.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { unitAt } from '../text/unit-at.ts'
import type { FaultCode } from './fault.ts'

export type Parsed = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly fault: FaultCode }

export function parseStrict(text: string): Parsed {
  if (hasTooManyParts(text)) return { ok: false, fault: 'too-many-parts' }
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return { ok: false, fault: 'not-json' }
  }
  const seen = { keys: 0 }
  const fault = walk(value, seen, bound('message-depth'))
  if (fault !== undefined) return { ok: false, fault }
  // JSON.parse keeps one of two equal keys, so a value with fewer keys than its text has lost some.
  return countKeys(text) === seen.keys ? { ok: true, value } : { ok: false, fault: 'duplicate-key' }
}

function walk(value: Json, seen: { keys: number }, depthLeft: number): FaultCode | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'lone-surrogate'
  if (typeof value !== 'object' || value === null) return undefined
  if (depthLeft === 0) return 'too-deep'
  if (Array.isArray(value)) {
    for (const item of value) {
      const fault = walk(item as Json, seen, depthLeft - 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  const members = value as JsonObject
  for (const key of Object.keys(members)) {
    seen.keys += 1
    if (key === '__proto__') return 'ambiguous-key'
    if (!key.isWellFormed()) return 'lone-surrogate'
    const fault = walk(members[key]!, seen, depthLeft - 1)
    if (fault !== undefined) return fault
  }
  return undefined
}

/**
 * Objects, lists and members cost many times the room and the time of the few letters that they are written with: they are counted
 * before anything is made of them. Most texts are too short to hold too many.
 */
function hasTooManyParts(text: string): boolean {
  const most = bound('message-parts')
  if (text.length <= most) return false
  let parts = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = unitAt(text, at)
    if (code === QUOTE) at = closingQuote(text, at)
    else if (code === OPEN_OBJECT || code === OPEN_LIST || code === COLON) {
      parts += 1
      if (parts > most) return true
    }
  }
  return false
}

const OPEN_OBJECT = 0x7b
const OPEN_LIST = 0x5b
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/** How many object keys a valid JSON text holds: the strings that a colon follows. */
function countKeys(text: string): number {
  let keys = 0
  for (let open = text.indexOf('"'); open !== -1;) {
    const close = closingQuote(text, open)
    let next = close + 1
    while (unitAt(text, next) <= 0x20) next += 1
    if (unitAt(text, next) === COLON) keys += 1
    open = text.indexOf('"', close + 1)
  }
  return keys
}

export function closingQuote(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let escapes = 0
    while (unitAt(text, close - 1 - escapes) === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return close
  }
  return text.length
}

/** The source texts of the elements of a valid JSON array, so that each can be forwarded as it was written. */
export function sliceArray(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = -1
  for (let at = 0; at < text.length; at += 1) {
    const code = unitAt(text, at)
    if (code === QUOTE) at = closingQuote(text, at)
    else if (code === 0x5b || code === 0x7b) {
      depth += 1
      if (depth === 1) start = at + 1
    } else if (code === 0x5d || code === 0x7d) depth -= 1
    if (depth === 1 && code === 0x2c) {
      parts.push(text.slice(start, at).trim())
      start = at + 1
    }
    if (depth === 0 && code === 0x5d) {
      const last = text.slice(start, at).trim()
      if (last !== '') parts.push(last)
    }
  }
  return parts
}
