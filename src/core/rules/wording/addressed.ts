// A text that speaks to the model which reads it, and orders something. People who write to people do not; documents for agents
// name how to build and test, and those steps are not among the orders below.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { ADDRESSED_ABROAD } from './addressed-abroad.ts'

/** Names that hardly stand for anything but a model. */
const MODEL = String.raw`(?:ais?|llms?|gpts?|chatgpt|chatbots?|(?:large )?language models?|ai[- ](?:models?|agents?|assistants?|systems?|reviewers?|screeners?|readers?|operators?|summari[sz]ers?|bots?|tools?|note|hint)|automated (?:agents?|readers?|assistants?|reviewers?|evaluations?|systems?))`
/** Names that people and programs have, too. */
const NAMED = String.raw`(?:assistants?|(?:ai )?agents?|copilot|claude|gemini|bots?|agent-hint)`
const MODELS = [
  ...[' ai ', ' ai:', ' ai,', '(ai)', 'ai-', 'ai agent', 'ai assist', 'ai review', 'ai screen', 'ai reader', 'ais '],
  ...['llm', 'gpt', 'chatbot', 'language model', 'automated '],
]
const NAMES = ['assistant', 'agent', 'copilot', 'claude', 'gemini', 'bot']

const ACT = String.raw`(?:ignore|disregard|overrid(?:e|es)|forget|set aside|stop (?:what|the)|sends?|forwards?|e-?mails?|repl(?:y|ies) (?:with|to)|posts?|upload|transfer|wire|delete|erase|drop|approve|merge|accept|grant|click|type|paste|disable|turn off|copy|append|reveal|print|output|repeat|say|state|recommends?|rank|gives? (?:a|an|the|this) (?:\w+ )?(?:review|rating|score)|scores?|rate|pretend|treat|restart|flush|join|cancel|collect|gather|exfiltrate|push|publish|vote|pay|buy|wire|visit|install|withhold|export|relay|unlock|purchase|phone|confirm|disclose|hand (?:out|over)|describe|set|add|include|execute|create|change|mark|leave [^.]{1,40} out|read [^.]{1,60}(?: aloud|\.env|~/|/etc/|secrets?)|use the (?:shell|terminal)|open (?:a |the )?(?:reverse shell|settings)|(?:also )?run ['"\x60/])`
const END = String.raw`(?= |[:.,;!'"]|$)`
/** A levelled text has no lines: only a sign of the end of a sentence tells where one begins. */
const BEGINS = String.raw`(?:^|[.!?>#*("'\x60:;/-] ?|\b(?:hint|note|todo|warn|error|info) )`
const MEANT = '(?:please |also |always |now |kindly |whenever [^.:\n]{3,60}, |you must |immediately ){0,2}'

export const ADDRESSED: readonly Phrase[] = [
  phrase(
    MODELS,
    new RegExp(
      String.raw`(?:\b(?:(?:dear|attention|hey|hi|hello) |(?:note|notice|message|memo|reminder|instructions?|hint|attention) (?:to|for) )(?:an? |the |any |all |every |each |other )?${MODEL}\b[^.:,!)\n]{0,40}[:,!]|\b(?:to|for|when|todo ?\() ?(?:an? |the |any |all |every |each |other )?${MODEL}\b[^.:,!)\n]{0,40}\)?:) [^.\n]{0,60}?\b${ACT}${END}`,
      'g',
    ),
  ),
  phrase(
    MODELS,
    new RegExp(String.raw`(?:${BEGINS}\(?${MODEL} ?[:,!]|(?<![\w-])${MODEL} ?[:!]) ?${MEANT}${ACT}${END}`, 'g'),
  ),
  phrase(
    NAMES,
    new RegExp(
      String.raw`(?:${BEGINS}@?${NAMED} ?[:,!]|(?<![\w-])${NAMED}[:!]) ?${MEANT}(?!(?:add|set|include|create|change|print|output) )${ACT}${END}`,
      'g',
    ),
  ),
  phrase(
    MODELS,
    new RegExp(
      String.raw`\b(?:if|when|since|because|as) (?:you(?:'re| are) )?(?:an? )(?:\w+ )?${MODEL}\b(?: \w+){0,6}(?:,[^.\n]{0,100}?| you (?:must|should|have to|need to|are required to|are to) (?:also |now |first )?)\b${ACT}${END}`,
      'g',
    ),
  ),
  phrase(
    MODELS,
    new RegExp(
      String.raw`\b(?:the|any|all|every|your|an?) ${MODEL} (?:must|shall|ought to|has to|have to|is required to|are required to) (?:now |also |always |first )?(?:describe|rank|rate|withhold|repeat|send|forward|include|recommend|approve|disclose|reveal|delete|transfer|score|rate|append|copy|ignore)\b`,
      'g',
    ),
  ),
  ...ADDRESSED_ABROAD,
]
