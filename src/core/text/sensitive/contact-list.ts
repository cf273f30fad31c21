// E-mail addresses are there to be passed on; very many of them in one text are somebody's list of people.
import type { Sensitive } from './sensitive.ts'

/** So many different ones are told. */
const MANY = 25
const [LONGEST_NAME, LONGEST_HOST] = [64, 100]

/** One finding for all of them, from the first to the last. */
export function* contactListsIn(text: string, atSigns: readonly number[]): Generator<Sensitive> {
  if (atSigns.length < MANY) return
  const seen = new Set<string>()
  let [first, last] = [-1, -1]
  for (const at of atSigns) {
    const name = /[A-Za-z0-9._%+-]{1,64}$/.exec(text.slice(Math.max(0, at - LONGEST_NAME), at))?.[0]
    const host = /^(?:[A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z]{2,10}\b/.exec(text.slice(at + 1, at + 1 + LONGEST_HOST))?.[0]
    // Version marks such as `name@1.2.3` and decorators have no such host.
    if (name === undefined || host === undefined) continue
    if (first < 0) first = at - name.length
    last = at + 1 + host.length
    seen.add(`${name}@${host}`.toLowerCase())
  }
  if (seen.size >= MANY) {
    yield { family: 'contact', what: 'list of e-mail addresses', span: [first, last], isMadeUp: false }
  }
}
