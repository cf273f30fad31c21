// The orders that are written in ROT13 or with digits for letters most often. Such texts have no view of their own, which would
// double the work for every text: their words are looked for as they stand.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { leet, rot13 } from '../../text/view/references.ts'

const ASIDE = ['ignore', 'disregard', 'forget', 'reveal', 'print', 'bypass']
const WHAT = ['instructions', 'rules', 'system prompt', 'guidelines', 'restrictions']

export const CIPHERED: readonly Phrase[] = [rot13, leet].map((cipher) => {
  const [verbs, objects] = [ASIDE.map(cipher), WHAT.map(cipher)]
  return phrase(objects, new RegExp(`(?<!\\S)(?:${verbs.join('|')})(?: [^ ]{1,20}){0,4} (?:${objects.join('|')})`, 'g'))
})
