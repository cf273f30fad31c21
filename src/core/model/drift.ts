// How what a server says now differs from what a person approved.
import type { Artifact } from './artifact.ts'
import type { EffectClass, Era } from './catalogue.ts'
import type { Json } from './json.ts'

/** From harmless to grave. Only `expanding` needs a person: it may give a model new words or new power. */
export const DRIFT_KINDS = ['none', 'cosmetic', 'narrowing', 'expanding'] as const
export type DriftKind = (typeof DRIFT_KINDS)[number]

/** One place inside a changed item. `undefined` stands for absent, which is not the same as null. Both sides are hostile text. */
export type FieldChange = {
  readonly pointer: string
  readonly kind: DriftKind
  readonly old: Json | undefined
  readonly new: Json | undefined
}

export type Change = {
  /** `tools/NAME`, `prompts/NAME`, `templates/URI`, `instructions`, `serverInfo`, `capabilities`, `revision`, `resources`. Hostile text. */
  readonly place: string
  readonly what: 'added' | 'removed' | 'changed'
  readonly kind: DriftKind
  readonly fields: readonly FieldChange[]
}

export type CatalogueDrift = { readonly kind: DriftKind; readonly changes: readonly Change[] }

export type EffectChange = {
  readonly tool: string
  readonly old: EffectClass | undefined
  readonly new: EffectClass | undefined
}

/** Everything in which a server as found differs from its pin. */
export type PinDrift = {
  readonly kind: DriftKind
  readonly argv: { readonly old: readonly string[]; readonly new: readonly string[] } | null
  readonly exec: { readonly old: readonly string[]; readonly new: readonly string[] } | null
  readonly artifact: { readonly old: Artifact; readonly new: Artifact } | null
  readonly interpreter: { readonly old: string; readonly new: string } | null
  readonly catalogues: Readonly<Partial<Record<Era, CatalogueDrift>>>
  /** Eras spoken at approval and not now, and the other way round. */
  readonly eras: readonly { readonly era: Era; readonly what: 'added' | 'removed' }[]
  readonly effects: readonly EffectChange[]
  /** What could not be compared, in our words; never a pass. */
  readonly unanswered: readonly string[]
}

export const worst = (kinds: Iterable<DriftKind>): DriftKind =>
  [...kinds].reduce((worse, kind) => (DRIFT_KINDS.indexOf(kind) > DRIFT_KINDS.indexOf(worse) ? kind : worse), 'none')
