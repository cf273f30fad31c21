// The secrets that a server was given. One that says them again, in an error or in what it tells of its environment, would make whoever
// asks it the owner of what is the gateway's: a model, and every user that a login is shared with. Their form does not matter here: they
// are known. No model can have them put back, as it can what a server tells of others.
import { hide, type Hidden, NOTHING_HIDDEN } from '../../../core/evidence/redact.ts'
import type { Json } from '../../../core/model/json.ts'
import { textsIn } from '../../../core/rules/walk.ts'
import { apart } from '../../../core/text/clean/apart.ts'
import type { Cut } from '../../../core/text/clean/cut.ts'
import type { Holding, Judged } from '../../judging/judge-message.ts'
import type { Said } from './said.ts'

export const SHOWN = '[secret-of-the-gateway]'

/** Those of before are over. */
const TOKENS = 8
/** A header of HTTP says in a word of its own what kind of secret follows (RFC 9110 section 11.4). */
const SCHEME = /^[A-Za-z][\w-]{0,20} +(?=\S+$)/

export class OwnSecrets {
  readonly #given: readonly string[]
  #tokens: readonly string[] = []
  #hidden: Hidden

  constructor(given: readonly string[]) {
    this.#given = given.flatMap((value) => [value, value.replace(SCHEME, '')])
    this.#hidden = hide(NOTHING_HIDDEN, this.#given)
  }

  /** One that was got for it later. */
  add(token: string): void {
    this.#tokens = [token, ...this.#tokens].slice(0, TOKENS)
    this.#hidden = hide(NOTHING_HIDDEN, [...this.#given, ...this.#tokens])
  }

  get isEmpty(): boolean {
    return this.#hidden.patterns.length === 0
  }

  /** In order; none overlaps another. */
  cutsIn(text: string): readonly Cut[] {
    const cuts = this.#hidden.patterns.flatMap(({ pattern }) =>
      Array.from(text.matchAll(pattern), ({ 0: { length }, index }): Cut => cutOf([index, index + length])),
    )
    return apart(cuts)
  }
}

const cutOf = (span: Cut['span'], shown = SHOWN): Cut => ({ what: 'own secret', span, shown, count: 1 })

/** What a client says is its own. */
export function withoutOwnSecrets(judged: Judged, { part, body, place }: SaidWords, own: OwnSecrets): Judged {
  if (judged.holdings === null || part === 'argument' || own.isEmpty) return judged
  const holdings = new Map<string, Holding>(judged.holdings.map((holding) => [holding.at, holding]))
  for (const { at, key, text } of textsIn(body, place)) {
    const cuts = own.cutsIn(text)
    if (cuts.length === 0) continue
    const known = holdings.get(at) ?? { at, key, text, held: [], cuts: [] }
    holdings.set(at, cutFrom(known, cuts))
  }
  return { ...judged, holdings: [...holdings.values()] }
}

type SaidWords = Pick<Said, 'part' | 'place'> & { readonly body: Json }

function cutFrom(known: Holding, found: readonly Cut[]): Holding {
  // No part of a file can be changed by itself.
  if (isFile(known))
    return { ...known, held: [], cuts: [cutOf([0, known.text.length], Buffer.from(SHOWN).toString('base64'))] }
  const isApart = ({ span }: Pick<Cut, 'span'>): boolean =>
    found.every((cut) => cut.span[1] <= span[0] || span[1] <= cut.span[0])
  return { ...known, held: known.held.filter(isApart), cuts: [...found, ...known.cuts.filter(isApart)] }
}

const isFile = ({ key, text }: Holding): boolean =>
  (key === 'blob' || key === 'data') && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)
