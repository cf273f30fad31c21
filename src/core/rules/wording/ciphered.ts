// The orders that are written in ROT13 or with digits for letters most often. Such texts have no view of their own, which would
// double the work for every text: their words are looked for as they stand.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { leet, rot13 } from '../../text/view/references.ts'

const ASIDE = ['ignore', 'disregard', 'forget', 'reveal', 'print', 'bypass']
const WHAT = ['instructions', 'rules', 'system prompt', 'guidelines', 'restrictions']

const WHOLLY = [rot13, leet].map((cipher) => {
  const [verbs, objects] = [ASIDE.map(cipher), WHAT.map(cipher)]
  return phrase(objects, new RegExp(`(?<!\\S)(?:${verbs.join('|')})(?: [^ ]{1,20}){0,4} (?:${objects.join('|')})`, 'g'))
})

/** Words with some letters as digits and others not. */
const DIGITS = [
  ...['1gnor', '1gn0r', 'ign0r', 'd1sreg', 'disr3g', 'f0rget', 'forg3t', 'f0rg3t', 'prev1', 'pr3v', 'previ0'],
  ...['1nstr', 'instruct1', 'instructi0', 'in5tr', 'rul3s', 'pr0mpt'],
]
const PARTLY = phrase(
  DIGITS,
  new RegExp(
    String.raw`(?<!\S)(?=[^.]{0,60}?(?:${DIGITS.join('|')}))(?:[i1!]gn[o0]r[e3]|d[i1!][s5]r[e3]g[a4@]rd|f[o0]rg[e3]t) (?:\S{1,12} ){0,4}(?:[i1!]n[s5]truct[i1!][o0]n[s5]?|rul[e3][s5]|pr[o0]mpt[s5]?)(?!\w)`,
    'g',
  ),
)

export const CIPHERED: readonly Phrase[] = [...WHOLLY, PARTLY]
