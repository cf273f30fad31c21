// Private keys: whatever kind they are of, they are written between marks that say so.
import { BEGINS } from './issued.ts'
import type { Form, Judged } from './sensitive.ts'

/** The longest are those of RSA with 8,192 bits, and rings of PGP. Beyond, the rest is not hidden but the mark is gone. */
const BODY = String.raw`(?:(?!-----)[^]){0,16000}`

/** Base64 that a key has at least; a mark with less in it is a mark that somebody writes about. */
const LEAST_BODY = 60

export const PRIVATE_KEYS: readonly Form[] = [
  {
    near: ['-----begin ', '---- begin '],
    pattern: new RegExp(
      String.raw`-{4,5} ?BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}${BODY}(?:-----END [A-Z0-9 ]{1,60}-----|---- END [A-Z0-9 ]{1,60} ----)?`,
      'y',
    ),
    judge: (value) => ({ ...KEY, isMadeUp: !isKey(value) }),
  },
  {
    near: ['putty-user-key-file-'],
    pattern:
      /PuTTY-User-Key-File-\d:(?:(?!PuTTY-User)[^]){0,8000}?Private-Lines: ?\d{1,3}(?:(?:\\r\\n|\\n|\r?\n)[A-Za-z0-9+/=]{1,64}(?![A-Za-z0-9+/=])){1,200}/y,
    judge: () => KEY,
  },
  {
    near: ['age-secret-key-1'],
    pattern: new RegExp(`${BEGINS}AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?![A-Za-z0-9])`, 'y'),
    judge: () => KEY,
  },
]

const KEY: Judged = { family: 'key', what: 'private key', isMadeUp: false }

/** Without headers, ends of lines and the escapes that they become in JSON, enough base64 is left, or all of a small key. */
function isKey(value: string): boolean {
  const body = value
    .replace(/^-{4,5}[^-]{1,80}-{4,5}|-{4,5}[^-]{1,80}-{4,5}$/g, '')
    .replace(/\\[rn]/g, '\n')
    .replace(/^[A-Za-z-]{3,30}: [^\n]{0,200}$/gm, '')
  const longest = Math.max(0, ...body.split(/[^A-Za-z0-9+/=\s]+/).map((part) => part.replace(/\s/g, '').length))
  return longest >= LEAST_BODY || isSmallDer(body.replace(/\s/g, ''))
}

/** A whole sequence of DER: its first bytes say how long it is (ITU-T X.690). */
function isSmallDer(body: string): boolean {
  if (!/^M[A-Za-z0-9+/]{15,}={0,2}$/.test(body) || body.length % 4 !== 0) return false
  const bytes = atob(body)
  return bytes.charCodeAt(0) === 0x30 && bytes.charCodeAt(1) === bytes.length - 2
}
