// Says in a question what changed since the last time, and remembers what was allowed. Where nothing can be read nothing is claimed.
import {
  changesSince,
  keyOf,
  readRemembered,
  type Remembered,
  withAllowed,
  writeRemembered,
} from '../../core/approval/since.ts'
import type { Question, Scope } from '../../core/approval/question.ts'
import type { Mac } from '../../core/approval/seal.ts'
import type { Paths } from '../../core/model/paths.ts'
import { macUnder } from '../../io/file/mac.ts'
import { keepAllowedLast, readAllowedLast } from '../../io/store/allowed-last.ts'
import { gatewayKey } from '../../io/store/gateway-key.ts'

export type Called = Pick<Question, 'server' | 'method' | 'item' | 'passed'>

const UNKNOWN = '! what was allowed before is not known: its record was not written by Sallyport, or cannot be read'

/** Never rejects. */
export async function sinceLastTime(
  { keys, state }: Pick<Paths, 'keys' | 'state'>,
  called: Called,
): Promise<readonly string[]> {
  try {
    const mac = macUnder(await gatewayKey(keys))
    const known = await remembered(state, called.server, mac)
    return known === null ? [UNKNOWN] : changesSince(called, known[keyOf(called)], mac)
  } catch {
    return [UNKNOWN]
  }
}

/** What cannot be kept is not remembered: the next question says then that it is the first one. */
export async function rememberAllowed(
  { keys, state }: Pick<Paths, 'keys' | 'state'>,
  called: Called,
  { by, scope }: { readonly by: string; readonly scope: Scope },
): Promise<void> {
  const mac = macUnder(await gatewayKey(keys))
  const known = (await remembered(state, called.server, mac)) ?? {}
  const now = withAllowed(known, called, { at: new Date().toISOString(), by, scope }, mac)
  await keepAllowedLast(state, called.server, writeRemembered(called.server, now, mac))
}

async function remembered(state: string, server: string, mac: Mac): Promise<Remembered | null> {
  const text = await readAllowedLast(state, server)
  return text === null ? {} : readRemembered(text, server, mac)
}
