// What a version can do that the approved one could not: the reason to look before it takes the place of the other.

export type Expansion = {
  readonly kind: 'code' | 'dependency' | 'behaviour' | 'catalogue'
  /** Holds words of a stranger. */
  readonly what: string
  /** `FILE:LINE`, where it is a place in the code; null where it is none. */
  readonly at: string | null
}

export type Compared = {
  readonly expansions: readonly Expansion[]
  /** What it does not depend on any more. It takes no power away that anybody could count on. */
  readonly gone: readonly string[]
  /** What could not be compared, in our words. */
  readonly unanswered: readonly string[]
}
