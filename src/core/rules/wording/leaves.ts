// Orders that send the conversation, or what was read, to somewhere else.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

export const LEAVES: readonly Phrase[] = [
  phrase(
    ['to http', 'at http', 'via http', 'attacker', 'external ', 'remote ', 'collector', 'exfil', 'webhook', '@'],
    /\b(?:send|post|upload|forward|transmit|exfiltrate|leak|report|submit|bcc|copy)s?\b(?:[^.]|\.(?! )){0,90}?\b(?:to|at|via) (?:https?:\/\/|(?:an? |the |our |my )?(?:attacker|external (?:host|server|endpoint|url|address|analytics|collector)|remote (?:host|server|endpoint)|collector|exfil|webhook)|[\w.+-]{1,60}@[\w-]{1,60}\.)/g,
  ),
  phrase(['exfiltrat', 'steal', 'smuggl'], /\b(?:exfiltrat(?:e|es|ing)|steals?|smuggle)\b/g),
  phrase(
    ['conversation', 'chat', 'message'].flatMap((kind) =>
      ['history', 'log', 'context', 'so far'].map((part) => `${kind} ${part}`),
    ),
    /\b(?:include|pass|append|embed|put|add|attach|insert|output|reveal|return|dump|provide|repeat)\b(?:[^.]|\.(?! )){0,40}?\b(?:entire|full|whole|complete|all)\b(?:[^.]|\.(?! )){0,20}?\b(?:conversation|chat|message) (?:history|log|context|so far)\b/g,
  ),
]

/** Asking for the model's own instructions: rude, but not yet theft. */
export const PROMPT: readonly Phrase[] = [
  phrase(
    ['system prompt', 'system message', 'system instructions'],
    /\b(?:reveal|output|print|repeat|show|return|dump|leak|include)s? (?:\w+ ){0,2}(?:your|the) (?:full |entire |complete |hidden )?system (?:prompt|message|instructions)\b/g,
  ),
]
