import { packed } from '../catalogue/sample.ts'
import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { awsKeyId, githubToken, webToken } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const credentialAnswered: Rule<MessageSubject> = {
  id: 'credential-answered',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'An answer holds a credential in the form of its issuer',
  fix: 'Find out why the server hands it out, and revoke it if it was not meant for the model. It was replaced on its way unless the server was approved with `--pass secrets`.',
  references: ['MCP01', 'SAFE-T1504', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    answering(`The token is ${githubToken()}.`),
    failing(`401 for AWS key ${awsKeyId()}`),
    reading(`token: ${webToken()}`),
    answering(`See ${packed(`key=${githubToken()} `)} for more`),
  ],
  good: () => [
    calling({ token: githubToken() }),
    answering(`The token is ghp_${'x'.repeat(36)}.`),
    answering('Tokens of GitHub begin with ghp_ and have 36 more characters.'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['credential']),
}
