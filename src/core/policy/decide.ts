// What is permitted before any policy language: the approved protocol, the approved catalogue, and nothing else.
import type { Decision, DecisionEffect, Obligation } from '../model/decision.ts'

/** What is known of one message when it is decided. Strings are fault codes of core/protocol. */
export type Facts = {
  /** Why the message is no legal message here; null when it is one. */
  readonly fault: string | null
  /**
   * `free` works before the catalogue was compared with the pin; `list` only shows what is offered; `use` reaches the server's
   * code; with `reach` the server itself speaks to the model or the person.
   */
  readonly asks: 'free' | 'list' | 'use' | 'reach'
  /** `drifted`: what the server says of itself as a whole is not what was approved. */
  readonly catalogue: 'checked' | 'unchecked' | 'drifted'
  /** Whether a server asks the person, the model or the machine of a client something, and may. */
  readonly asking: 'nothing' | 'allowed' | 'refused'
  /** The tool or prompt that a call names. `none`: it names nothing that is pinned one by one; `hidden`: not for who asks. */
  readonly item: 'pinned' | 'withheld' | 'unknown' | 'hidden' | 'none'
  /** What the message offers differs from the pin in parts: the pinned words are served instead. */
  readonly offers: 'as-pinned' | 'differs' | 'nothing'
  /** What the rules made of its words. `unread`: one of them broke, so it is not known what stands there. */
  readonly content: 'passed' | 'blocked' | 'unread'
  /** Whether arguments or the structure of a result are other than the schema says that was approved. */
  readonly misfit: 'none' | 'arguments' | 'result'
  /** Whether null was left out of its arguments. */
  readonly omits: boolean
  /** Places of it that hold what its reader should not see. */
  readonly secrets: readonly string[]
  /** Places of it that hold what no model should read: unseen characters, orders in comments, the inside of the machine. */
  readonly unclean: readonly string[]
}

type Statement = {
  readonly id: string
  readonly effect: DecisionEffect
  readonly when: (facts: Facts) => boolean
  readonly obligations?: (facts: Facts) => readonly Obligation[]
}

const STATEMENTS: readonly Statement[] = [
  {
    id: 'catalogue-unchecked',
    effect: 'deny',
    when: ({ asks, catalogue }) => (asks === 'list' || asks === 'use') && catalogue === 'unchecked',
  },
  {
    id: 'server-drifted',
    effect: 'deny',
    when: ({ asks, catalogue }) => (asks === 'use' || asks === 'reach') && catalogue === 'drifted',
  },
  { id: 'asking-not-allowed', effect: 'deny', when: ({ asking }) => asking === 'refused' },
  // First of what is about one item: whoever asks is told the same of what is hidden and of what is not there.
  { id: 'item-unknown', effect: 'deny', when: ({ item }) => item === 'unknown' },
  { id: 'item-hidden', effect: 'deny', when: ({ item }) => item === 'hidden' },
  { id: 'item-withheld', effect: 'deny', when: ({ item }) => item === 'withheld' },
  { id: 'content-blocked', effect: 'deny', when: ({ content }) => content === 'blocked' },
  { id: 'content-unread', effect: 'deny', when: ({ content }) => content === 'unread' },
  { id: 'arguments-invalid', effect: 'deny', when: ({ misfit }) => misfit === 'arguments' },
  { id: 'result-invalid', effect: 'deny', when: ({ misfit }) => misfit === 'result' },
  {
    id: 'offer-differs',
    effect: 'allow',
    when: ({ offers }) => offers === 'differs',
    obligations: () => [{ do: 'serve-pinned' }],
  },
  {
    id: 'secrets-replaced',
    effect: 'allow',
    when: ({ secrets }) => secrets.length > 0,
    obligations: ({ secrets }) => secrets.map((at) => ({ do: 'redact', at })),
  },
  {
    id: 'sanitized',
    effect: 'allow',
    when: ({ unclean }) => unclean.length > 0,
    obligations: ({ unclean }) => unclean.map((at) => ({ do: 'sanitize', at })),
  },
  { id: 'nulls-omitted', effect: 'allow', when: ({ omits }) => omits },
  { id: 'approved', effect: 'allow', when: ({ offers }) => offers !== 'differs' },
]

const STRICTEST_FIRST = ['deny', 'ask', 'allow'] as const

/** Deny beats ask beats allow; no match is a deny. The order of statements never matters. */
export function decide(facts: Facts): Decision {
  if (facts.fault !== null) return { effect: 'deny', reasons: [facts.fault], obligations: [] }
  const matched = STATEMENTS.filter(({ when }) => when(facts))
  const effect =
    STRICTEST_FIRST.find((candidate) => matched.some((statement) => statement.effect === candidate)) ?? 'deny'
  const deciding = matched.filter((statement) => statement.effect === effect)
  return {
    effect,
    reasons: deciding.map(({ id }) => id),
    obligations: deciding.flatMap(({ obligations }) => obligations?.(facts) ?? []),
  }
}
