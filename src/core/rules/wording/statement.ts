// Words that the model is told to put before a person as its own: alerts, advertisements, marks.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

const SAYS = String.raw`(?:state|say|announce|display(?: the message)?|present|show|report to the user|tell the user|inform the user(?: that)?|output|respond with|reply with|include the (?:message|statement|text|line)|append (?:the )?(?:exact )?(?:message|text|line|marker|phrase|statement)?)`

export const STATEMENT: readonly Phrase[] = [
  phrase(
    ['announcement', 'alert', 'warning', 'important', 'notice', 'critical', 'breaking'],
    new RegExp(
      String.raw`\b${SAYS}(?: \w{1,30}){0,2} ?:? ?['"][^'"]{0,30}?\b(?:announcement|alert|warning|important|notice|critical|breaking)\b`,
      'g',
    ),
  ),
  phrase(
    ['promotional', 'sponsored', 'marketing', 'advertis'],
    /\b(?:promotional|sponsored|advertis\w{1,6}) (?:message|statement|announcement|text)\b/g,
  ),
  phrase(
    ['marker', 'message', 'text', 'phrase', 'string', 'statement'].map((word) => `exact ${word}`),
    /\b(?:display|append|include|add|output|state|present)\b[^.]{0,40}?\bexact (?:marker|message|text|phrase|string|statement)\b/g,
  ),
  phrase(
    ['display', 'present', 'show'].flatMap((word) => [`${word} the message`, `${word} it as`, `${word} its `]),
    /\b(?:display|present|show) (?:the message\b(?! (?:of|from|that|to|in|id)\b)|it as|its \w{1,30} as) ?['"]/g,
  ),
]
