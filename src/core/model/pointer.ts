// JSON pointers (RFC 6901) as they are printed and as they are followed.
import { isObject, type Json } from './json.ts'
import { reveal } from './untrusted.ts'

/** One step for a report: shortened and with hidden characters made visible, for names are a stranger's words. */
export const step = (name: string): string =>
  ORDINARY.test(name) ? name : escapeStep(reveal(name.length > 60 ? `${name.slice(0, 60)}…` : name))

/** Most names: nothing of them is shortened, hidden or escaped. */
const ORDINARY = /^[\w$.-]{1,60}$/

export const escapeStep = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** What stands at `pointer` (an empty one: the whole); undefined: nothing does. */
export function standsAt(root: Json, pointer: string): Json | undefined {
  let at: Json | undefined = root
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(at)) at = /^(0|[1-9]\d{0,8})$/.test(key) ? (at as readonly Json[])[Number(key)] : undefined
    else at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }
  return at
}
