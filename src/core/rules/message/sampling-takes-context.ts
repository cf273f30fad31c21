// A server that has the model answer it may not have the client put the conversation with other servers into the question.
import { untrusted } from '../../model/untrusted.ts'
import type { Rule } from '../rule.ts'
import { QUESTION } from './clues.ts'
import { questionsIn } from './questions.ts'
import { answering, HONEST_ANSWERS, questioning } from './sample.ts'
import type { MessageSubject } from './subject.ts'

const messages = [{ role: 'user', content: { type: 'text', text: 'Sum this up' } }]
const sampling = (includeContext?: string): MessageSubject =>
  questioning({ messages, maxTokens: 100, ...(includeContext !== undefined && { includeContext }) })

export const samplingTakesContext: Rule<MessageSubject> = {
  id: 'sampling-takes-context',
  severity: 'high',
  confidence: 'high',
  tier: 'block',
  summary: 'A server asks the model with the context of all other servers in the question',
  fix: 'Let it ask with what it knows itself. No server needs what others told.',
  references: ['MCP10', 'SAFE-T1911', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    sampling('allServers'),
    questioning({
      inputRequests: { a: { method: 'sampling/createMessage', params: { messages, includeContext: 'allServers' } } },
    }),
    questioning({
      task: {
        inputRequests: { a: { method: 'sampling/createMessage', params: { messages, includeContext: 'allServers' } } },
      },
    }),
  ],
  good: () => [
    sampling(),
    sampling('none'),
    sampling('thisServer'),
    answering('includeContext: allServers'),
    ...HONEST_ANSWERS,
  ],
  needs: QUESTION,
  *check({ part, body }) {
    for (const { method, params, at } of questionsIn(part, body)) {
      if (method === 'sampling/createMessage' && params['includeContext'] === 'allServers')
        yield { at: `${at}/includeContext`, excerpt: untrusted('includeContext: allServers') }
    }
  },
}
