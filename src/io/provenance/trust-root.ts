// Whose statements are believed without asking anybody: the public log and its authorities, and the keys of the npm registry, as
// recorded in a package that is pinned like every other one. No network, and nothing that a registry says can add to it.
import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' }
import { TrustedRoot } from '@sigstore/protobuf-specs'

export type RegistryKey = {
  readonly keyid: string
  /** SubjectPublicKeyInfo, in base64. */
  readonly spki: string
  readonly from: Date | null
  readonly until: Date | null
  readonly use: 'signatures' | 'attestations'
  /** A key that the registry itself hands out proves less than one that was recorded. */
  readonly by: 'recorded' | 'registry'
}

type Targets = Readonly<Record<string, string>>

function targets(): Targets {
  const [root] = Object.values(seeds as Record<string, { readonly targets: Targets }>)
  if (root === undefined) throw new Error('the recorded trust root is empty')
  return root.targets
}

const parsed = (base64: string | undefined): unknown => JSON.parse(Buffer.from(base64 ?? '', 'base64').toString('utf8'))

export const trustedRoot = (): TrustedRoot => TrustedRoot.fromJSON(parsed(targets()['trusted_root.json']))

type Recorded = {
  readonly keyId: string
  readonly keyUsage: string
  readonly publicKey: {
    readonly rawBytes: string
    readonly validFor?: { readonly start?: string; readonly end?: string }
  }
}

export function recordedKeys(): readonly RegistryKey[] {
  const entry = Object.entries(targets()).find(([name]) => name.endsWith('keys.json'))
  const { keys } = parsed(entry?.[1]) as { readonly keys: readonly Recorded[] }
  return keys.map(({ keyId, keyUsage, publicKey: { rawBytes, validFor } }) => ({
    keyid: keyId,
    spki: rawBytes,
    from: validFor?.start === undefined ? null : new Date(validFor.start),
    until: validFor?.end === undefined ? null : new Date(validFor.end),
    use: keyUsage === 'npm:attestations' ? 'attestations' : 'signatures',
    by: 'recorded',
  }))
}
