// Passwords in addresses: `postgres://user:password@host`.
import { secretsNamedIn, wordFor } from '../../model/secret-word.ts'
import { unitAt } from '../unit-at.ts'
import { isMadeUp } from './made-up.ts'
import type { Form } from './sensitive.ts'

/** What documents write where a password belongs. */
const STANDS_FOR =
  /^(?:user(?:name)?|pass(?:word|wd|phrase)?|pwd|pw|secret|token|key|change.?me|test|foo|bar|xxx+|\*+|api[_-]?key|my[_-]?\w{0,12}|p4ss\w*|guest|postgres|mysql|root|admin)$|^[[${<(%:]|[}>\])]$|^%[A-Za-z_]{2}/i

const LONGEST_HOST = 300

/** Most addresses have no `@` before their path. */
function hasAt(text: string, at: number): boolean {
  for (let next = at + 3; next < Math.min(text.length, at + LONGEST_HOST); next++) {
    const code = unitAt(text, next)
    if (code === 0x40) return true
    if (code <= 0x20 || code === 0x2f || code === 0x22) return false
  }
  return false
}

export const ADDRESSES: readonly Form[] = [
  {
    near: ['://'],
    isWorth: hasAt,
    // Up to the last `@` before the path: a password that is not escaped may hold one itself.
    pattern: /:\/\/[^\s/:@'"<>\\]{0,100}:(?<value>[^\s/'"<>\\]{3,200}(?=@[\w.[-]))/y,
    judge(value, { index, input }) {
      if (value === wordFor(secretsNamedIn([value])[0] ?? '')) return null
      if (!/[A-Za-z][A-Za-z0-9+.-]{1,20}$/.test(input.slice(Math.max(0, index - 21), index))) return null
      const isPlain = STANDS_FOR.test(value) || (value.length >= 4 && isMadeUp(value))
      return { family: 'credential', what: 'password in an address', isMadeUp: isPlain }
    },
  },
]
