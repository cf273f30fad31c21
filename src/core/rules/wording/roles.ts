// Marks that imitate the roles of a conversation or the voice of a system.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

export const ROLES: readonly Phrase[] = [
  phrase(['<|'], /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\|>/g),
  phrase(['inst]', 'sys>'], /\[\/?inst\]|<<\/?sys>>/g),
  phrase(
    [
      'important',
      'system',
      'secret',
      'hidden',
      'instructions',
      'admin',
      'override',
      'prompt',
      'prompts',
      'message',
      'messages',
      'reminder',
      'reminders',
      'instruction',
    ].map((mark) => `${mark}>`),
    /<\/?(?:important|system|secret|hidden|instructions|admin|override|system-?(?:prompt|message|reminder|instruction)s?)>/g,
  ),
  phrase(
    [
      'system: ',
      'assistant instructions: ',
      'hidden directive: ',
      'note to ',
      'ai instruction',
      'system note: ',
      'system override: ',
      'system override (',
      'system message: ',
    ],
    /(?:^|[.!?\n] )(?:system|assistant instructions|hidden directive|note to (?:the )?(?:assistant|ai|model|llm)|ai instructions?|system (?:note|override|message)(?: \([^)]{0,40}\))?): ?/g,
  ),
  phrase(
    ['models only', 'llms only', 'ais only', 'agents only', 'assistants only'],
    /\b(?:instructions?|text|notes?|message|meant) for (?:the )?(?:language models|llms|ais|ai (?:agents|assistants|models)) only\b/g,
  ),
  phrase(
    ['tool_result>', 'tool_results>', 'function_results>', 'function_result>', 'tool_response>', 'tool_call>'],
    /<\/(?:tool_results?|function_results?|tool_response)>|<tool_call> ?\{/g,
  ),
  phrase(
    ['admin', 'system', 'developer', 'operator'].flatMap((who) => [`begin ${who} `, `end ${who} `, `${who} message: `]),
    /\[ ?(?:begin|end) (?:admin|system|developer|operator) (?:block|message|instructions?|orders?|section)\b|(?:^|[.!?\n"] )(?:developer|admin|operator) (?:message|note|override): /g,
  ),
  phrase(
    ['system', 'hidden', 'secret'].flatMap((kind) => [`${kind} message`, `${kind} prompt`, `${kind} instruction`]),
    /(?<!#)#{2,6} ?(?:new )?(?:system|hidden|secret) (?:message|prompt|instructions?)/g,
  ),
  phrase(
    ['assistant', 'system', 'ai', 'model'].map((role) => `[${role} `),
    /\[(?:assistant|system|ai|model) (?:instructions?|note|directive|override)\b/g,
  ),
]
