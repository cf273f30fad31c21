// Orders to set aside what the model was told before.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const ORDERS = String.raw`(?:instructions?|prompts?|rules|guidelines?|directions?|directives?|constraints?|commands?|messages?|restrictions?|guardrails|safeguards|polic(?:y|ies)|training|context|request)`
const EARLIER = String.raw`(?:all|any|every|the|your|my|its|their|these|those|previous|prior|above|earlier|preceding|former|existing|original|initial|current|other|system|safety|security|developer|user'?s?|actual)`

export const OVERRIDE: readonly Phrase[] = [
  phrase(
    ['ignore', 'ignoring', 'disregard', 'forget', 'dismiss', 'abandon'],
    new RegExp(
      String.raw`\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|dismiss|abandon) (?:${EARLIER} |of |about ){1,4}${ORDERS}\b`,
      'g',
    ),
  ),
  phrase(
    ['override', 'bypass', 'circumvent', 'supersede', 'overrule'],
    new RegExp(
      String.raw`\b(?:override|bypass|circumvent|supersede|overrule)s? (?:${EARLIER} ){0,3}(?:previous|prior|above|earlier|system|safety|security|original) (?:${EARLIER} )?${ORDERS}\b`,
      'g',
    ),
  ),
  phrase(
    ['ignore', 'disregard', 'forget'],
    /\b(?:ignore|disregard|forget) (?:all |everything )?(?:the |that |you )?(?:(?:above|previous|prior|preceding|were told|have been told|know)(?= (?:and|then|but|or)\b|[,.;:!]| ?$))/g,
  ),
  phrase(
    ['developer', 'debug', 'god', 'dan', 'jailbreak', 'unrestricted', 'maintenance', 'admin'].map(
      (mode) => `${mode} mode`,
    ),
    /\b(?:you are|act|behave|operate|switch) (?:now )?(?:in|to|as|into) (?:an? )?(?:developer|debug|god|dan|jailbreak|unrestricted|maintenance|admin) mode\b/g,
  ),
  phrase(
    ['system message', 'system prompt', 'system instruction', 'system directive'],
    /\b(?:new|updated|real|actual) system (?:message|prompt|instructions?|directive)\b/g,
  ),
  phrase(
    ['ignore what', 'disregard what', 'forget what'],
    /\b(?:ignore|disregard|forget) what (?:the user|your user|you|you were|you have been|has been|was) (?:\w+ )?(?:wanted|asked|told|said|typed|learned)\b/g,
  ),
  phrase(
    ['disregard', 'ignore', 'forget', 'abandon'],
    /\b(?:disregard|ignore|forget|abandon) (?:the|your|any|my) (?:earlier|previous|prior|current|original) (?:task|assignment|goal|objective|mission)s?\b/g,
  ),
  phrase(
    ['uninstall', 'disable', 'remove', 'turn off', 'restrict'].flatMap((verb) =>
      ['requests', 'attempts', 'orders', 'any request', 'request'].map((what) => `${what} to ${verb}`),
    ),
    /\b(?:refuse|reject|decline|ignore|resist) (?:any |all |every )?(?:requests?|attempts?|orders?) to (?:uninstall|disable|remove|turn off|restrict)\b/g,
  ),
  // Words joined by signs: a name that is an order.
  phrase(
    ['ignore', 'disregard', 'forget'].flatMap((verb) => [`${verb}_`, `${verb}-`]),
    /(?:\b|_)(?:ignore|disregard|forget)[_-](?:[a-z]{1,12}[_-]){1,3}(?:instructions?|rules|prompts?|guidelines)(?:\b|_)/g,
  ),
  phrase(
    ['principal', 'assignment', 'loyalty', 'come second', 'comes second', 'binding on you', 'binding for you'],
    /\byour (?:true|real|actual|only|new) (?:principal|assignment|loyalty)\b|\bwishes come second\b|\b(?:is|are) binding (?:on|for) you\b/g,
  ),
  phrase(
    ['void', 'issued in error', 'out of date', 'not apply', 'obsolete', 'withdrawn'],
    /\b(?:your|prior|previous|earlier|existing) (?:\w+ ){0,2}(?:directions|instructions|orders|guidelines|guardrails|safety training|safety rules|directives) (?:are|is|were|does|do|have been)(?: \w+)? ?(?:void|issued in error|out of date|not apply|obsolete|withdrawn)\b/g,
  ),
  phrase(
    ['rank as', 'weight as', 'authority as', 'priority as'],
    /\b(?:have|has|carry|carries) the same (?:rank|weight|authority|priority) as (?:those of |the words of )?(?:the |your )(?:user|system|developer|operator)/g,
  ),
  phrase(
    ['restrictions', 'guardrails', 'safeguards', 'safety rules', 'safety filters', 'privacy rules'],
    /\b(?:all|your|these|the) (?:restrictions|guardrails|safeguards|(?:safety|privacy) (?:rules|filters)) (?:are |have been |were )?(?:now )?(?:removed|lifted|suspended)\b(?! (?:from|in|by|if|when))/g,
  ),
  phrase(
    ['alone', 'obey', 'take directions', 'take orders'],
    /\b(?:obey|take (?:orders|directions|instructions) from) (?:only )?(?:this|our) (?:server|tool|file|page|document|service)\b(?: (?:alone|only|before|first|and))?/g,
  ),
  phrase(
    ['not follow', "don't follow", 'never follow', 'stop follow'],
    /\b(?:do not|don't|never|stop) follow(?:ing)? (?:the |your |any |all )?(?:previous|prior|system|safety|original|user'?s?|other) (?:instructions?|rules|guidelines|prompts?|requests?)\b/g,
  ),
  phrase(
    ['treat any', 'treat all', 'treat every', 'treat each', 'treat the'],
    /\btreat (?:any|all|every|each|the) (?:\w+ ){0,8}as (?:an? )?(?:direct |authorized |system |trusted ){1,3}(?:commands?|instructions?|orders?|prompts?)\b/g,
  ),
  phrase(
    ['override', 'supersede', 'precedence over', 'priority over'],
    /\b(?:this|these) (?:tool|instruction|rule|directive|message)s? (?:overrides?|supersedes?|takes? (?:precedence|priority) over) (?:\w+ ){0,3}(?:instructions?|prompts?|rules|guidelines|tools?)\b/g,
  ),
  phrase(
    ['ignore', 'disregard', 'bypass', 'forget', 'disable'],
    /\b(?:ignore|disregard|bypass|forget|disable) (?:[\w']+ ){0,3}(?<!content )(?:safety|security) (?:polic(?:y|ies)|rules|guidelines|checks|constraints|filters)\b/g,
  ),
  phrase(['safety check', 'security check'], /\bwithout (?:applying |any |performing )?(?:safety|security) checks?\b/g),
  phrase(
    ['task', 'instructions', 'goal', 'objective', 'mission', 'configuration'].flatMap((what) =>
      ['new', 'real', 'actual', 'only', 'true', 'original', 'previous', 'earlier'].map(
        (which) => `your ${which} ${what}`,
      ),
    ),
    /\byour (?:new|real|actual|only|true) (?:task|instructions|goal|objective|mission)s? (?:is|are|begins?)\b(?! (?:saved|ready|available|created|here|due))|\byour (?:original|previous|earlier) (?:task|instructions|goal|objective|mission|configuration) (?:is|are|was|were|has|have|had) (?:now )?(?:been )?(?:finished|over|void|cancel+ed|wrong|outdated|a mistake|obsolete|replaced|revoked|complete)/g,
  ),
  phrase(
    [
      'no longer bound',
      'no longer need to respect',
      'no longer need to follow',
      'no longer have to',
      'free of all',
      'free from all',
      'without restrictions',
      'without any restrictions',
      'act without',
      'guardrails have',
      'no longer apply to you',
      'restrictions no longer',
      'are in maintenance mode',
      'developer mode enabled',
      'filters are off',
      'have been suspended',
    ],
    /\byou (?:are|'re) (?:now )?(?:no longer bound by|free (?:of|from) all (?:restrictions|rules|limits|policies)|(?:an? )?(?:\w+ )?(?:\w+ )?without (?:any )?(?:restrictions|rules|limits|guardrails))|\byou no longer (?:need|have) to (?:respect|follow|obey|honou?r|consider|comply|decline|refuse)|\byour (?:guardrails|safeguards|restrictions|safety (?:rules|filters)|guidelines) (?:have been|are|were) (?:suspended|disabled|lifted|removed|off)|\b(?:above|previous|earlier|these) (?:restrictions|rules|limits) no longer apply|\b(?:developer|god|debug|jailbreak) mode (?:is )?(?:now )?enabled|\bcontent filters are off/g,
  ),
  phrase(
    ['higher priority than', 'precedence over', 'priority over', 'over those of the user', 'supersede'],
    /\b(?:higher priority than|(?:take|takes|taking|have|has|gets?) (?:precedence|priority) over) (?:the |your |any |all )?(?:system prompt|user(?:'s)?(?: \w+)?|developer|system message)|\bover those of the user\b|\bin this (?:parameter|tool|text|field) supersedes?\b/g,
  ),
  phrase(
    ['as if the user had', 'as if the user has', 'message from the user', 'as though the user'],
    /\b(?:as (?:if|though) the user (?:had|has) (?:typed|written|said|asked)|treat [^.]{0,40} as a message from the user|followed? at once)\b/g,
  ),
]
