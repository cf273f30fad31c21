import { isObject, type Json } from '../../model/json.ts'
import { reveal, untrusted } from '../../model/untrusted.ts'
import type { Evidence } from '../../model/finding.ts'
import { normalise } from '../../text/normalise.ts'
import type { Rule } from '../rule.ts'
import { asking, offering } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

const SECRET_KEY =
  /^(?:.*_)?(?:password|passwd|passphrase|secret|private_key|ssh_key|id_rsa|api_key|apikey|access_token|auth_token|bearer_token|session_token|refresh_token|client_secret|credentials?|seed_phrase|mnemonic|wallet_key|cookies?|env|environment_variables|credit_card|card_number|cvv|ssn)$/
const SECRET_WORDS =
  /\b(?:contents? of|the user'?s?|your) (?:\w+ ){0,3}(?:password|passphrase|private key|api key|ssh key|access token|credentials?|seed phrase|environment variables|\.env|ssh|cookies)\b/

export const asksForSecret: Rule<CatalogueSubject> = {
  id: 'asks-for-secret',
  severity: 'medium',
  confidence: 'low',
  tier: 'review',
  summary: 'A tool has the model pass a password, key or token as an argument',
  fix: 'Give the server its credential with `--secret` at approval, so that it never passes through the model.',
  references: ['MCP01', 'SAFE-T1501', 'SAFE-T1911', 'AML.T0098', 'CoSAI T5'],
  bad: [
    asking('api_key'),
    asking('sshPrivateKey'),
    asking('note', "The contents of the user's .env"),
    asking('seed phrase'),
    offering({ name: 'add', inputSchema: { properties: { a: { properties: { Password: { type: 'string' } } } } } }),
  ],
  good: [
    asking('max_tokens'),
    asking('key', 'Key of the row'),
    asking('page_token'),
    asking('path', 'The .env file to check'),
  ],
  *check({ catalogue }) {
    for (const { name, body } of catalogue.tools) {
      const at = `/tools/${reveal(name.slice(0, 60))}/inputSchema`
      for (const property of propertiesOf(body['inputSchema'] ?? null)) {
        const words = snake(property.name)
        const about = normalise(property.description).text
        if (SECRET_KEY.test(words) || SECRET_WORDS.test(about)) yield evidence(at, property)
      }
    }
  },
}

export type Property = { readonly name: string; readonly description: string }

/** Every named property at any depth of a schema. */
export function* propertiesOf(schema: Json): Generator<Property> {
  const waiting: Json[] = [schema]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...(next as readonly Json[]).slice(0, 10_000))
    if (!isObject(next)) continue
    const { properties } = next
    if (isObject(properties)) {
      for (const [name, value] of Object.entries(properties)) {
        const description = isObject(value) && typeof value['description'] === 'string' ? value['description'] : ''
        yield { name, description }
      }
    }
    for (const value of Object.values(next)) if (typeof value === 'object' && value !== null) waiting.push(value)
  }
}

/** `sshPrivateKey`, `ssh private key` and `SSH-PRIVATE-KEY` are one name. */
export const snake = (name: string): string =>
  normalise(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2')).text.replace(/[^a-z0-9]+/g, '_')

export const evidence = (at: string, { name, description }: Property): Evidence => ({
  at: `${at}/properties/${reveal(name.slice(0, 60))}`,
  excerpt: untrusted(description === '' ? name.slice(0, 100) : `${name.slice(0, 60)}: ${description.slice(0, 160)}`),
})
