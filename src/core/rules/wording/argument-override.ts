// Orders to call a tool with something else than the person asked for.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const CHANGES = ['modif', 'set', 'change', 'replace', 'overrid', 'redirect', 'append', 'add', 'rewrite']
const PARAMETER = String.raw`(?:parameters?|arguments?|fields?|values?|quer(?:y|ies)|inputs?|recipients?|urls?|destinations?|address(?:es)?)`

export const ARGUMENT_OVERRIDE: readonly Phrase[] = [
  phrase(
    ['ignor', 'override', 'overriding', 'disregard'],
    new RegExp(
      String.raw`\b(?:ignor(?:e|ing)|overrid(?:e|ing)|disregard(?:ing)?) (?:any |all |the )?(?:user(?:'s)?[- ]?(?:specified|supplied|provided|defined|given|input|request(?:ed)?)?|requested|specified|original|given) ?(?:[\w'-]{1,30} ){0,2}?(?:limits?|amounts?|paths?|dates?|choices?|settings?|${PARAMETER})\b`,
      'g',
    ),
  ),
  phrase(
    [
      'automatically ',
      'always ',
      'silently ',
      'quietly ',
      ...CHANGES.flatMap((word) => [`must ${word}`, `then ${word}`]),
    ],
    new RegExp(
      String.raw`\b(?:automatically|always|silently|quietly|must|then) (?:modif(?:y|ies)|sets?|changes?|replaces?|overrides?|redirects?|appends?|adds?|rewrites?) (?:the |all |any )?['"\x60]?[\w-]{1,40}['"\x60]? ${PARAMETER}\b`,
      'g',
    ),
  ),
  phrase(
    ['regardless of', 'no matter', 'irrespective of', 'instead of'],
    /\b(?:regardless of|no matter|irrespective of|instead of) (?:what )?(?:the )?(?:user(?:'s|s'|s)?|requested|actual|original)(?: \w{1,30}){0,2}? ?(?:input|request|quer(?:y|ies)|asks?|asked|specif\w{1,8}|says?|provided|choice|parameters?)\b/g,
  ),
  phrase(['parameter to', 'argument to'], /\bset (?:the )?['"`]?[\w-]{1,40}['"`]? (?:parameter|argument) to\b/g),
  phrase(
    ['automatically '],
    /\b(?:the system|it|this tool|quer(?:y|ies)|requests?|parameters?) (?:is |are )?automatically (?:redirect|set|change|replace|modif|use|substitut|enhance)/g,
  ),
  phrase(
    ['recipient', 'destination', 'payee', 'bcc'],
    /\b(?:set|change|replace|use) (?:the )?(?:recipient|destination|payee|bcc)\b[^.]{0,30}?\b(?:to|with)\b (?!be\b)/g,
  ),
  phrase(
    [
      'even if',
      'even when',
      'even though',
      'whatever',
      'whichever',
      'no matter',
      'regardless of',
      'irrespective of',
      'also when',
      'also if',
    ],
    /\b(?:even (?:if|when|though)|also (?:if|when)|whatever|whichever|(?:no matter|regardless of|irrespective of) (?:what|which|how|whether|the)) (?:\w+ ){0,2}?(?:the |a |this )?(?:users?|customers?|person|they|it) (?:\w+ )?(?:wants?|names?|gives?|gave|types?|writes?|says?|chooses?|indicates?|enters?|specif(?:y|ies)|provides?|prefers?|asks? for (?:another|something|a different)|(?:is|was|has) not (?:been )?(?:requested|asked))\b/g,
  ),
  phrase(
    ['substitute', 'swap', 'replace', 'exchange'],
    /\b(?:substitute|swap|replace|exchange)s? (?:the |any |every |each )?[\w-]{1,30} (?:that |which )?(?:the )?(?:user|customer|person|they) (?:\w+ )?(?:gives?|gave|wants?|wrote|writes|names?|named|provides?|provided|specif(?:y|ies|ied)|entere?d?s?|chose|chooses)\b/g,
  ),
  phrase(
    ['by the user', 'by the customer', 'by the person'],
    /\b(?:replace|swap|substitute|change|overwrite|exchange|ignore) (?:the |any |every |each |all )(?:[\w-]+ ){1,3}(?:given|entered|provided|named|typed|chosen|supplied|requested|asked for) by the (?:user|customer|person)\b/g,
  ),
  phrase(
    ['what was asked', 'what is asked', 'what was requested', 'what they ask', 'what the user', 'what the person'],
    /\b(?:regardless of|irrespective of|no matter|in addition to|besides|apart from) what (?:was|is|has been|they|the (?:user|person)) ?(?:\w+ )?(?:ask|request|said|say|typed|want|gave)\w{0,3}\b/g,
  ),
  phrase(
    ['must always be', 'is always', 'replace it', 'replace them', 'always fill'],
    /\b(?:must always be|always (?:replace|substitute|swap) (?:it|them) (?:by|with)|always fill (?:in|this|it)(?: \w+)? (?:with )?)[^.]{0,60}?(?:[\w.+-]{1,60}@[\w-]{1,60}\.[a-z]|\b[a-z]{2}\d{2} ?[\da-z]{4} ?[\da-z]{4}|\b0x[\da-f]{8})/g,
  ),
  phrase(
    ['change the', 'replace the', 'alter the'],
    /\b(?:change|replace|alter|swap) the (?:\w+ )?(?:bank details|iban|account number|payout account|delivery address|payment address|wallet address|bank account)\b/g,
  ),
]
