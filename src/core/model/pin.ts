// What a person approved: exactly this content, with exactly these grants.
import type { Artifact, Digest, FileDigest } from './artifact.ts'
import type { Effect, EffectClass } from './catalogue.ts'
import { type Grants, isOutward } from './grants.ts'
import type { PinnedProvenance } from './provenance.ts'
import type { VetTier } from './vet-tier.ts'

/** Digests of everything one era's catalogue says; the texts lie in `sallyport.lock.d/` under their digest. */
export type PinnedCatalogue = {
  readonly revision: string
  readonly serverInfo: Digest
  readonly instructions: Digest
  readonly capabilities: Digest
  readonly tools: Readonly<Record<string, Digest>>
  readonly prompts: Readonly<Record<string, Digest>>
  readonly templates: Readonly<Record<string, Digest>>
  readonly resources: readonly string[]
}

export type Environment = 'dev' | 'test' | 'prod'

export type Pin = {
  /** The command as a person or a client config gave it. */
  readonly argv: readonly string[]
  readonly artifact: Artifact
  /** Null for a remote server. */
  readonly interpreter: FileDigest | null
  /** What is executed: argv[0] is an absolute real path. Empty for a remote server. */
  readonly exec: readonly string[]
  /** Store folders bound read-only. */
  readonly roots: readonly string[]
  /** `home` is the private home inside the sandbox; otherwise a granted path. */
  readonly cwd: string
  readonly grants: Grants
  /** `pending`: bytes and argv are approved, and no tools are offered until what it lists is approved too. */
  readonly catalogue: { readonly legacy?: PinnedCatalogue; readonly modern?: PinnedCatalogue } | 'pending'
  /** Own judgement for each tool. */
  readonly effects: Readonly<Record<string, Effect>>
  /** What a person set instead, for tools of which they know better. Absent where there is nothing. */
  readonly setEffects?: Readonly<Record<string, EffectClass>>
  /** Rules of grave findings, and of questions without an answer, that were accepted by name. */
  readonly accepted: readonly string[]
  readonly environment: Environment
  /** Who vouched for these bytes. Absent where nobody did, or nobody looked. */
  readonly provenance?: PinnedProvenance
  readonly approver: string
  readonly approvedAt: string
  readonly expiresAt: string | null
  readonly reason: string
  /** How much evidence, and how many persons, it was approved by; absent where nobody asked for a tier. */
  readonly tier?: VetTier
  /** The record of the vetting that it was approved by. */
  readonly vetted?: Digest
  /** Of each person who approved it; absent where its tier asks for one person alone, whose signature is that of the lockfile. */
  readonly signatures?: readonly Approver[]
}

/** For how long it was given; null: it never ends. */
export const lastsMsOf = ({ approvedAt, expiresAt }: Pick<Pin, 'approvedAt' | 'expiresAt'>): number | null =>
  expiresAt === null ? null : Date.parse(expiresAt) - Date.parse(approvedAt)

/** Whether its time is over. */
export const isOver = ({ expiresAt }: Pick<Pin, 'expiresAt'>, now: Date): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= now.getTime()

/** `key`: the 32 bytes of a public key, in base64. */
export type Approver = { readonly by: string; readonly key: string; readonly value: string }

export type Quarantine = { readonly at: string; readonly by: string; readonly reason: string }

export type Lockfile = {
  readonly lockfileVersion: 1
  /** Grows with every change; an older serial than the highest seen is refused. */
  readonly serial: number
  readonly pins: Readonly<Record<string, Pin>>
  readonly quarantined: Readonly<Record<string, Quarantine>>
}

export const isOutwardPin = ({ artifact, grants }: Pick<Pin, 'artifact' | 'grants'>): boolean =>
  isOutward(grants, artifact.kind === 'remote')
