// How a command about approvals ends. The words are ours and safe to print.

export type Outcome = { readonly kind: 'done'; readonly text: string } | Objection

export type Objection =
  /** A person, a rule or a setting said no. */
  | { readonly kind: 'refused'; readonly why: readonly string[]; readonly next: string }
  /** The question could not be answered, or what was begun could not be finished. */
  | { readonly kind: 'unanswered'; readonly why: readonly string[]; readonly next: string }

/** What follows where a person did not agree. */
export const UNCHANGED = 'Nothing was changed. If you meant to agree, repeat the command.'
