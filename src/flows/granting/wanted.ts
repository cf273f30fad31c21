// Reads what a person wants to grant for a time, and refuses what could be meant otherwise or could cover nothing.
import type { PassedValue, Power } from '../../core/approval/timed-grant.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Pin } from '../../core/model/pin.ts'
import { definitionsOf, effectIn } from '../../core/model/set-effects.ts'
import { isUnseen, quote, untrusted } from '../../core/model/untrusted.ts'
import { parseKeepingNumbers } from '../../core/protocol/encode.ts'
import { parseStrict } from '../../core/protocol/strict-json.ts'
import { parseDuration } from '../grants/duration.ts'

export type GrantWords = {
  readonly tool?: string
  readonly args?: string
  readonly launch: boolean
  readonly secrets: boolean
  readonly ttl?: string
  readonly purpose?: string
}

/** What `--tool`, `--launch` or `--secrets` says of this server. One power at a time. */
export function readPower(name: string, pin: Pin, words: GrantWords): Power {
  const { tool, args, launch, secrets } = words
  if ([tool !== undefined, launch, secrets].filter(Boolean).length !== 1)
    throw misused('grant wants one of `--tool TOOL`, `--launch` and `--secrets`')
  if (tool !== undefined) return toolPower(name, tool, args, pin)
  if (args !== undefined) throw misused('--args belongs to `--tool`')
  if (launch) return { kind: 'launch' }
  if (pin.grants.held?.secrets === true) return { kind: 'secrets' }
  throw new Failure('usage-invalid', `The approval of ${name} holds no secrets back`, {
    fix: `Approve it with \`--secrets-need-grant\`; until then it is started with what it was approved for.`,
  })
}

function toolPower(name: string, tool: string, args: string | undefined, pin: Pin): Power {
  const definitions = [...new Set(definitionsOf(tool, pin.catalogue).filter((digest) => digest !== ''))]
  if (definitions.length === 0)
    throw new Failure('usage-invalid', `${name} was approved with no tool ${quote(untrusted(tool), 200)}`, {
      fix: `Its tools stand in the lockfile, and on the card of \`sallyport approve ${name}\`.`,
    })
  const effect = effectIn(pin, tool) ?? 'execute'
  return { kind: 'tool', tool, effect, definitions, passed: args === undefined ? [] : readArgs(args), stepUp: false }
}

/** `{"/pointer": VALUE}`. */
function readArgs(text: string): readonly PassedValue[] {
  const wrong = (why: string): Failure =>
    new Failure('usage-invalid', `--args: ${why}`, {
      fix: 'Write one JSON object of JSON pointers into the arguments, such as \'{"/to": "help@desk.example"}\'.',
    })
  if (text.length > bound('grant-chars')) throw wrong(`it is longer than ${bound('grant-chars')} characters`)
  const read = parseStrict(text)
  if (!read.ok)
    throw wrong(read.fault === 'duplicate-key' ? 'a place stands there twice' : 'it is not readable as JSON')
  if (!isObject(read.value)) throw wrong('it is no object')
  const places = Object.entries(parseKeepingNumbers(text) as { readonly [pointer: string]: Json })
  if (places.length === 0) throw wrong('it names no place')
  if (places.length > bound('grant-values')) throw wrong(`it names more than ${bound('grant-values')} places`)
  const strange = places.find(([pointer]) => !/^(?:\/(?:[^~]|~[01])*)?$/su.test(pointer))
  if (strange !== undefined) throw wrong(`${quote(untrusted(strange[0]), 200)} is no JSON pointer`)
  return places.map(([pointer, value]) => ({ pointer, value: JSON.stringify(value) }))
}

export function readLasts(ttl: string | undefined): number {
  const ms = ttl === undefined ? null : parseDuration(ttl)
  if (ms === null) throw misused('--ttl wants the time that it lasts, such as 30m')
  if (ms <= bound('grant-lasts-ms')) return ms
  throw new Failure('usage-invalid', `--ttl: no grant lasts longer than ${bound('grant-lasts-ms') / 3_600_000} hours`, {
    fix: 'Grant it for less. What is needed for days is for `sallyport approve` or the policy.',
  })
}

export function readPurpose(purpose: string | undefined): string {
  if (purpose === undefined || purpose.trim() === '')
    throw misused('--purpose wants what it is for, in words: they stand in the log')
  if (purpose.length <= bound('grant-purpose-chars') && !isUnseen(purpose)) return purpose
  throw misused(`--purpose wants one line of at most ${bound('grant-purpose-chars')} characters`)
}

const misused = (message: string): Failure =>
  new Failure('usage-invalid', message, { fix: 'Read `sallyport grant --help`.' })
