// Who a text speaks to or speaks as, where people and programs may be meant too: an order of another kind must stand close by.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const KIND = String.raw`(?:(?:ai|llm|gpt|coding|automated|language|support|summari[sz]ation|review|helper) )?`
const WHO = String.raw`(?:${KIND}(?:assistants?|agents?|bots?|models?|robots?|readers?|copilots?)|ais?|llms?|chatgpt|claude|gemini|copilot|whoever (?:reads|processes|automates|summari[sz]es|handles) (?:this|it))`
/** Those that are seldom a key in a file of settings. */
const CALLED_BY = String.raw`(?:${KIND}(?:assistants?|agents?|bots?|robots?|copilots?)|ais?|chatgpt|claude|gemini)`
const OUGHT = String.raw`(?:must|shall|should|ought to|has to|have to|needs? to|will then|agrees? to|(?:is|are) (?:hereby )?(?:required|asked|expected|directed|instructed|told|obliged|requested|invited|exempt) (?:to|from))`
/** Signs behind which somebody is spoken to. */
const OPENS = String.raw`(?:^|[.!?>#*("'\x60:;/\]\u2014-] ?)`
/** The same without those that stand before a key of a settings file. */
const STARTS = String.raw`(?:^|[.!?>\]\u2014] |\()`
const CALLS = String.raw`(?:dear|hello|hi|hey|attention|note (?:to|for)|message (?:to|for)|instructions? for|action for|for|to|as) `

const NAMES = ['assistant', 'agent', 'bot', 'model', 'reader', 'copilot', 'robot', 'llm', 'chatgpt', 'claude', 'gemini']
const MORE = [' ai ', ' ais ', 'ai:', 'ai,', 'ai!', 'ai)', 'whoever ']

export const ADDRESSEE: readonly Phrase[] = [
  phrase([...NAMES, ...MORE], new RegExp(String.raw`\b${WHO}(?: (?:\w+ ){1,5}?| )${OUGHT}\b`, 'g')),
  phrase(
    [...NAMES, ...MORE],
    new RegExp(
      String.raw`${OPENS}${CALLS}(?:an? |the |any |all |every |each |your )?${WHO}(?:s|/[\w/]{1,30})? ?[:,!)]`,
      'g',
    ),
  ),
  phrase(
    [...NAMES, ...MORE],
    new RegExp(String.raw`${STARTS}@?(?:dear )?${CALLED_BY} ?[:,)](?= )|@(?:copilot|claude|gemini)\b`, 'g'),
  ),
  phrase(
    NAMES,
    new RegExp(
      String.raw`\b${WHO} (?:instructions?|directives?|orders?|action)(?: \w{1,4})?(?: required)?(?=[: ])|\b(?:if|when|whenever) (?:(?:an? |the |any )${WHO} is (?:reading|processing|handling|parsing|indexing|viewing|summari[sz]ing)\b|you, (?:the|an) ${WHO},)`,
      'g',
    ),
  ),
  phrase(['human:', 'user:'], /(?:^|[.!?>"'] )(?:human|user): [^\n]{3,160}?\b(?:assistant|ai|bot|model): /g),
  phrase(
    ['system', 'admin', 'developer', 'operator', 'supervisor', 'root'].flatMap((role) => [
      `${role}]`,
      `${role}: `,
      `${role} block`,
    ]),
    /\[(?:begin )?(?:admin|system|developer|root|operator)(?: block| message)?\]|(?:^|[.!?>"'\u2014-] )(?:system|developer|operator)(?: (?:message|note))?: /g,
  ),
  phrase(
    [
      'your developer',
      'your operator',
      'your creator',
      'assistant>',
      'end of quoted',
      'end of document',
      'end of text',
    ],
    /\bthis is your (?:developer|operator|creator)\b|<assistant>|\bend of (?:the )?(?:quoted )?(?:text|document)\b/g,
  ),
  phrase(
    ['your human', 'your user', 'your owner', 'your principal', 'you work for', 'your operator'],
    /\byour (?:human|user|owner|principal|operator)s?\b|\b(?:person|people|one) you work for\b/g,
  ),
]

/** Names of tools as a model calls them; documents for people write them too. */
export const CALLED: readonly Phrase[] = [
  phrase(
    ['call ', 'invoke ', 'using ', 'proceed with ', 'use '],
    /\b(?:call|invoke|using|proceed with|use) ['"\x60]?(?:delete|send|transfer|list|grant|create|set|export|get|wipe|drop|run|exec|admin|shell|upload|update|clear|read|remove|unlock|pay)_\w{2,40}/g,
  ),
]
