import type { Evidence } from '../../model/finding.ts'
import type { LaunchEntry } from '../../model/launch.ts'
import { untrusted } from '../../model/untrusted.ts'
import { credentialsIn, isNamed } from '../../text/launch-secret.ts'
import type { Rule } from '../rule.ts'
import { launches, reaches, seen, sets } from './place.ts'

/** Put together here, so that no scanner of this repository takes a sample for a secret. */
const sample = (...parts: readonly string[]): string => parts.join('')
const RANDOM = sample('q7Zt', '2mXw', '9Lr4', 'Kd8v', 'Bn3c', 'Yh6s', 'Pf5g', 'Tj1a')

export const secretInLaunch: Rule<LaunchEntry> = {
  id: 'secret-in-launch',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'A credential stands in clear text in the configuration of the server',
  fix: 'Revoke it, keep the new one in a keychain or in the store (`sallyport secrets migrate` moves it there), and write a reference (`${env:NAME}`, `${input:name}`, or `--secret NAME=REF` at approval).',
  references: ['MCP01', 'SAFE-T1503', 'AML.T0083', 'CoSAI T5'],
  bad: () => [
    sets({ GITHUB_TOKEN: sample('gh', 'p_', RANDOM, 'Ab12') }),
    sets({ LINE: sample('q7Zt2mXw', '9Lr4Kd8v', 'Bn3cYh6s', 'Pf5gTj1a', 'W8uE') }),
    sets({ ANYTHING: sample('AKI', 'A', 'Q7ZT2MXW9LR4KD8V') }),
    sets({ SERVICE_API_KEY: RANDOM }),
    sets({ DB_PASSWORD: sample('hunter', '2!') }),
    sets({ DATABASE_URL: sample('postgres://app:', 's3cr3tWord', '@db.example.test/app') }),
    launches('server', '--api-key', RANDOM),
    launches('server', `--token=${RANDOM}`),
    launches('docker', 'run', '-e', `API_TOKEN=${RANDOM}`, 'mcp/server:1.2.3'),
    launches('server', '--header', `Authorization: Bearer ${RANDOM}`),
    reaches(`https://mcp.example.test/mcp?api_key=${RANDOM}`),
    reaches('https://mcp.example.test/mcp', { Authorization: `Bearer ${RANDOM}` }),
    reaches('https://mcp.example.test/mcp', { 'X-Api-Key': RANDOM }),
    launches('sh', '-c', sample('TOKEN=gh', 'p_', RANDOM, ' server')),
  ],
  good: () => [
    sets({ GITHUB_TOKEN: '${env:GITHUB_TOKEN}', API_KEY: '${input:key}', TOKEN: '$TOKEN', PASS: '{{password}}' }),
    sets({ API_KEY: '<your-api-key>', SECRET_TOKEN: 'YOUR_TOKEN_HERE', DB_PASSWORD: 'changeme' }),
    sets({
      TOKEN_FILE: '/run/secrets/token',
      MAX_TOKENS: '4096',
      AUTH: 'true',
      KEY: 'op://vault/item/field',
      API_KEY: 'store:files.API_KEY',
    }),
    sets({
      REVISION: '9b2f51c0a7d84e63b5f0c1d2e3f4a5b6c7d8e9f0',
      TENANT: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      IMAGE: 'registry.example.test/team/server@sha256:9b2f51c0a7d84e63b5f0c1d2e3f4a5b6',
      MODEL: 'claude-3-5-sonnet-20241022-v2-0-US-east-1-preview',
      FEATURES: 'EnableFastStart2,EnableLongNames3,UseNewParser4',
      CLASS: 'com.example.Server2024.ConnectionFactoryProvider',
      INTEGRITY: sample('sha512-', RANDOM, RANDOM),
    }),
    launches('server', '--api-key', '${input:key}', '--key-file', '/run/secrets/key'),
    reaches('https://mcp.example.test/mcp?token=${env:TOKEN}', { Authorization: 'Bearer ${env:TOKEN}' }),
  ],
  *check(entry) {
    for (const { where, name, text, known } of credentialsIn(entry)) {
      for (const { what, span } of known)
        yield { ...seen(entry, where, text, span), note: `${what}${reachOf(text.slice(...span))}` }
      if (known.length === 0) yield hidden(entry, where, name, text)
    }
  },
}

/** Kinds that cannot be held to less than all that their owner may do, told by their form. Others have scopes that nobody sees. */
const UNBOUNDED: readonly (readonly [form: RegExp, says: string])[] = [
  [
    /^ghp_/,
    'of the classic kind, whose scopes cover every repository of its owner; a fine-grained one can be held to some',
  ],
  [/^sk_live_/, 'with every right to a live account; a restricted one can be held to some'],
  [/^xoxp-/, 'of a person, which can do what that person can; one of a bot can do less'],
]

function reachOf(secret: string): string {
  const says = UNBOUNDED.find(([form]) => form.test(secret))?.[1]
  return says === undefined ? '' : `, ${says}`
}

/** The value itself is never part of a report: only how it begins and how long it is. */
function hidden(entry: LaunchEntry, where: string, name: string, text: string): Evidence {
  const why = isNamed(name, text) ? 'the name says what it is' : 'no person writes letters in such an order'
  const place = seen(entry, where, '', [0, text.length], `${why}; ${text.length} characters`)
  return { ...place, excerpt: untrusted(`${name.slice(0, 60)}=${text.slice(0, 2)}…`) }
}
