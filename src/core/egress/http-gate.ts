// HTTP/1.1 requests of one connection, head by head (RFC 9112): what any server could read as another host, another request
// or another length than we do is refused. Nothing of a request passes before its whole head was judged.
import type { NetGrant } from '../model/grants.ts'
import { join, NOTHING, type Fed, type Gate } from './gate.ts'
import { namesMethod, oddField, oddTrailer, withoutBlanks, type Held } from './http-overrides.ts'

export const MAX_HEAD_BYTES = 64 * 1024
const MAX_CHUNK_LINE = 256
const MAX_TRAILER_LINES = 64

type State =
  | { readonly in: 'head' }
  | { readonly in: 'body'; left: number; isOdd: boolean }
  | { readonly in: 'chunk-line' | 'chunk-end' }
  | { readonly in: 'chunk'; left: number }
  | { readonly in: 'trailer'; lines: number }

export class HttpGate implements Gate {
  readonly #held: Held
  #state: State = { in: 'head' }
  #kept: Uint8Array = new Uint8Array(0)
  #refused: string | null = null

  constructor(name: string, grant: NetGrant) {
    this.#held = heldTo(name, grant)
  }

  get isInHead(): boolean {
    return this.#state.in === 'head' && this.#kept.length > 0
  }

  readonly heard = (): void => undefined

