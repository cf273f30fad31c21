// Replaces secrets by placeholders before anything is written. Most texts hold none, so finding that out is cheap. What is
// known by no word, such as the number of a card, was replaced by the guard, which has judged the message.
import { findFormed } from '../text/sensitive/find.ts'
import { patternsOf } from './secret-forms.ts'

/** Keyed hash in hex, handed in. The key is made for one writer and never stored. */
export type Mac = (text: string) => string

/** Granted secrets, made ready to be found. `any` finds whether a short text holds one of them at all. */
export type Hidden = {
  readonly patterns: readonly { readonly value: string; readonly pattern: RegExp }[]
  readonly any: RegExp
}
export const NOTHING_HIDDEN: Hidden = { patterns: [], any: /(?!)/ }

/** These secrets as well from now on. The longest are looked for first: a shorter one may be a part of them. */
export function hide(hidden: Hidden, secrets: readonly string[]): Hidden {
  const old = hidden.patterns.map(({ value }) => value)
  const values = [...new Set([...old, ...secrets])].sort((a, b) => b.length - a.length)
  const patterns = values.flatMap((value) => patternsOf(value).map((pattern) => ({ value, pattern })))
  if (patterns.length === 0) return NOTHING_HIDDEN
  return { patterns, any: new RegExp(patterns.map(({ pattern }) => pattern.source).join('|')) }
}

/** Below it, asking for all secrets at once is cheaper than asking for each; above, one at a time is searched faster. */
const SHORT_CHARS = 512
/** The same value gives the same placeholder inside one session, and another one in every other session. */
export function redact(text: string, { patterns, any }: Hidden, session: string, mac: Mac): string {
  const place = (value: string): string => `[secret:${mac(`${session}\n${value}`).slice(0, 8)}]`
  let shown = text
  if (patterns.length > 0 && (text.length > SHORT_CHARS || any.test(text))) {
    for (const { value, pattern } of patterns) shown = shown.replaceAll(pattern, () => place(value))
  }
  return withoutSecrets(shown, place)
}

function withoutSecrets(text: string, place: (value: string) => string): string {
  let shown = ''
  let at = 0
  for (const { span } of findFormed(text)) {
    if (span[1] <= at) continue
    const from = Math.max(at, span[0])
    shown += text.slice(at, from) + place(text.slice(from, span[1]))
    at = span[1]
  }
  return shown + text.slice(at)
}
