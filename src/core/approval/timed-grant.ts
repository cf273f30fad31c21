// A grant for a time: power that a person gives to one server for minutes, beside its pin. As it stands in a file, and for how
// long it is in force. What does not have exactly this form is none.
import { bound } from '../model/bounds.ts'
import { EFFECT_CLASSES, type EffectClass } from '../model/catalogue.ts'
import { isCountAboveZero } from '../model/count.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Environment } from '../model/pin.ts'
import { type Mac, seal, unseal } from './seal.ts'

/** `uptimeMs` is counted from the start of the machine, also while it sleeps; `boot` names that start. */
export type Clock = { readonly boot: string; readonly uptimeMs: number; readonly wallMs: number }

/** A value that has to stand at a place of the arguments, as JSON with the digits that it was written with. */
export type PassedValue = { readonly pointer: string; readonly value: string }

export type Power =
  | {
      readonly kind: 'tool'
      readonly tool: string
      readonly effect: EffectClass
      /** Digests of its approved definition, one for each era that says it otherwise. */
      readonly definitions: readonly string[]
      /** Empty: whatever is passed. */
      readonly passed: readonly PassedValue[]
      /** Whether a second factor was proven with it. */
      readonly stepUp: boolean
    }
  /** To be started where the policy asks. */
  | { readonly kind: 'launch' }
  /** To be given the secrets that its pin holds back. */
  | { readonly kind: 'secrets' }

export type TimedGrant = {
  readonly id: string
  readonly user: string
  readonly server: string
  /** Digest of the pin that it was given to: another approval of the same name has none of it. */
  readonly pin: string
  readonly environment: Environment
  readonly power: Power
  readonly purpose: string
  /** Who gave it, as the system knows them. */
  readonly by: string
  readonly from: Clock
  readonly lastsMs: number
}

/**
 * Each of the clocks ends it. One that was set back refuses: what it says of the end cannot be believed. A machine that was
 * started again has forgotten what it granted.
 */
export function whyEnded({ from, lastsMs }: TimedGrant, at: Clock): 'time' | 'clock' | 'restart' | null {
  if (at.boot !== from.boot || at.uptimeMs < from.uptimeMs) return 'restart'
  const [up, wall] = [at.uptimeMs - from.uptimeMs, at.wallMs - from.wallMs]
  if (up >= lastsMs || wall >= lastsMs) return 'time'
  return wall < up - bound('grant-clock-ms') ? 'clock' : null
}

export const untilOf = ({ from, lastsMs }: TimedGrant): string => new Date(from.wallMs + lastsMs).toISOString()

/** All that is granted, as one file says it. Each file that is written has a higher serial than the one before. */
export type GrantsKept = { readonly serial: number; readonly grants: readonly TimedGrant[] }

export const writeGrants = ({ serial, grants }: GrantsKept, mac: Mac): string =>
  seal('grants', JSON.stringify({ serial, grants }), mac)

/** Null for what was not written with this key, or does not have the form. */
export function readGrants(text: string, mac: Mac): GrantsKept | null {
  const body = unseal('grants', text, mac)
  if (body === null) return null
  try {
    const read = JSON.parse(body) as Json
    const { serial, grants } = isObject(read) ? read : {}
    if (!isCountAboveZero(serial) || !Array.isArray(grants) || grants.length > bound('grants-kept')) return null
    return grants.every(isGrant) ? { serial, grants: grants as unknown as TimedGrant[] } : null
  } catch {
    return null
  }
}

const TEXTS = ['id', 'user', 'server', 'pin', 'environment', 'purpose', 'by'] as const

const isGrant = (one: Json): boolean =>
  isObject(one) &&
  TEXTS.every((name) => typeof one[name] === 'string') &&
  isCountAboveZero(one['lastsMs']) &&
  isObject(one['from']) &&
  isClock(one['from']) &&
  isObject(one['power']) &&
  isPower(one['power'])

const isClock = ({ boot, uptimeMs, wallMs }: JsonObject): boolean =>
  typeof boot === 'string' && isCountAboveZero(uptimeMs) && isCountAboveZero(wallMs)

function isPower({ kind, tool, effect, definitions, passed, stepUp }: JsonObject): boolean {
  if (kind === 'launch' || kind === 'secrets') return true
  const isTool = kind === 'tool' && typeof tool === 'string' && EFFECT_CLASSES.includes(effect as EffectClass)
  return isTool && typeof stepUp === 'boolean' && isList(definitions, isText) && isList(passed, isPassed)
}

const isList = (value: Json | undefined, holds: (one: Json) => boolean): boolean =>
  Array.isArray(value) && (value as readonly Json[]).every(holds)

const isText = (value: Json | undefined): boolean => typeof value === 'string'

const isPassed = (one: Json): boolean => isObject(one) && isText(one['pointer']) && isText(one['value'])
