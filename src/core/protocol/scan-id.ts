// Finds the id of a message that is too long to keep or not well formed, while its bytes pass by, in constant memory.
import type { Looks } from '../model/channel.ts'
import type { Id } from '../model/message.ts'

const MAX_SCALAR = 256

/** Feed it bytes in any pieces. `id` stays undefined when none was seen at the top level, or more than one. */
export class IdScanner {
  #depth = 0
  #inString = false
  #escaped = false
  #token = ''
  #key: string | null = null
  #ids: Id[] = []
  #keys = new Set<string>()

  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 1) {
      // Long text deeper down holds no id of ours: jump to where it could end.
      if (this.#inString && !this.#escaped && this.#depth !== 1) at = this.#skipText(bytes, at)
      if (at < bytes.length) this.#step(bytes[at]!)
    }
  }

  get id(): Id | undefined {
    return this.#ids.length === 1 ? this.#ids[0] : undefined
  }

  get looksLike(): Looks {
    if (!this.#keys.has('jsonrpc')) return 'noise'
    if (this.#keys.has('method')) return 'call'
    return this.#keys.has('result') || this.#keys.has('error') ? 'answer' : 'part'
  }

  #skipText(bytes: Uint8Array, from: number): number {
    let at = from
    while (at < bytes.length && bytes[at] !== 0x22 && bytes[at] !== 0x5c) at += 1
    return at
  }

  #step(byte: number): void {
    if (this.#inString) this.#inText(byte)
    else if (byte === 0x22) this.#keep('"', true)
    else if (byte === 0x7b || byte === 0x5b) this.#depth += 1
    else if (byte === 0x7d || byte === 0x5d) this.#close()
    else if (this.#depth !== 1) return
    else if (byte === 0x3a) this.#takeKey()
    else if (byte === 0x2c) this.#takeValue()
    else if (byte > 0x20) this.#keep(String.fromCharCode(byte), false)
  }

  #inText(byte: number): void {
    if (this.#depth === 1) this.#keep(String.fromCharCode(byte), true)
    if (this.#escaped) this.#escaped = false
    else if (byte === 0x5c) this.#escaped = true
    else if (byte === 0x22) this.#inString = false
  }

  #keep(char: string, inString: boolean): void {
    this.#inString = inString || this.#inString
    if (this.#depth === 1 && this.#token.length <= MAX_SCALAR) this.#token += char
  }

  #close(): void {
    if (this.#depth === 1) this.#takeValue()
    this.#depth = Math.max(0, this.#depth - 1)
  }

  #takeKey(): void {
    this.#key = scalar(this.#token)?.toString() ?? null
    if (this.#key !== null && this.#keys.size < MAX_SCALAR) this.#keys.add(this.#key)
    this.#token = ''
  }

  #takeValue(): void {
    const value = this.#key === 'id' ? scalar(this.#token) : undefined
    if (value !== undefined) this.#ids.push(value)
    this.#key = null
    this.#token = ''
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Most tokens are written like this, and are read without a parser. */
const PLAIN_TEXT = /^"[ !#-[\]-~]*"$/
const PLAIN_NUMBER = /^(?:0|[1-9]\d{0,14})$/

/** The token is a byte in each character, so that a text beyond ASCII is put together only when it is whole. */
function scalar(token: string): Id | undefined {
  if (token === '' || token.length > MAX_SCALAR) return undefined
  if (PLAIN_TEXT.test(token)) return token.slice(1, -1)
  if (PLAIN_NUMBER.test(token)) return Number(token)
  try {
    const value: unknown = JSON.parse(decoder.decode(Uint8Array.from(token, (char) => char.charCodeAt(0))))
    return typeof value === 'string' || Number.isSafeInteger(value) ? (value as Id) : undefined
  } catch {
    return undefined
  }
}

/** The id of a whole frame that could not be decoded, when it can be told beyond doubt. */
export function scanId(bytes: Uint8Array): Pick<IdScanner, 'id' | 'looksLike'> {
  const scanner = new IdScanner()
  scanner.feed(bytes)
  return scanner
}