  readonly feed = (bytes: Uint8Array): Fed => {
    const pass: Uint8Array[] = []
    let rest = bytes
    while (rest.length > 0 && this.#refused === null) rest = this.#step(rest, pass)
    return this.#refused === null ? { pass } : { refused: this.#refused }
  }

  #step(bytes: Uint8Array, pass: Uint8Array[]): Uint8Array {
    const state = this.#state
    if (state.in === 'body' || state.in === 'chunk') {
      if (state.in === 'body' && state.isOdd && !OPENS_JSON.has(bytes[0]!)) {
        this.#refused = 'a body that many hosts do not read could be taken for another request'
        return NOTHING
      }
      if (state.in === 'body') state.isOdd = false
      const part = bytes.subarray(0, state.left)
      pass.push(part)
      state.left -= part.length
      if (state.left === 0) this.#state = { in: state.in === 'body' ? 'head' : 'chunk-end' }
      return bytes.subarray(part.length)
    }
    // A head or one line: kept until it is whole.
    const isHead = state.in === 'head'
    const before = this.#kept.length
    const joined = join(this.#kept, bytes)
    const end = isHead ? endOf(joined, before, HEAD_END) : endOf(joined, before, LINE_END)
    if (end < 0) {
      this.#kept = joined
      if (joined.length > (isHead ? MAX_HEAD_BYTES : MAX_CHUNK_LINE)) this.#refused = 'a head or line is too long'
      return NOTHING
    }
    const whole = joined.subarray(0, end)
    this.#kept = NOTHING
    if (whole.length > (isHead ? MAX_HEAD_BYTES : MAX_CHUNK_LINE)) this.#refused = 'a head or line is too long'
    else this.#judge(state, textOf(whole))
    if (this.#refused === null) pass.push(whole)
    return joined.subarray(end)
  }

  #judge(state: State, text: string): void {
    if (state.in === 'head') {
      const head = readHead(text, this.#held)
      if (typeof head === 'string') this.#refused = head
      else if (head.length === 'chunked') this.#state = { in: 'chunk-line' }
      else if (head.length > 0) this.#state = { in: 'body', left: head.length, isOdd: head.isOdd }
      return
    }
    const line = text.slice(0, -2)
    if (state.in === 'chunk-line') {
      // No chunk extensions: proxies read them in different ways.
      const size = /^[0-9a-f]{1,8}$/i.test(line) ? Number.parseInt(line, 16) : null
      if (size === null) this.#refused = 'a chunk has no plain size'
      else this.#state = size === 0 ? { in: 'trailer', lines: 0 } : { in: 'chunk', left: size }
    } else if (state.in === 'chunk-end') {
      if (line === '') this.#state = { in: 'chunk-line' }
      else this.#refused = 'a chunk is longer than it says'
    } else if (state.in === 'trailer') {
      state.lines += 1
      if (line === '') this.#state = { in: 'head' }
      else this.#refused = trailerFault(line, state.lines, this.#held)
    }
  }
}

const LINE_END = [13, 10]
const HEAD_END = [13, 10, 13, 10]

/** Just after the first `mark`; what was searched before is not searched again. */
function endOf(bytes: Uint8Array, searched: number, mark: readonly number[]): number {
  const last = mark.length - 1
  for (let at = Math.max(searched, last); at < bytes.length; at += 1) {
    if (bytes[at] === 10 && mark.every((byte, i) => bytes[at - last + i] === byte)) return at + 1
  }
  return -1
}

function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}

const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/
const REQUEST = /^([A-Z]{1,20}) ([\x21-\x7e]+) HTTP\/1\.([01])$/

type Head = {
  readonly length: number | 'chunked'
  /** Many hosts read no body of such a request: to them it would be the next one (RFC 9110 section 9.3.1). */
  readonly isOdd: boolean
}

const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** No request begins with these: whoever does not read a body ends the connection there. Some APIs take a search as the body of a GET. */
const OPENS_JSON: ReadonlySet<number> = new Set([0x7b, 0x5b])

function trailerFault(line: string, count: number, held: Held): string | null {
  const [, key, value] = FIELD.exec(line) ?? []
  if (key === undefined || count > MAX_TRAILER_LINES) return 'a trailer is malformed'
  return oddTrailer(key.toLowerCase(), withoutBlanks(value!), held)
}

function readHead(text: string, held: Held): Head | string {
  const [first = '', ...lines] = text.slice(0, -4).split('\r\n')
  const [, method, target, minor] = REQUEST.exec(first) ?? []
  if (method === undefined || target === undefined) return 'it is no HTTP/1 request'
  if (method === 'CONNECT') return 'CONNECT would open a tunnel'
  const fields = new Map<string, string[]>()
  for (const line of lines) {
    const [, key, value] = FIELD.exec(line) ?? []
    if (key === undefined) return 'a header line is malformed or folded'
    const lower = key.toLowerCase()
    fields.set(lower, [...(fields.get(lower) ?? []), withoutBlanks(value!)])
  }
  if (fields.has('upgrade')) return 'an upgrade would end what can be checked; such a host needs a /tcp grant'
  const odd = oddField(fields, held)
  if (odd !== null) return odd
  const hosts = fields.get('host') ?? []
  if (hosts.length !== 1) return hosts.length === 0 ? 'the request names no Host' : 'the request names several Hosts'
  if (!held.isHost(hosts[0]!)) return `the request is for another Host: ${hosts[0]!}`
  const { methods } = held.grant
  if (methods !== undefined && !methods.includes(method)) return `the method ${method} is not granted`
  if (methods !== undefined && namesMethod(target)) return 'the query names another method'
  return held.refusePath(target) ?? lengthOf(fields, minor === '0', !WITH_BODY.has(method))
}

function heldTo(name: string, grant: NetGrant): Held {
  /** Header and target may or may not say the port. */
  const isHost = (host: string): boolean => {
    const lower = host.toLowerCase()
    return lower === name || lower === `${name}:${grant.port}`
  }
  const pathOf = (target: string): string | null => {
    if (target.startsWith('/') || target === '*') return target
    const [, authority, path] = /^http:\/\/([^/?#@\\]+)(\/.*)?$/i.exec(target) ?? []
    return authority !== undefined && isHost(authority) ? (path ?? '/') : null
  }
  const refusePath = (target: string): string | null => {
    const path = pathOf(target)
    if (path === null) return 'the target of the request is for another host or malformed'
    if (grant.path === undefined || isBelow(path, grant.path)) return null
    return `the path is not granted: ${path.split('?')[0]!}`
  }
  return { grant, isHost, refusePath }
}

/**
 * Encoded dots, slashes, backslashes, semicolons and control characters, the sign that encodes, and what no UTF-8 has: with these begins a
 * longer way to write a dot or a slash, and %u a way of one server.
 */
const ENCODED = /%(?:2e|2f|5c|3b|25|[01][0-9a-f]|7f|u|c0|c1|e0%[89]|f0%8|f[5-9a-f])/i

/** Only paths that every server reads alike can be held to a rule. */
function isBelow(path: string, granted: string): boolean {
  const plain = path.split('?')[0]!
  if (/\\|\/\/|;|#|\/\.{1,2}(?:\/|$)/.test(plain) || ENCODED.test(plain)) return false
  return plain === granted || plain.startsWith(granted.endsWith('/') ? granted : `${granted}/`)
}

function lengthOf(fields: ReadonlyMap<string, readonly string[]>, isOld: boolean, isOdd: boolean): Head | string {
  const codings = fields.get('transfer-encoding')
  const lengths = fields.get('content-length')
  if (codings !== undefined) {
    if (lengths !== undefined) return 'the request has two lengths'
    if (isOld || codings.length !== 1 || codings[0]!.toLowerCase() !== 'chunked')
      return 'the body has a length that can be read in two ways'
    return isOdd ? 'a request of this method has no body in chunks' : { length: 'chunked', isOdd }
  }
  if (lengths === undefined) return { length: 0, isOdd }
  if (lengths.length !== 1 || !/^\d{1,15}$/.test(lengths[0]!)) return 'the request has no plain length'
  return { length: Number(lengths[0]), isOdd }
}
