// The registry's own signature over name, version and integrity: so that a mirror between it and us cannot hand out other bytes.
import { createPublicKey, verify } from 'node:crypto'
import { isObject, type Json } from '../../core/model/json.ts'
import type { ProvenanceFact } from '../../core/model/provenance.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { NpmRelease } from '../../core/source/packument.ts'
import type { RegistryKey } from './trust-root.ts'

const MAX_KEYS = 100

/** The answer of a registry to `/-/npm/v1/keys`; what is unreadable is no key. */
export function readRegistryKeys(json: Json): readonly RegistryKey[] {
  const keys = isObject(json) && Array.isArray(json['keys']) ? json['keys'].slice(0, MAX_KEYS) : []
  return keys.flatMap((one): RegistryKey[] => {
    if (!isObject(one as Json)) return []
    const { keyid, key, keytype, expires } = one as Record<string, Json>
    const until = typeof expires === 'string' ? new Date(expires) : null
    if (typeof keyid !== 'string' || typeof key !== 'string' || keytype !== 'ecdsa-sha2-nistp256') return []
    if (until !== null && Number.isNaN(until.getTime())) return []
    return [{ keyid, spki: key, from: null, until, use: 'signatures', by: 'registry' }]
  })
}

type Signed = Pick<NpmRelease, 'name' | 'version' | 'integrity' | 'signatures' | 'facts'>

/** One signature by a known key must hold, and none by a known key may fail. Recorded keys come first. */
export function checkSignatures(release: Signed, keys: readonly RegistryKey[]): ProvenanceFact {
  const { signatures } = release
  const kind = 'registry-signature' as const
  if (signatures.length === 0) {
    return { kind, state: 'absent', words: 'The registry signs nothing about it.' }
  }
  const fails = (words: string): ProvenanceFact => ({ kind, state: 'fails', words })
  const known = keys.filter(({ use }) => use === 'signatures')
  let holding: RegistryKey | null = null
  for (const { keyid, sig } of signatures) {
    const key =
      known.find((one) => one.keyid === keyid && one.by === 'recorded') ?? known.find((one) => one.keyid === keyid)
    if (key === undefined) continue
    const shown = quote(untrusted(keyid), 80)
    if (!isSigned(release, sig, key))
      return fails(`The registry's signature by key ${shown} is not of this name, version and integrity.`)
    const why = whyNotThen(key, release.facts.publishedAt)
    if (why !== null) return fails(`The registry's signature is by key ${shown}, which ${why}.`)
    if (holding === null || key.by === 'recorded') holding = key
  }
  if (holding === null) return fails('The registry signs it with a key that nobody here knows.')
  const by = holding.by === 'recorded' ? 'a key that is recorded here' : 'a key that the registry itself hands out'
  const key = holding.by === 'recorded' ? 'recorded' : 'handed-out'
  return { kind, state: 'holds', words: `The registry signed its name, version and integrity with ${by}.`, key }
}

function isSigned({ name, version, integrity }: Signed, sig: string, { spki }: RegistryKey): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
    const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    return isP256 && verify('sha256', Buffer.from(`${name}@${version}:${integrity}`), key, Buffer.from(sig, 'base64'))
  } catch {
    return false
  }
}

/** An expired key still holds for what was published before it expired. */
function whyNotThen({ from, until }: RegistryKey, at: Date | null): string | null {
  if (until === null && from === null) return null
  if (at === null) return until === null ? null : 'expires, and nobody says when this was published'
  if (from !== null && at < from) return 'was not valid yet when it was published'
  return until !== null && at >= until ? 'had expired when it was published' : null
}
