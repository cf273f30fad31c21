import type { Rule } from '../rule.ts'
import { answering, calling } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { githubToken, password, webToken } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const secretPassed: Rule<MessageSubject> = {
  id: 'secret-passed',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A client passes a credential to a server as an argument',
  fix: 'Give the server its credential with `--secret` at approval, so that it never passes through the model.',
  references: ['MCP01', 'SAFE-T1911', 'AML.T0086', 'CoSAI T5'],
  bad: () => [
    calling({ text: `use ${githubToken()}` }),
    calling({ password: password() }),
    calling({ headers: { Authorization: `Bearer ${webToken()}` } }),
  ],
  good: () => [
    answering(`The token is ${githubToken()}`),
    calling({ text: 'use ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }),
    calling({ password: '${DB_PASSWORD}', token: '[github-token:3f9a]', max_tokens: '4096' }),
  ],
  ...asksFor('passed', ['credential', 'named']),
}
