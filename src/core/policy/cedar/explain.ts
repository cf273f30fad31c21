// What a statement does, in words.
import { ATTRIBUTES } from './schema.ts'
import type { Statement } from './statement.ts'

/** `reads` holds each fact that it looks at, with what that fact is. */
export type Explanation = {
  readonly id: string
  readonly kind: Statement['kind']
  readonly does: string
  readonly why: string
  readonly reads: readonly { readonly name: string; readonly means: string }[]
  readonly text: string
}

const DOES = {
  permit: 'It permits, unless a forbid holds as well.',
  forbid: 'It forbids, and no permit and no person can lift that.',
  ask: 'It asks a person: a call waits for `sallyport approvals` unless a grant covers it, a start needs `sallyport grant`, and all else is refused.',
} as const

export function explain({ id, kind, why, text, reads }: Statement): Explanation {
  const facts = reads.map((name) => ({ name, means: ATTRIBUTES[name].means }))
  return { id, kind, does: DOES[kind], why, reads: facts, text }
}
