import { FORMS } from '../../text/sensitive/find.ts'
import { heldBy } from '../held.ts'
import { awsKeyId, githubToken, privateKey, seedPhrase } from '../message/sensitive-samples.ts'
import type { Rule } from '../rule.ts'
import { instructing, offering, packed, saying } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const secretInCatalogue: Rule<CatalogueSubject> = {
  id: 'secret-in-catalogue',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'What a server says of itself holds a credential or a private key',
  fix: 'Tell its maker: everybody who connects reads it. If it is yours, revoke it.',
  references: ['MCP01', 'SAFE-T1504', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    saying(`Calls the API with ${githubToken()}.`),
    instructing(`Use the key ${awsKeyId()} for every call.`),
    offering({ name: 'add', inputSchema: { properties: { key: { type: 'string', default: privateKey() } } } }),
    saying(`Adds. ${packed(`key ${githubToken()} of the team`)}`),
    instructing(`The wallet is restored from: ${seedPhrase()}`),
  ],
  good: () => [
    saying('Needs a token that begins with ghp_, such as ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.'),
    saying('Connects to postgres://user:password@localhost:5432/app'),
    offering({
      name: 'pay',
      inputSchema: { properties: { card: { type: 'string', examples: ['4242 4242 4242 4242'] } } },
    }),
    instructing(`Set AWS_ACCESS_KEY_ID=${awsKeyId('EXAMPLEEXAMPLE00')} and password=changeme first.`),
  ],
  formats: FORMS,
  check: ({ fields }, seek) => heldBy(fields, ['credential', 'key', 'seed'], seek),
}
