// What a tool says of itself where it says that it only looks.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const VERBS = ['change', 'modify', 'alter', 'write', 'delete', 'remove', 'send', 'touch'] as const
const THINGS = String.raw`(?:anything|any(?: of)?(?: your| the| its)? (?:data|files?|state|settings|records?)|(?:your |the )?(?:data|state))`

export const HARMLESS: readonly Phrase[] = [
  phrase(
    ['read-only', 'read only', 'readonly'],
    /\b(?:(?:this tool|the tool|this operation|it) is|this is a) (?:strictly |purely |completely |entirely )?read[- ]?only\b(?! (?:mode )?(?:if|when|unless|by default))|\bread[- ]?only (?:tool|operation|and safe)\b/g,
  ),
  phrase(
    ['side effect', 'side-effect'],
    /\b(?:has no|have no|with no|without|without any|free of|no) side[- ]effects?\b/g,
  ),
  phrase(
    VERBS.flatMap((verb) => [`not ${verb}`, `n't ${verb}`, `never ${verb}`]),
    new RegExp(
      String.raw`\b(?:does not|doesn't|will not|won't|never) (?:${VERBS.join('|')})s?(?: or (?:${VERBS.join('|')})s?)? ${THINGS}\b`,
      'g',
    ),
  ),
  phrase(
    ['no changes', 'nothing is'],
    /\b(?:makes no changes|no changes are (?:ever )?made|nothing is (?:ever )?(?:changed|written|deleted|removed|sent|modified))\b/g,
  ),
  phrase(['only reads'], /\b(?:this tool |it )only reads\b/g),
]
