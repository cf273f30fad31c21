// The conversations of a gateway process as it tells of them. Names of tools in it are those that servers gave.
import { bound } from '../model/bounds.ts'
import type { Exposure, SessionShown } from '../model/session.ts'
import { encodeSaid, isObject, saidIn } from './said.ts'

/** Null where they are more than is told. */
export function encodeSessions(sessions: readonly SessionShown[]): Uint8Array | null {
  const words = encodeSaid(sessions)
  return words.length <= bound('door-told-bytes') ? words : null
}

/** Null for whatever is not exactly such a list. */
export function decodeSessions(words: Uint8Array): readonly SessionShown[] | null {
  const said = saidIn(words)
  return Array.isArray(said) && said.every(isSession) ? said : null
}

function isSession(value: unknown): value is SessionShown {
  if (!isObject(value)) return false
  const { id, client, servers, exposed } = value
  const isNamed = typeof id === 'string' && Number.isSafeInteger(client)
  return (
    isNamed && Array.isArray(servers) && servers.every(isText) && Array.isArray(exposed) && exposed.every(isExposure)
  )
}

const isExposure = (value: unknown): value is Exposure =>
  isObject(value) && isText(value['label']) && isText(value['server']) && isText(value['item'])

const isText = (value: unknown): value is string => typeof value === 'string'
