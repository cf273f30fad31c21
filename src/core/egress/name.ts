// Host names as grants, queries and TLS write them. One strict form: what two resolvers could read differently is no name.
import { PUBLIC_SUFFIXES } from './suffixes.data.ts'

export type ReadName = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly why: string }

const no = (why: string): ReadName => ({ ok: false, why })
const MAX_NAME_CHARS = 253
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/** Lower case, without the dot at the end. International names in punycode only: their letters may look alike. */
export function readName(text: string): ReadName {
  const name = text.toLowerCase().replace(/\.$/, '')
  if (name === '') return no('is empty')
  if (name.length > MAX_NAME_CHARS) return no(`is longer than ${MAX_NAME_CHARS} characters`)
  // Of the text: the small letter of the Kelvin sign (U+212A) is a plain k.
  if (/[^\x20-\x7e]/.test(text)) return no('has letters outside ASCII; write it in punycode (xn--…)')
  if (/[[\]:]/.test(name)) return no('is an address; only names are granted')
  const labels = name.split('.')
  if (!labels.every((label) => LABEL.test(label))) return no('has a label that is no part of a host name')
  if (labels.some((label) => label.slice(2, 4) === '--' && !/^xn--[a-z0-9-]+$/.test(label))) {
    return no('has a label of a reserved form')
  }
  // inet_aton takes 127.1, 0177.0.0.1, 0x7f000001 and 2130706433 for addresses: so does every resolver behind a name.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!))
    return no('is an address, or could be read as one; only names are granted')
  return { ok: true, name }
}

/** A name, or `*.name` for one level below it. */
export function readHost(text: string): ReadName {
  if (!text.startsWith('*.')) return text.includes('*') ? no('may have a * only as its first label') : readName(text)
  const read = readName(text.slice(2))
  if (!read.ok) return read
  const labels = read.name.split('.')
  if (labels.length < 2 || PUBLIC_SUFFIXES.has(read.name)) {
    return no('would let it reach names that anybody can register: a wildcard must lie below one organisation')
  }
  return { ok: true, name: `*.${read.name}` }
}

/** Whether the granted host, a name or a wildcard, means this name. */
export function covers(host: string, name: string): boolean {
  if (!host.startsWith('*.')) return host === name
  const label = name.slice(0, name.indexOf('.'))
  return label !== '' && name === `${label}${host.slice(1)}`
}
