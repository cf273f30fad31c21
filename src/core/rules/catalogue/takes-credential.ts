import { reveal } from '../../model/untrusted.ts'
import type { Rule } from '../rule.ts'
import { evidence, propertiesOf, snake } from './asks-for-secret.ts'
import { asking, offering } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const CREDENTIAL =
  /^(?:.*_)?(?:password|passwd|secret|api_key|apikey|api_token|access_token|auth_token|bearer_token|session_token|refresh_token|client_secret|credentials?)$/

export const takesCredential: Rule<CatalogueSubject> = {
  id: 'takes-credential',
  severity: 'info',
  confidence: 'medium',
  tier: 'review',
  summary: 'A tool takes a password, key or token as an argument',
  fix: 'Where the server can read it from a variable, give it with `--secret` at approval, so that it never passes through the model.',
  references: ['MCP01', 'SAFE-T1911', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    asking('api_key'),
    asking('userPassword'),
    asking('access token'),
    offering({ name: 'add', inputSchema: { properties: { a: { properties: { Secret: { type: 'string' } } } } } }),
  ],
  good: () => [asking('max_tokens'), asking('key', 'Key of the row'), asking('page_token'), asking('password_length')],
  *check({ catalogue }) {
    for (const { name, body } of catalogue.tools) {
      const at = `/tools/${reveal(name.slice(0, 60))}/inputSchema`
      for (const property of propertiesOf(body['inputSchema'] ?? null)) {
        if (CREDENTIAL.test(snake(property.name))) yield evidence(at, property)
      }
    }
  },
}
