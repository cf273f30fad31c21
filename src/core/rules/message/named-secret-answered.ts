import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { githubToken, password } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const namedSecretAnswered: Rule<MessageSubject> = {
  id: 'named-secret-answered',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'An answer holds a value that the words beside it call a password, token or key',
  fix: 'Find out why the server hands it out. It was replaced on its way unless the server was approved with `--pass secrets`.',
  references: ['MCP01', 'SAFE-T1503', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    answering(`DB_PASSWORD=${password()}`),
    answering(JSON.stringify({ api_key: githubToken().slice(4, 36) })),
    failing(`denied for password: ${password()}`),
    reading(`Authorization: Bearer ${githubToken().slice(4)}`),
  ],
  good: () => [
    calling({ password: password() }),
    answering('password: changeme, api_key: <your-api-key>, token=${TOKEN}'),
    answering('const token = await getToken(); max_tokens: 4096, next_page_token: q7Zt2mXw9Lr4Kd8v'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['named']),
}
