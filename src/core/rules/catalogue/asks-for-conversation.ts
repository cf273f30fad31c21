import { reveal } from '../../model/untrusted.ts'
import { normalise } from '../../text/normalise.ts'
import type { Rule } from '../rule.ts'
import { evidence, propertiesOf, snake } from './asks-for-secret.ts'
import { asking } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

const KEY =
  /^(?:.*_)?(?:conversation_(?:history|context|log|so_far)|chat_(?:history|context|log)|message_history|full_(?:context|conversation)|entire_conversation|system_prompts?|system_message|previous_messages|all_messages|model_(?:name|id|version)_in_use|tools_list|list_of_tools|call_stack|chain_of_thought|internal_reasoning|sidenote|side_note|hidden_context)$/
const WORDS =
  /\b(?:entire|full|whole|complete|all(?: of)?(?: the)?|verbatim) (?:\w+ ){0,2}(?:conversation|chat|dialog(?:ue)?|message history|system prompt)\b|\bsummary of the (?:conversation|chat) so far\b|\b(?:your|the model's) (?:system prompt|chain of thought|internal instructions)\b|\bcontents? of (?:all |any |previously )?(?:files|documents) (?:you have )?read\b|\b(?:everything|all) (?:that )?(?:the user|you) (?:has |have )?(?:said|written|typed)\b|\b(?:memories|facts|notes) (?:that )?you have (?:stored )?(?:about|of) (?:the|this) user\b|\b(?:list of )?all (?:the )?tools (?:that are )?available to you\b|\b(?:reasoning|thinking) traces?\b|\b(?:earlier|previous) tool (?:results?|outputs?|calls)\b|\b(?:your|entire|whole) (?:\w+ )?context window\b|\b(?:every|all|each) (?:the )?(?:paths?|files?) (?:that was |that were |you have )?(?:opened|read|seen) so far\b|\byour (?:hidden |own )?(?:instructions|chain of thought|system prompt)(?: verbatim|\b)|\bsystem prompt (?:that )?you (?:were|have been)\b|\b(?:keys?|tokens?|passwords?|secrets?|credentials?)[^.]{0,40}\b(?:taken from|appeared in|seen in|mentioned in|shared in|from) (?:the |this |our )?(?:earlier|previous|conversation|session|chat|messages)\b|\boutputs? of (?:all )?(?:the )?(?:previous|other|earlier) tool(?:s| calls)\b/

export const asksForConversation: Rule<CatalogueSubject> = {
  id: 'asks-for-conversation',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A tool has the model pass the conversation, its instructions or other context as an argument',
  fix: 'Approve it only if the tool cannot do its work without that, and you trust where it goes.',
  references: ['MCP10', 'SAFE-T1501', 'SAFE-T1805', 'SAFE-T1603', 'AML.T0086', 'CoSAI T5'],
  bad: () => [
    asking('conversation_history'),
    asking('systemPrompt'),
    asking('sidenote'),
    asking('note', 'The entire conversation so far'),
    asking('note', 'Everything the user has said today'),
    asking('note', 'Your hidden chain of thought'),
    asking('note', 'Reasoning trace and earlier tool results'),
    asking('key', 'API keys that were mentioned in the conversation'),
  ],
  good: () => [
    asking('context', 'Lines around each match'),
    asking('conversation_id'),
    asking('key', 'API key of the service, from its settings'),
    asking('memories', 'Notes to search for'),
    asking('message', 'Text to send'),
  ],
  *check({ catalogue }) {
    for (const { name, body } of catalogue.tools) {
      const at = `/tools/${reveal(name.slice(0, 60))}/inputSchema`
      for (const property of propertiesOf(body['inputSchema'] ?? null)) {
        const asks = KEY.test(snake(property.name)) || WORDS.test(normalise(property.description).text)
        if (asks) yield evidence(at, property)
      }
    }
  },
}
