// Replaces secrets by placeholders before anything is written. Most texts hold none, so finding that out is cheap.
import { findSecrets } from '../text/secret.ts'
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
/** Nothing shorter is in the format of an issuer. */
const MIN_ISSUED_CHARS = 9

/** The same value gives the same placeholder inside one session, and another one in every other session. */
export function redact(text: string, { patterns, any }: Hidden, session: string, mac: Mac): string {
  const place = (value: string): string => `[secret:${mac(`${session}\n${value}`).slice(0, 8)}]`
  let shown = text
  if (text.length > SHORT_CHARS || any.test(text)) {
    for (const { value, pattern } of patterns) shown = shown.replaceAll(pattern, () => place(value))
  }
  return shown.length >= MIN_ISSUED_CHARS && mayHoldIssued(shown) ? withoutIssued(shown, place) : shown
}

/** A part of each format in core/text/secret.ts. Looking for the separator first is six times faster than for the word. */
const SEPARATED =
  /[_-](?<=(?:gh[pousr]|hf|npm|sb[pr]?|fig[dou]|ntn|secret|lin_api|lin_oauth|shp(?:at|ca|pa|ss)|whsec|[sr]k_(?:live|test)|do[opr]_v1|github_pat|gl(?:pat|ptt|rt|dt|soat|agent)|xox[abeoprs]|xapp|sk|pypi|tvly|PMAK).)/
const JOINED = ['eyJ', ':AA', 'ya29.', 'SG.', 'dapi', 'GOCSPX', 'PRIVATE KEY']
const CAPITAL = /A(?:KIA|SIA|Iza|TATT3)|SK[0-9a-f]{4}/
const URL_PASSWORD = /:\/\/[^\s/@]{1,300}@/

export const mayHoldIssued = (text: string): boolean =>
  SEPARATED.test(text) ||
  CAPITAL.test(text) ||
  JOINED.some((sign) => text.includes(sign)) ||
  (text.includes('@') && URL_PASSWORD.test(text))

function withoutIssued(text: string, place: (value: string) => string): string {
  let shown = ''
  let at = 0
  for (const { span } of findSecrets(withoutEscapes(text))) {
    if (span[1] <= at) continue
    const from = Math.max(at, span[0])
    shown += text.slice(at, from) + place(text.slice(from, span[1]))
    at = span[1]
  }
  return shown + text.slice(at)
}

/** Blanks of the same length: in `\nghp_…` the `n` belongs to the line end and must not hide the start of a word. */
const withoutEscapes = (text: string): string =>
  text.includes('\\') ? text.replace(/\\+(?:u[0-9a-fA-F]{4}|[nrtbf"/])?/g, (escape) => ' '.repeat(escape.length)) : text
