// Reads and writes the text of a lockfile. Damage is named by line; nothing is ever guessed or filled in.
import { canonical } from '../canon/digest.ts'
import { isObject, type Json } from '../model/json.ts'
import { Failure } from '../model/failure.ts'
import type { Lockfile, Pin } from '../model/pin.ts'
import { signedLockfile, type Signature, type SignedLockfile } from './shape.ts'
import { firstOddLine, lineOf, linesOf, printJson } from './text.ts'

export const EMPTY_LOCK: Lockfile = { lockfileVersion: 1, serial: 0, pins: {}, quarantined: {} }

/** `why` is ours and safe to print. */
export type Parsed =
  | { readonly ok: true; readonly lock: Lockfile; readonly signature: Signature }
  | { readonly ok: false; readonly code: 'lock-damaged' | 'lock-newer'; readonly line: number; readonly why: string }

export function parseLockfile(bytes: Uint8Array): Parsed {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const lines = text.split('\n')
  if (!isUtf8(bytes)) return damaged(lines.findIndex((line) => line.includes('\uFFFD')) + 1, 'not valid UTF-8')
  const value = parseJson(text)
  if (value === undefined) return damaged(firstOddLine(lines.at(-1) === '' ? lines.slice(0, -1) : lines), 'not JSON')
  const newer = newerVersion(value)
  if (newer) return { ok: false, code: 'lock-newer', line: lineOf(value, ['lockfileVersion']), why: 'a newer version' }
  const line = differsAt(lines, value)
  if (line !== null) return damaged(line, 'not as Sallyport writes it: edited, repeated or in another order')
  const misfit = signedLockfile(value)
  if (misfit !== null) return damaged(lineOf(value, misfit.path), misfit.why)
  const { signature, ...lock } = bare(value) as unknown as SignedLockfile
  return { ok: true, lock, signature }
}

/** The bytes that are signed. The first line keeps a signature of something else from passing for one of a lockfile. */
export const signedBytes = (lock: Lockfile): Uint8Array =>
  new TextEncoder().encode(`sallyport lockfile 1\n${canonical(lock)}`)

export const printLockfile = (lock: Lockfile, signature: Signature): string => printJson({ ...lock, signature })

/** A pin is only what stands under exactly that name, never something that every object has. */
export const pinOf = (lock: Lockfile, name: string): Pin | undefined =>
  Object.hasOwn(lock.pins, name) ? lock.pins[name] : undefined

/** Throws a Failure where nothing is approved under that name. */
export function pinNamed(lock: Lockfile, name: string): Pin {
  const pin = pinOf(lock, name)
  if (pin !== undefined) return pin
  throw new Failure('name-unknown', `nothing is approved as ${name}`)
}

export const isQuarantined = (lock: Lockfile, name: string): boolean => Object.hasOwn(lock.quarantined, name)

const damaged = (line: number, why: string): Parsed => ({
  ok: false,
  code: 'lock-damaged',
  line: Math.max(1, line),
  why,
})

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

const newerVersion = (value: Json): boolean =>
  isObject(value) && typeof value['lockfileVersion'] === 'number' && value['lockfileVersion'] > 1

/** The first line that is not the one we would have written for this value. */
function differsAt(lines: readonly string[], value: Json): number | null {
  let number = 0
  for (const text of linesOf(value)) if (lines[number++] !== text) return number
  return lines.length === number + 1 && lines[number] === '' ? null : number + 1
}

/** Without prototypes, so that a server or a tool called `constructor` is not there unless it stands in the file. */
function bare(value: Json): Json {
  if (Array.isArray(value)) return value.map(bare)
  if (!isObject(value)) return value
  const copy = Object.create(null) as Record<string, Json>
  for (const key of Object.keys(value)) copy[key] = bare(value[key]!)
  return copy
}
