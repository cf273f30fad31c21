// What of a text should not be seen by everybody: credentials, keys, and numbers of people.
import type { Format } from '../match/format.ts'
import type { Span } from '../span.ts'

/**
 * credential: in the form of its issuer. named: by the name beside it. key: a private key. seed: the words of a wallet. The
 * rest is of a person. Test cards, contacts and addresses of wallets are told and not hidden: they are there to be passed on.
 */
export type Family =
  | 'credential'
  | 'named'
  | 'key'
  | 'seed'
  | 'card'
  | 'test-card'
  | 'account'
  | 'identity'
  | 'contact'
  | 'wallet'

export type Sensitive = {
  readonly family: Family
  /** In words, such as `GitHub token`; placeholders are named by it. */
  readonly what: string
  readonly span: Span
  /** It has the form and does not look like chance: somebody wrote it to show the form. */
  readonly isMadeUp: boolean
}

/** What a match of a form is; null: nothing. */
export type Judged = Omit<Sensitive, 'span'>

export type Form = Format & {
  readonly judge: (value: string, match: RegExpExecArray) => Judged | null
}

/** Families that only their owner should see. */
export const SECRET_FAMILIES: readonly Family[] = ['credential', 'named', 'key', 'seed']
export const PERSONAL_FAMILIES: readonly Family[] = ['card', 'account', 'identity']

/**
 * What of a match must not be shown: its group `value`, which is last, with its group `lead`, which stands before the place
 * where the search began; without them the whole match.
 */
export function spanOf({ 0: matched, index, groups }: RegExpExecArray): Span {
  const value = groups?.['value'] ?? matched
  const end = index + matched.length
  return [end - value.length - (groups?.['lead']?.length ?? 0), end]
}
