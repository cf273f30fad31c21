// Orders about when a tool must come before everything else.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { FIRST_ABROAD } from './first-abroad.ts'

export const FIRST: readonly Phrase[] = [
  phrase(
    ['using', 'calling', 'invoking', 'running', 'executing', 'answering', 'doing', 'performing'].flatMap((doing) => [
      `before ${doing}`,
      `prior to ${doing}`,
    ]),
    /\b(?:before|prior to) (?:using|calling|invoking|running|executing|answering|doing|performing) (?:any|all|every|each|the other|other) (?:other |of the |available |mcp ){0,2}(?:tools?|functions?|servers?|actions?|requests?|questions?|tasks?|thing)\b/g,
  ),
  phrase(
    [
      'first',
      'before any',
      'before every',
      'before each',
      'before all',
      'before other',
      'before doing',
      'before answering',
      'before responding',
    ],
    /\b(?:must|always|should|have to|need to|required to|is mandatory to|please) (?:\w+ ){0,3}(?:call|use|invoke|run|execute)(?:ed|d)? (?:this (?:tool |function )?)?(?:first|before (?:any|every|each|all|anything|other|doing|answering|responding))\b/g,
  ),
  phrase(
    ['every time'],
    /\bevery time (?:the user|you|someone|a user) (?:asks?|sends?|calls?|says?|uses?|writes?|responds?)\b/g,
  ),
  phrase(
    ['must be', 'must always be'],
    /\b(?:this tool|it) must (?:always )?be (?:called|used|invoked|run) (?:first|before (?:any|every|all|each|other))\b/g,
  ),
  phrase(['requires you to first'], /\b(?:formatting|this|it) requires you to first (?:call|read|run|use)\b/g),
  phrase(
    ['before every', 'before each', 'before any'],
    /\bbefore (?:every|each|any) (?:response|answer|reply|tool call|other tool|operation|request|message)\b/g,
  ),
  ...FIRST_ABROAD,
]
