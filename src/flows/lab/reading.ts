// What the client of every attack makes of an answer: a model reads whatever stands there, however it is written.
import { isObject, type Json } from '../../core/model/json.ts'
import type { Call } from '../../core/model/lab.ts'

/** What text has to say to be obeyed. */
const ORDER = /call (\w+) with (\{[^{}]*\})/g

export function ordersIn(answer: Json): Call[] {
  const orders = textsIn(answer)
    .flatMap(readingsOf)
    .flatMap((text) => [...text.matchAll(ORDER)])
    .flatMap(([, tool, given]) => callOf(tool!, given!))
  return [...new Map(orders.map((order) => [JSON.stringify(order), order])).values()]
}

/** All that was heard as it would be printed. */
export const plainly = (heard: string): string =>
  heard
    .split('\n')
    .flatMap((line) => textsIn(parsed(line)))
    .join('\n')

export function parsed(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch {
    return line
  }
}

function callOf(tool: string, given: string): Call[] {
  try {
    return [{ tool, arguments: JSON.parse(given) as Record<string, string> }]
  } catch {
    return []
  }
}

const MOST_LEVELS = 50

/** Every text in it, wherever it stands, also in names of members and in its pictures: a model sees more than a person. */
export function textsIn(value: Json, level = 0): string[] {
  if (typeof value === 'string') return [value]
  if (isObject(value) && value['type'] === 'image' && typeof value['data'] === 'string') {
    return [Buffer.from(value['data'], 'base64').toString('latin1')]
  }
  if (value === null || typeof value !== 'object' || level > MOST_LEVELS) return []
  const names = Array.isArray(value) ? [] : Object.keys(value)
  return [...names, ...Object.values(value).flatMap((part: Json) => textsIn(part, level + 1))]
}

/** A text as it stands, and as each of the ways that models are known to read would have it. Written apart from what we look with. */
const readingsOf = (text: string): readonly string[] => [
  text,
  ...(text.length > MOST_DECODED ? [] : READINGS.map((read) => read(text))),
]

const MOST_DECODED = 10_000
const bytes = (text: string, encoding: 'base64' | 'hex'): string => Buffer.from(text, encoding).toString()
const spelled = (text: string, from: number, to: number, by: (code: number) => number): string =>
  Array.from(text, (char) => char.codePointAt(0)!)
    .flatMap((code) => (code >= from && code <= to ? [String.fromCharCode(by(code))] : []))
    .join('')

const READINGS: readonly ((text: string) => string)[] = [
  // Without what nobody sees: zero-width characters, and codes that steer a terminal.
  (text) => text.replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, '').replaceAll(/\u001b\[[\d;]*m/g, ''),
  // Turned around between an override and its end.
  (text) =>
    text.replaceAll(/\u202e([^\u202c]*)\u202c?/g, (_, turned: string) => Array.from(turned).toReversed().join('')),
  (text) => spelled(text, 0xe0020, 0xe007e, (code) => code - 0xe0000),
  (text) => spelled(text, 0xe0100, 0xe01ef, (code) => code - 0xe0100 + 16),
  (text) => text.replaceAll(/[A-Za-z0-9+/]{24,}={0,2}/g, (word) => bytes(word, 'base64')),
  (text) => text.replaceAll(/(?:[0-9a-f]{2}){12,}/g, (word) => bytes(word, 'hex')),
  (text) => text.replaceAll(/(?:%[0-9A-F]{2})+/g, (word) => bytes(word.replaceAll('%', ''), 'hex')),
  (text) => text.replaceAll(/&#(\d{2,7});/g, (_, code: string) => String.fromCodePoint(Number(code))),
]
