// Orders that send the conversation, or what was read, to somewhere else.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

/** Asking for all that was said. */
export const CONVERSATION: readonly Phrase[] = [
  phrase(
    ['conversation', 'chat', 'message'].flatMap((kind) =>
      ['history', 'log', 'context', 'so far'].map((part) => `${kind} ${part}`),
    ),
    /\b(?:include|pass|append|embed|put|add|attach|insert|output|reveal|return|dump|provide|repeat)\b(?:[^.]|\.(?! )){0,40}?\b(?:entire|full|whole|complete|all)\b(?:[^.]|\.(?! )){0,20}?\b(?:conversation|chat|message) (?:history|log|context|so far)\b/g,
  ),
]

export const LEAVES: readonly Phrase[] = [
  phrase(
    ['to http', 'at http', 'via http', 'attacker', 'external ', 'remote ', 'collector', 'exfil', 'webhook', '@'],
    /\b(?:send|post|upload|forward|transmit|exfiltrate|leak|report|submit|bcc|copy)s?\b(?:[^.]|\.(?! )){0,90}?\b(?:to|at|via) (?:https?:\/\/|(?:an? |the |our |my )?(?:attacker|external (?:host|server|endpoint|url|address|analytics|collector)|remote (?:host|server|endpoint)|collector|exfil|webhook)|[\w.+-]{1,60}@[\w-]{1,60}\.)/g,
  ),
  phrase(['exfiltrat', 'steal', 'smuggl'], /\b(?:exfiltrat(?:e|es|ing)|steals?|smuggle)\b/g),
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

/** Orders to hand over what is private, whatever it is and wherever it goes. */
export const HANDS_OVER: readonly Phrase[] = [
  phrase(
    ['sensitive', 'confidential', 'private', 'personal', 'secret', 'credentials', 'api keys', 'password'],
    /\b(?:send|include|pass|forward|append|embed|put|add|attach|insert|output|reveal|return|extract|access|collect|upload|leak|share)\b[^.]{0,90}?\b(?:(?:any |all |the |their |user )?(?:sensitive|confidential|private|personal|secret) (?:\w{1,20} )?(?:information|data|details|content|files?|keys?)|(?:all |the |any )(?:\w{1,20} )?(?:credentials|api keys|passwords|secrets))\b/g,
  ),
]

/** Asking for the model's own instructions: rude, but not yet theft. */
export const PROMPT: readonly Phrase[] = [
  phrase(
    ['system prompt', 'system message', 'system instructions'],
    /\b(?:reveal|output|print|repeat|show|return|dump|leak|include)s? (?:\w+ ){0,2}(?:your|the) (?:full |entire |complete |hidden )?system (?:prompt|message|instructions)\b/g,
  ),
]
