// Orders that send the conversation, or what was read, to somewhere else.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

/** Asking for all that was said. */
export const CONVERSATION: readonly Phrase[] = [
  phrase(
    ['conversation', 'chat', 'message'].flatMap((kind) =>
      ['history', 'log', 'context', 'so far', 'transcript'].map((part) => `${kind} ${part}`),
    ),
    /\b(?:include|pass|append|embed|put|add|attach|insert|output|reveal|return|dump|provide|repeat|hand|forward|enclose|send|submit|copy)\b(?:[^.]|\.(?! )){0,40}?\b(?:entire|full|whole|complete|all)\b(?:[^.]|\.(?! )){0,20}?\b(?:conversation|chat|message) (?:history|log|context|so far|transcript)\b/g,
  ),
  phrase(
    ['whole conversation', 'entire conversation', 'complete conversation', 'full conversation'],
    /\b(?:pass|append|embed|put|attach|insert|hand|forward|enclose|send|submit|copy|with)\b[^.]{0,40}?\b(?:whole|entire|complete|full) conversation\b/g,
  ),
  phrase(
    ['turns of', 'messages of', 'context window'],
    /\b(?:pass|append|embed|put|attach|insert|hand|forward|enclose|send|submit|copy|carry|hold|include|paste)s?\b[^.]{0,40}?\b(?:(?:last|previous|earlier|recent)(?: \w+){0,2} (?:turns|messages) of (?:the|this) (?:conversation|chat|session)|(?:your|the) (?:\w+ )?context window)\b/g,
  ),
  phrase(
    ['user messages', "user's messages", 'message of the user', 'messages of the user', "user's last message"],
    /\b(?:pass|append|embed|put|attach|insert|hand|forward|enclose|submit|copy|fill\w*)\b[^.]{0,40}?\b(?:(?:last|previous|earlier|all|recent|\d{1,3})(?: \w+){0,2} (?:user(?:'s)? messages|messages? of the user)|user's last messages?)\b/g,
  ),
]

/** One word, which reports on attacks are full of. */
export const THEFT: Phrase = phrase(['exfiltrat', 'steal', 'smuggl'], /\b(?:exfiltrat(?:e|es|ing)|steals?|smuggle)\b/g)

export const LEAVES: readonly Phrase[] = [
  phrase(
    ['to http', 'at http', 'via http', 'attacker', 'external ', 'remote ', 'collector', 'exfil', 'webhook', '@'],
    /\b(?:send|post|upload|forward|transmit|exfiltrate|leak|report|submit|bcc|copy)s?\b(?:[^.]|\.(?! )){0,90}?\b(?:to|at|via) (?:https?:\/\/|(?:an? |the |our |my )?(?:attacker|external (?:host|server|endpoint|url|address|analytics|collector)|remote (?:host|server|endpoint)|collector|exfil|webhook)|[\w.+-]{1,60}@[\w-]{1,60}\.)/g,
  ),
  THEFT,
  ...CONVERSATION,
]

/** Words for theft: with a private place beside them they are no description of a service. */
export const STEALS: readonly Phrase[] = [
  phrase(['exfil', 'steal', 'smuggl'], /\b(?:exfil(?:trat(?:e|es|ing|ion))?|steal(?:s|ing)?|smuggl(?:e|es|ing))\b/g),
  phrase(
    ['attacker', 'malicious'],
    /\b(?:the |our |an )?(?:attacker(?:'s)?|malicious) (?:collector|server|endpoint|host|address|domain|site)\b/g,
  ),
]

const GIVES = String.raw`(?:send|include|pass|forward|append|embed|put|add|attach|insert|hand|give|type|submit|paste|copy|fill|supply|upload|leak|share|gather|collect|read|retrieve|take|use|store|enclose|look into|extract)(?:s|ing)?`

/** Orders to hand over what is private, whatever it is and wherever it goes. */
export const HANDS_OVER: readonly Phrase[] = [
  phrase(
    ['sensitive', 'confidential', 'private', 'personal', 'secret', 'credentials', 'api keys', 'password'],
    /\b(?:send|include|pass|forward|append|embed|put|add|attach|insert|output|reveal|return|extract|access|collect|upload|leak|share)\b[^.]{0,90}?\b(?:(?:any |all |the |their |user )?(?:sensitive|confidential|private|personal|secret) (?:\w{1,20} )?(?:information|data|details|content|files?|keys?)|(?:all |the |any )(?:\w{1,20} )?(?:credentials|api keys|passwords|secrets))\b/g,
  ),
  phrase(
    [
      "user's ",
      'their ',
      "customer's ",
      "owner's ",
      'one-time code',
      'two-factor code',
      'verification code',
      'card number',
    ],
    new RegExp(
      String.raw`\b${GIVES}\b[^.]{0,60}?\b(?:(?:(?:the )?(?:user|customer|owner|account holder)'s|their) (?:\w{1,20} ){0,2}(?:passwords?|pins?|cookies?|cards?|card numbers?|private keys?|birth ?dates?|dates? of birth|address book|contacts|api keys?|tokens?|credentials|keys|inbox|mailbox|messages|files|notes|documents|wallet|full name|home address|home directory|tax return)|(?:one-time|two-factor|verification) codes?|credit card|card number)\b`,
      'g',
    ),
  ),
  phrase(
    [
      'private key',
      'cookies',
      'environment variables',
      'private repositor',
      'access tokens',
      'private files',
      'keychain',
      'bash history',
      'shell history',
    ],
    new RegExp(
      String.raw`\b${GIVES}\b[^.]{0,60}?\b(?:private keys?|(?:saved |session |browser )cookies?|environment variables|private repositor(?:y|ies)|access tokens|private files|keychain|(?:bash|shell) history)\b`,
      'g',
    ),
  ),
]

/** Asking for the model's own instructions: rude, but not yet theft. */
export const PROMPT: readonly Phrase[] = [
  phrase(
    ['system prompt', 'system message', 'system instructions'],
    /\b(?:reveal|output|print|repeat|show|return|dump|leak|include)s? (?:\w+ ){0,2}(?:your|the) (?:full |entire |complete |hidden )?system (?:prompt|message|instructions)\b/g,
  ),
  phrase(
    [
      'your system prompt',
      'your full system prompt',
      'your entire system prompt',
      'system prompt verbatim',
      'system prompt you were',
      'system prompt that you',
      'your instructions verbatim',
      'your hidden ',
    ],
    /\b(?:prepend|append|pass|put|copy|paste|enclose|write|add|fill|dump|preceded by|hand over|send|forward|provide|insert|with|state) (?:\w+ ){0,3}?(?:your (?:\w+ )?system prompt|(?:\w+ )?system prompt (?:verbatim|(?:that )?you (?:were|have been|got))|your instructions verbatim|your hidden (?:instructions|chain of thought|reasoning|prompt))\b/g,
  ),
]
