// Addresses of wallets, and the keys that are written like them.
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Span } from '../span.ts'
import { checkedBase58, fromBase58, isBech32 } from './base58.ts'
import type { Family, Sensitive } from './sensitive.ts'

/** Checking costs microseconds: a text of nothing but such words is looked into so many times. */
const MOST_CHECKS = 2_000

type Kind = { readonly family: Family; readonly what: string }
const BITCOIN: Kind = { family: 'wallet', what: 'Bitcoin address' }
const ETHEREUM: Kind = { family: 'wallet', what: 'Ethereum address' }
const SOLANA: Kind = { family: 'wallet', what: 'Solana address' }
const KEY: Kind = { family: 'key', what: 'wallet key' }

const SAYS_SO = { ethereum: /\beth(?:ereum)?\b|wallet|0x address|erc-?20/i, solana: /\bsol(?:ana)?\b|phantom/i }
const BEFORE = 60

/** They are words of letters and digits. */
export function* walletsIn(text: string, mixed: readonly Span[], key: string): Generator<Sensitive> {
  let checks = 0
  for (const span of mixed) {
    const length = span[1] - span[0]
    if (length < 26 || length > 111 || checks >= MOST_CHECKS) continue
    const begins = BEGINNINGS.has(text[span[0]]!)
    if (!begins && (length < 32 || length > 44)) continue
    const word = text.slice(...span)
    const told = (says: RegExp): boolean =>
      says.test(key) || says.test(text.slice(Math.max(0, span[0] - BEFORE), span[0]))
    checks += 1
    const kind = kindOf(word, told)
    if (kind !== null) yield { ...kind, span, isMadeUp: false }
  }
}

/** `1…`, `3…`, `bc1…`, `0x…`, `xprv…` and its like, and keys for import that begin with 5, K or L. */
const BEGINNINGS: ReadonlySet<string> = new Set(['0', '1', '3', '5', 'K', 'L', 'b', 'B', 't', 'x', 'y', 'z'])

function kindOf(word: string, told: (says: RegExp) => boolean): Kind | null {
  if (/^0x[0-9a-fA-F]{40}$/.test(word)) return isEthereum(word, told) ? ETHEREUM : null
  if (/^(?:bc|tb)1[02-9ac-hj-np-z]{11,87}$/i.test(word)) return isBech32(word) ? BITCOIN : null
  if (/^[13][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(word)) {
    const body = checkedBase58(word)
    if (body?.length === 21 && (body[0] === 0x00 || body[0] === 0x05)) return BITCOIN
  }
  if (/^[5KL][1-9A-HJ-NP-Za-km-z]{50,51}$/.test(word)) return checkedBase58(word)?.[0] === 0x80 ? KEY : null
  if (/^[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107}$/.test(word)) return checkedBase58(word) === null ? null : KEY
  // Nothing checks an address of Solana but its length.
  const mayBeSolana = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(word) && told(SAYS_SO.solana)
  return mayBeSolana && fromBase58(word)?.length === 32 ? SOLANA : null
}

/** In mixed case the capitals are a checksum (EIP-55); in one case it may be any number of twenty bytes. */
function isEthereum(word: string, told: (says: RegExp) => boolean): boolean {
  const hex = word.slice(2)
  const low = hex.toLowerCase()
  if (/^(.)\1*$/.test(low)) return false
  if (hex === low || hex === hex.toUpperCase()) return told(SAYS_SO.ethereum)
  const hash = keccak_256(new TextEncoder().encode(low))
  return Array.from(low).every((char, at) => {
    const isHigh = ((hash[at >> 1]! >> (at % 2 === 0 ? 4 : 0)) & 8) !== 0
    return hex[at] === (isHigh ? char.toUpperCase() : char)
  })
}
