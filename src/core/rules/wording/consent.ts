// Words that take the decision away from a person: nobody is to be asked, somebody has agreed already, the client is to be set so
// that it does not ask. An option that skips a question is a description; these are orders and claims.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { CONSENT_ABROAD } from './consent-abroad.ts'

const ASKS = ['ask', 'wait', 'seek', 'request', 'bother'].flatMap((verb) =>
  ['not ', "n't ", 'never ', 'no need to ', 'need to '].map((not) => `${not}${verb}`),
)
const AGREEMENT = String.raw`(?:confirmation|consent|approval|permission|authori[sz]ation)`

export const CONSENT: readonly Phrase[] = [
  phrase(
    ASKS,
    new RegExp(
      String.raw`\b(?:do not|don't|never|no need to|not need to|not have to|and not) (?:ask|wait|seek|request|bother)(?: (?:the |your )?(?:user|them|him|her|anyone|anybody|operator|human))?(?:'s)?(?: for| about)? (?:\w+ ){0,3}?${AGREEMENT}\b(?! (?:again|twice|from the (?:api|server)))`,
      'g',
    ),
  ),
  phrase(
    [
      'wait for ',
      'consult ',
      'bother ',
      'check with ',
      'trouble ',
      'involve ',
      'check back',
      'ask again',
      'unprompted',
    ],
    /\b(?:do not|don't|never|no need to|not need to|not have to|and not) (?:wait for|consult|bother|check with|trouble|involve) (?:the |your |any )?(?:users?|humans?|persons?|owners?|operators?|people|anyone|account holders?)\b(?!'s? (?:input|name)| to )|\b(?:no need to|don't|do not) (?:check back|ask again)\b|\bgo ahead unprompted\b/g,
  ),
  phrase(
    ['waived', 'delegated', 'signed off', 'standing approval', 'standing consent', 'user_consent', 'auto-accepted'],
    /\b(?:users?|owners?|leads?|admins?|managers?|team|human|security|customer)(?: \w+)? (?:has|have) (?:\w+ )?(?:waived|delegated|signed off)\b|\bstanding (?:approval|consent|permission)\b|\buser_consent ?[=:] ?['"]?(?:true|granted|yes)|\b(?:confirmations?|approvals?) are auto-accepted\b/g,
  ),
  phrase(
    [
      'skip the usual',
      'skip the normal',
      'skip the standard',
      'so skip ',
      'asking first',
      'asking is',
      'without asking',
    ],
    new RegExp(
      String.raw`\b(?:skip the (?:usual|normal|standard|customary)|so skip (?:the|any|all)) ${AGREEMENT}\b|\basking (?:first )?is (?:discouraged|forbidden|unnecessary|not allowed|not needed)\b|\bfill (?:it |this )?in without asking\b`,
      'g',
    ),
  ),
  phrase(
    ['in the settings', 'in the terms', 'in the eula', 'under the terms', 'in advance'],
    /\b(?:users?|they) (?:have|has) (?:already )?(?:been told|agreed|consented|accepted|said yes|approved)[^.]{0,20} (?:in|under) (?:the )?(?:settings|terms|eula|advance)\b/g,
  ),
  phrase(
    ['consent', 'permission', 'approval', 'agreed', 'approved', 'authorised', 'authorized', 'verified'],
    new RegExp(
      String.raw`\b(?:the )?(?:users?|owners?|operators?|administrators?|admins?|everyone|everybody|everyone in \w+)(?: (?:has|have))? (?:already |previously |explicitly )(?:consented|agreed|approved|authori[sz]ed|given (?:\w+ )?${AGREEMENT})|\b(?:has|have) given (?:blanket|full|unlimited|their) ${AGREEMENT}|\b(?:was|is|been) pre-?(?:approved|authori[sz]ed) by\b`,
      'g',
    ),
  ),
  phrase(
    [
      'alwaysallow',
      'autoapprove',
      'auto-approve',
      'automatic approval',
      'always allow',
      'skip-permissions',
      'yolo mode',
      'bypasspermissions',
    ],
    /\b(?:set|turn on|enable|activate|add|click|choose|press|restart with|switch (?:on|to)|advise|use)\b[^.\n]{0,60}?(?:\balwaysallow\b|\b(?:tools\.)?auto-?approve\b|\bautomatic approval\b|\balways allow\b|--dangerously-skip-permissions\b|\byolo mode\b|\bbypasspermissions\b)/g,
  ),
  phrase(
    [
      'approve every',
      'approve all',
      'approve each',
      'skip the permission',
      'skip the confirmation',
      'skip all confirmation',
      'drop the confirmation',
      'without approval',
      'approve any',
    ],
    new RegExp(
      String.raw`\bapprove (?:every|all|each|any) (?:\w+ ){0,2}(?:requests?|tool calls?|tools?|actions?|prompts?|orders?)(?: \w+){0,3} on (?:the |their |his |her )?(?:user)?(?:'s )?behalf|\b(?:skip|drop|suppress) (?:the|all|any) ${AGREEMENT}s? (?:step|prompt|dialog|request)s? for (?:every|all|each|any)\b|\bproceed with all (?:the )?(?:pending )?tool calls\b`,
      'g',
    ),
  ),
  phrase(
    ['audit log', 'audit trail', 'from the history', 'from the log', 'nobody sees', 'no one sees', 'access log'],
    /\b(?:disable|turn off|clear|wipe|stop) (?:the )?(?:audit (?:log|trail|logging)|access log)\b|\b(?:remove|delete|erase) (?:this|the) (?:\w+ )?(?:call|message|entry|comment|text|line|trace)s? (?:from (?:the )?(?:history|log)|so (?:that )?(?:nobody|no one) sees)\b/g,
  ),
  ...CONSENT_ABROAD,
]
