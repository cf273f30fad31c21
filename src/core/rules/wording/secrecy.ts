// Orders to keep something from the person.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { KEPT_BACK } from './kept-back.ts'
import { SECRECY_ABROAD } from './secrecy-abroad.ts'

const PEOPLE = String.raw`(?:users?|humans?|operators?|persons?|people|anyone|anybody|customers?|them|end-users?|developers?|(?:account )?(?:holders?|owners?))`

const NOT = ['not ', "n't ", 'never ', 'avoid ', 'ever ', 'not to ']
const denied = (verbs: readonly string[]): string[] => NOT.flatMap((not) => verbs.map((verb) => `${not}${verb}`))

export const SECRECY: readonly Phrase[] = [
  phrase(
    denied(['tell', 'inform', 'notify', 'alert', 'warn', 'let ']),
    new RegExp(
      String.raw`\b(?:do not|don't|never|must not|mustn't|should not|shouldn't|avoid|not to) (?:ever )?(?:tell|telling|inform|informing|notify|notifying|alert|alerting|warn|warning|let(?= (?:\w+ ){1,4}(?:know|see|notice|find out|realise|realize|suspect|learn)\b)) (?:\w+ ){0,2}${PEOPLE}\b(?! (?:to|how|if|your|that (?:it|the \w+) (?:is|was) (?:done|complete|success)))`,
      'g',
    ),
  ),
  phrase(
    [
      'telling',
      'informing',
      'notifying',
      'alerting',
      'warning',
      'mentioning',
      'the knowledge',
      'asking or',
      'the consent',
      'ever ',
    ].map((words) => `without ${words}`),
    new RegExp(
      String.raw`\bwithout (?:ever )?(?:telling|informing|notifying|alerting|warning|mentioning (?:it|this|that)? ?to|the knowledge of|asking or telling|the consent of) (?:\w+ ){0,2}${PEOPLE}\b`,
      'g',
    ),
  ),
  phrase(
    denied([
      'mention',
      'disclos',
      'reveal',
      'discuss',
      'report',
      'acknowledge',
      'talk about',
      'show',
      'say anything',
      'explain',
      'refer to',
    ]),
    new RegExp(
      String.raw`\b(?:do not|don't|never|must not|should not|avoid|not to) (?:ever )?(?:mention|mentioning|disclose|disclosing|reveal|revealing|discuss|report|acknowledge|talk about|show|say anything about|explain|refer to) (?:about )?(?:this|these|that|it|the (?:above|following|existence|use|usage)|anything about (?:this|it)|any of this|you (?:read|used|called|did|need|have|are)|that (?:you|it|this|these|there) (?:\w+ ){0,2}(?:did|does|have|has|read|sent|send|pass|passed|called|call|took|take|made|was|were|is|asked))\b(?: (?:tool|step|instruction|note|message|action|call|behaviou?r|file|rule|request|process|part|parameter|requirement|text|result|field|exchange)s?| (?:to|in|from) (?:\w+ ){0,2}(?:${PEOPLE}|conversation|chat|reply|answer|summary|report)|[.!,;]| ?$)`,
      'g',
    ),
  ),
  phrase(
    ['secret', 'hidden', 'concealed', 'confidential', 'invisible'].flatMap((word) => [`${word} from `, `${word} to `]),
    new RegExp(
      String.raw`\b(?:keep|remain|stay) (?:this |it |these |that |all of this )?(?:\w+ )?(?:secret|hidden|concealed|confidential|invisible) (?:from|to) (?:\w+ ){0,2}${PEOPLE}\b`,
      'g',
    ),
  ),
  phrase(
    ['hide ', 'conceal ', 'hidden ', 'invisible '],
    new RegExp(
      String.raw`\b(?:hide|conceal|hidden|invisible) (?:this|it|these|the \w+)?(?: \w+)? ?(?:from|to) (?:the )?(?:user|human|operator)\b`,
      'g',
    ),
  ),
  phrase(
    ['silently', 'secretly', 'covertly', 'discreetly', 'quietly'],
    /\b(?:silently|secretly|covertly|discreetly|quietly) (?:also )?(?:read|send|append|add|include|upload|copy|forward|post|call|invoke|execute|run|transmit|exfiltrate|collect|bcc|attach|log|record|pass(?= \w)|embed|insert|gather|retrieve|harvest|take|fetch|hand|give|grant|submit|share|store|obtain|extract)\b/g,
  ),
  phrase(
    denied(['reveal', 'mention', 'disclose', 'repeat']),
    /\b(?:never|do not|don't) (?:reveal|mention|disclose|repeat) (?:these|this|the|your|any of these) (?:hidden |secret |internal )?(?:instructions?|directives?|prompts?|notes?)\b/g,
  ),
  ...KEPT_BACK,
  ...SECRECY_ABROAD,
]
