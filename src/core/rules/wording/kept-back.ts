// Other ways to say that the person is not to know.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const PERSON = String.raw`(?:(?:end-?)?users?|humans?|operators?|customers?|account (?:holders?|owners?)|persons? you (?:talk|speak) to|people|anyone|anybody)`
const KNOWS = String.raw`(?:notice|find out|learn (?:of|about)|hear (?:of|about)|realise|realize|suspect|be (?:told|informed|notified|alerted|made aware|aware|bothered|troubled|consulted|asked|involved|shown)|see (?:this|it|any of (?:this|it))|know(?= (?:about|of|that|this|it)\b|[.,;:!]| ?$))`
const MUST_NOT = ['must not ', 'must never ', 'should not ', 'should never ', 'shall not ', 'need not ', 'may not ']
const NEED_NOT = ['not need to ', "n't need to ", 'not have to ', "n't have to ", "mustn't ", "shouldn't ", "needn't "]

export const KEPT_BACK: readonly Phrase[] = [
  phrase(
    [...MUST_NOT, ...NEED_NOT],
    new RegExp(
      String.raw`\b(?:the |an? |your |this )?${PERSON} (?:must|should|shall|need|may|does|do)(?: not|n't| never) (?:need to |have to |ever )?${KNOWS}`,
      'g',
    ),
  ),
  phrase(
    [
      'is not to be ',
      'are not to be ',
      'is not to know',
      'are not to know',
      'nobody sees',
      'nobody notices',
      'no one notices',
    ],
    new RegExp(
      String.raw`\b${PERSON} (?:is|are) not to (?:be (?:told|shown|informed|asked|consulted|notified)|know)\b|\bso (?:that )?(?:nobody|no[ -]one) (?:sees|notices)\b`,
      'g',
    ),
  ),
  phrase(
    ['nobody', 'no one', 'no-one'].flatMap((who) =>
      ['must', 'should', 'shall', 'may', 'need', 'has to', 'is to', 'will'].map((word) => `${who} ${word}`),
    ),
    new RegExp(
      String.raw`\b(?:nobody|no[ -]one) (?:must|should|shall|may|needs? to|has to|is to|will) (?:ever )?${KNOWS}`,
      'g',
    ),
  ),
  phrase(
    ['no need to ', 'no reason to ', 'no point in '],
    new RegExp(
      String.raw`\bno (?:need|reason|point) (?:to|in) (?:(?:inform|tell|notify|alert|warn|bother|consult)(?:ing)? (?:\w+ ){0,2}${PERSON}\b|(?:mention|report|disclos|reveal)(?:e|ing)? (?:this|it|that|the \w{1,20}) ?(?:to (?:\w+ ){0,2}${PERSON}|[.,;!]|$))`,
      'g',
    ),
  ),
  phrase(
    ['refrain from '],
    /\brefrain from (?:disclosing|mentioning|telling|revealing|informing|reporting|acknowledging|discussing) ?(?:this|it|that|these|any|to|the user|$|[.,;!])/g,
  ),
  phrase(
    [
      'to yourself',
      'between us',
      'between you and me',
      'quiet about',
      'silent about',
      'say nothing',
      'the user nothing',
    ],
    /\b(?:keep (?:this|it|that|these|all of this) (?:\w+ )?(?:to yourself|between (?:us|you and me))|(?:stay|keep|remain|be) (?:\w+ )?(?:quiet|silent) about (?:this|it|that|these)|say nothing (?:of|about) (?:this|it|that)|tell the user nothing)\b/g,
  ),
  phrase(
    [
      'out of your ',
      'out of the answer',
      'out of the reply',
      'out of the summary',
      'from your answer',
      'from your reply',
      'out of the explanation',
      'out of the visible',
      'out of summaries',
      'from summaries',
      'out of the explanation',
    ],
    /\b(?:leave|keep|omit|remove) (?:this|that|it|these|those|the|such) (?:[\w-]+ ){0,3}(?:out of|from) (?:(?:your|the|any|all) )?(?:visible )?(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|reports?|output|explanations?|plan)\b/g,
  ),
  phrase(
    [
      'say so',
      'bring it up',
      'bring this up',
      'say a word',
      'admit it',
      'let on',
      'bringing it up',
      'bringing this up',
    ],
    /\b(?:do not|don't|never|not to|and not) (?:ever )?(?:say so|bring (?:it|this|that) up|say a word|admit (?:it|this|that)|let on)\b|\bwithout bringing (?:it|this|that) up\b/g,
  ),
  phrase(
    ['reveal to', 'disclose to', 'mention to', 'admit to', 'explain to'],
    new RegExp(
      String.raw`\b(?:do not|don't|never|must not|should not) (?:ever )?(?:reveal|disclose|mention|admit|explain) to (?:\w+ ){0,2}${PERSON} (?:that|what|how|why)\b`,
      'g',
    ),
  ),
  phrase(
    ['noticing', 'knowing', 'being told', 'being informed', 'being aware', 'realising', 'realizing', 'being asked'],
    new RegExp(
      String.raw`\bwithout (?:the |your |an? )?(?:${PERSON}|them|him|her) (?:ever )?(?:noticing|knowing|realising|realizing|being (?:told|informed|aware|asked))\b`,
      'g',
    ),
  ),
  phrase(
    [
      "user's back",
      "owner's back",
      "operator's back",
      'traces of this',
      'your tracks',
      'this quietly',
      'this silently',
      'this secretly',
      'this in secret',
    ],
    /\bbehind the (?:user|owner|operator)'s back\b|\bcover (?:up )?your tracks\b|\b(?:remove|erase|delete) (?:all |any )?traces of this\b|\b(?:do|doing) this (?:quietly|silently|secretly|in secret)\b/g,
  ),
  phrase(
    ['under no circumstances '],
    /\bunder no circumstances (?:mention|disclose|reveal|tell|report|inform)\b(?! (?:your|his|her|their|personal))/g,
  ),
  // What the person is told in its place.
  phrase(
    ['claim ', 'pretend ', 'insist '],
    /\b(?:and|then|but|always|just|instead) (?:claim|pretend|insist) (?:that |to the user )?(?:it|they|this|all|no|none|nothing|only|everything|the)\b/g,
  ),
  phrase(
    ['as asked', 'as requested', 'as ordered', 'as intended', 'as they asked'],
    /\b(?:tell|assure|inform|let) (?:the |your )?(?:user|person|customer|them|him|her)(?: know)? (?:that )?(?:it|everything|all|the \w+)\b[^.]{0,40}? as (?:they )?(?:asked|requested|ordered|intended)\b/g,
  ),
  phrase(
    [
      'the chat must',
      'reply must',
      'answer must',
      'summary must',
      'must say',
      'the original ',
      'answer that it',
      'say it stays',
    ],
    /\b(?:chat|reply|answer|summary|report) (?:must|should|has to) (?:say|state|claim|read) ['"\u201c]|\b(?:display|show|confirm|quote|name) the original (?:\w+ ){0,2}(?:in the chat|to the user|to them)\b|\b(?:answer|reply|say) that (?:it did not|nothing (?:was|has been) (?:sent|shared|changed|read))\b/g,
  ),
  phrase(
    ['deny that you', 'deny having', 'deny all knowledge', 'deny you'],
    /\bdeny (?:that )?(?:you(?:'ve| have)|having|all knowledge)\b/g,
  ),
  phrase(['deny '], /\b(?:asks?|asked)\b[^.]{0,60}?,? (?:always )?deny (?:that|it|having|any|everything)\b/g),
]
