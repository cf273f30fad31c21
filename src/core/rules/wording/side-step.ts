// Orders to do something else besides, before or after what the tool is for.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const DOES = String.raw`(?:call|use|execute|run|access|visit|update|modify|set|redirect|read|send|display|state|report|append|include|invoke|fetch|open|clean|delete|add|perform|copy|forward|upload|check|retrieve|log|notify|make|post|write|load|query|install|download|grant|approve|transfer)`
const USING = String.raw`(?:us(?:e|ing)|call(?:ing)?|execut(?:e|ing)|invok(?:e|ing)|run(?:ning)?)`

export const SIDE_STEP: readonly Phrase[] = [
  phrase(
    ['must', 'should', 'need to', 'have to', 'are required to', 'shall'].map((word) => `you ${word}`),
    new RegExp(
      String.raw`\byou (?:must|should|need to|have to|are required to|shall) (?:now )?(?:also|first|then|additionally|immediately|automatically|always)(?: (?:also|first|then))? ${DOES}\b`,
      'g',
    ),
  ),
  phrase(
    ['must first', 'must then', 'must also', 'should then', 'should also', 'must now'],
    /\b(?:must (?:first|then|also|now)|should (?:then|also)) (?:be )?(?:call|use|execute|run|invoke|access)(?:ed|d)?\b/g,
  ),
  phrase(
    [
      'you must',
      'must first',
      'call first',
      'you should first',
      'please call',
      'please use',
      'please run',
      'please first',
    ],
    new RegExp(
      String.raw`\b(?:before|prior to) (?:you )?(?:${USING}|any|every|each|processing|retrieving|returning|fetching|accessing|navigating|performing)\b[^.]{0,80}?\b(?:you must|must first|call first|you should first|please (?:first )?(?:call|use|run))\b`,
      'g',
    ),
  ),
  phrase(
    ['you must', 'must then', 'must also', 'then call', 'also call', 'run this', 'must now'],
    new RegExp(
      String.raw`\bafter (?:you )?(?:${USING}|searching|retrieving|returning|analy[sz]ing|this tool)\b[^.]{0,80}?\b(?:you must|must (?:then|also|now)|then call|also call|run this)\b`,
      'g',
    ),
  ),
]
