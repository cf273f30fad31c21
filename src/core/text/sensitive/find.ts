// Everything in a text that not everybody should see.
import { type Format, type FormatHits, matchesOf } from '../match/format.ts'
import { formatFinderOf } from '../match/format-finder.ts'
import { ADDRESSES } from './address-password.ts'
import { accountsIn } from './bank-account.ts'
import { cardsIn } from './card.ts'
import { contactListsIn } from './contact-list.ts'
import { identitiesIn, TOLD_IDENTITIES } from './identity.ts'
import { ISSUED } from './issued.ts'
import { judgeNamed, NAMED, namesSecret } from './named.ts'
import { phonesIn } from './phone.ts'
import { piecesOf } from './pieces.ts'
import { PRIVATE_KEYS } from './private-key.ts'
import { seedsIn } from './seed-phrase.ts'
import { type Form, type Sensitive, spanOf } from './sensitive.ts'
import { walletsIn } from './wallet.ts'
import { WEB_TOKENS } from './web-token.ts'

/** All that is found by a word: for the one walk of a set of rules. */
export const FORMS: readonly Form[] = [
  ...ISSUED,
  ...WEB_TOKENS,
  ...PRIVATE_KEYS,
  ...ADDRESSES,
  ...NAMED,
  ...TOLD_IDENTITIES,
]

const JUDGES: ReadonlyMap<Format, Form> = new Map(FORMS.map((form) => [form, form]))

const findForms = formatFinderOf(FORMS)

/** What is known by a word, in a text by itself: all but plain numbers and the words of wallets, and twice as fast. */
export const findFormed = (text: string): Sensitive[] => formedIn(text, findForms(text))

/** The same, where the hits are known. */
export const formedIn = (text: string, hits: FormatHits): Sensitive[] =>
  hits.size === 0 ? [] : apart([...formed(text, hits)])

/** In a text by itself. */
export const findSensitive = (text: string, key = ''): Sensitive[] => sensitiveIn(text, findForms(text), key)

/** `hits` are those of FORMS; `key` is the name of the member that holds the text. In order of place, none inside another. */
export function sensitiveIn(text: string, hits: FormatHits, key: string): Sensitive[] {
  return apart([...formed(text, hits), ...keyed(text, key), ...numbered(text, key)])
}

function* formed(text: string, hits: FormatHits): Generator<Sensitive> {
  for (const [format, places] of hits) {
    const form = JUDGES.get(format)
    if (form === undefined) continue
    for (const match of matchesOf(form, text, places)) {
      const span = spanOf(match)
      const judged = form.judge(text.slice(...span), match)
      if (judged !== null) yield { ...judged, span }
    }
  }
}

/** A member whose name says what it holds: `"password": "…"`. */
function* keyed(text: string, key: string): Generator<Sensitive> {
  if (key === '' || text.length < 8 || text.length > 500 || !namesSecret(key) || /\s/.test(text)) return
  const judged = judgeNamed(key, text)
  if (judged !== null) yield { ...judged, span: [0, text.length] }
}

function* numbered(text: string, key: string): Generator<Sensitive> {
  const { numbers, mixed, rows, atSigns } = piecesOf(text)
  if (numbers.length > 0) {
    yield* cardsIn(text, numbers, key)
    yield* phonesIn(text, numbers, key)
  }
  if (mixed.length > 0) {
    yield* accountsIn(text, mixed)
    yield* walletsIn(text, mixed, key)
  }
  if (numbers.length + mixed.length > 0) yield* identitiesIn(text, numbers, mixed)
  if (rows.length > 0) yield* seedsIn(text, rows, key)
  if (atSigns.length > 0) yield* contactListsIn(text, atSigns)
}

/** What overlaps is one: called what it is more surely, and as long as both. */
function apart(found: readonly Sensitive[]): Sensitive[] {
  if (found.length < 2) return [...found]
  const kept: Sensitive[] = []
  for (const one of found.toSorted((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])) {
    const last = kept.at(-1)
    if (last === undefined || one.span[0] >= last.span[1]) kept.push(one)
    else kept[kept.length - 1] = joined(last, one)
  }
  return kept
}

function joined(a: Sensitive, b: Sensitive): Sensitive {
  // What its own form gives away as made up, no name makes a secret.
  const form = [a, b].find(({ family, isMadeUp }) => family === 'credential' && isMadeUp)
  if (form !== undefined && (a.family === 'named' || b.family === 'named')) return form
  const better = rankOf(b) < rankOf(a) ? b : a
  if (a.isMadeUp !== b.isMadeUp) return better
  return { ...better, span: [Math.min(a.span[0], b.span[0]), Math.max(a.span[1], b.span[1])] }
}

const RANKS = ['key', 'seed', 'credential', 'card', 'account', 'identity', 'named', 'test-card', 'wallet', 'contact']
const rankOf = ({ family, isMadeUp }: Sensitive): number => RANKS.indexOf(family) + (isMadeUp ? RANKS.length : 0)
