// Words that take a tool out of use, or another one's place, for a reason that only they give.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const STATES = ['disabled', 'unavailable', 'retired', 'discontinued', 'restricted', 'broken', 'insecure', 'compromised']
const BETTER = ['optimized', 'optimised', 'upgraded', 'enhanced', 'deprecated', 'replaced', 'migrated']

export const REDIRECT: readonly Phrase[] = [
  phrase(
    [...STATES, ...BETTER],
    /\b(?:the )?(?:[\w-]{1,60} )?(?:tool|function|endpoint)s?['"`]? (?:has been|is|have been)(?: now| currently| temporarily| permanently)? (?:disabled|unavailable|retired|discontinued|restricted|broken|insecure|compromised|optimi[sz]ed|upgraded|enhanced|deprecated due|replaced by a|migrated)\b/g,
  ),
  phrase(
    ['deprecated', 'disabled', 'unavailable'],
    /['"`][\w-]{1,60}['"`] (?:tool |function )?(?:has been|is)(?: now| currently| temporarily)? (?:deprecated|disabled|unavailable)\b/g,
  ),
  phrase(
    ['redirect', 'switch', 'route', 'forward', 'migrate'],
    /\b(?:redirect|switch|route|forward|migrate)(?:s|ed)? (?:all |any |every )?(?:[\w'-]{1,30} ){0,4}?to (?:the )?(?:new|secure|safer|updated|official|alternative) /g,
  ),
  phrase(
    ['automatically', 'redirect'],
    /\bwhen(?:ever)? (?:the )?users? (?:requests?|asks?|wants?|searches?)\b[^.]{0,80}?\b(?:automatically|redirects?)\b/g,
  ),
  phrase(
    ['result', 'value', 'output', 'answer'],
    /\b(?:modify|replace|change|override|correct) the (?:\w{1,30} ){0,2}?(?:results?|values?|outputs?|answers?) (?:of|with|from) (?:the )?(?:\w{1,30} ){0,2}?(?:tool|response|function)\b/g,
  ),
  phrase(
    ['choose', 'pick', 'prefer', 'select'].flatMap((verb) => [`${verb} this`, `${verb} it `, `${verb} ours`]),
    /\b(?:choose|pick|prefer|select) (?:this|it|ours)(?: (?:tool|one|server|function))? (?:(?:over|above|to|before) (?:all|any|every|each|other|others|competing)\b|(?:even )?(?:if|when) the (?:user|person) )/g,
  ),
  phrase(
    ['no other tool', 'another server', 'other servers', 'of another tool', 'from another tool'],
    /\bno other tools? (?:may|must|can|should|shall) be (?:called|used|chosen|run)\b|\b(?:never|do not|don't) (?:ever )?use (?:the )?(?:\w+ ){1,2}(?:of|from) (?:another|any other|other) (?:server|tool|provider)s?\b/g,
  ),
  phrase(
    ['use this tool', 'use this function', 'use this one', 'use this instead'],
    /\buse this (?:(?:tool|function|one) )?(?:no matter|rather than (?:any |the |every )?others?|instead of (?:any |the |every )?others?|regardless|for everything|over (?:any|all|other))/g,
  ),
]
