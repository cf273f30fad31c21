// The values of a call, each by the place where it stands, as a person is shown them and as two calls are compared.
import { escapeStep } from '../model/pointer.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import { replaceIn } from '../text/sensitive/replace.ts'
import { findSensitive } from '../text/sensitive/find.ts'

/** `key` is the last step of the place. `shown` is JSON, safe to print, so that a text never looks like anything else. */
export type Value = { readonly at: string; readonly key: string; readonly text: string | null; readonly shown: string }

/** What the tool gets; of prompts and resources everything. A number keeps the digits that it was written with. */
export function valuesIn(passed: string, method: string): readonly Value[] {
  const params = JSON.parse(passed, asWritten) as { readonly [member: string]: unknown }
  return leavesOf(method === 'tools/call' ? (params['arguments'] ?? {}) : params, '', '')
}

/** What stands beside the arguments of a call. */
export function valuesBeside(passed: string): readonly Value[] {
  const { name: _name, arguments: _given, ...rest } = JSON.parse(passed, asWritten) as Record<string, unknown>
  return Object.keys(rest).length === 0 ? [] : leavesOf(rest, '', '')
}

/** Whether it holds what not everybody should see. */
export const isSecret = ({ text, key }: Value): boolean => text !== null && findSensitive(text, key).length > 0

/** As it may leave this machine. */
export const shownOutside = ({ text, key, shown }: Value): string => {
  const found = text === null ? [] : findSensitive(text, key)
  return found.length === 0 ? shown : quote(untrusted(replaceIn(text!, found, (what) => `[${what}]`)), Infinity)
}

const asWritten = ((_key: string, value: unknown, context?: { readonly source?: string }) =>
  typeof value === 'number' ? { [DIGITS]: context?.source ?? String(value) } : value) as (
  key: string,
  value: unknown,
) => unknown

const DIGITS = Symbol('digits')

function leavesOf(value: unknown, at: string, key: string): readonly Value[] {
  if (typeof value === 'string') return [{ at, key, text: value, shown: quote(untrusted(value), Infinity) }]
  const plain = (shown: string, text: string | null = null): readonly Value[] => [{ at, key, text, shown }]
  if (typeof value !== 'object' || value === null) return plain(JSON.stringify(value))
  // Digits are looked at as well: a card may stand there as a number.
  if (DIGITS in value) return plain(value[DIGITS] as string, value[DIGITS] as string)
  const members = Object.entries(value)
  if (members.length === 0) return plain(Array.isArray(value) ? '[]' : '{}')
  return members.flatMap(([name, member]) =>
    leavesOf(member, `${at}/${escapeStep(name)}`, Array.isArray(value) ? key : name),
  )
}
