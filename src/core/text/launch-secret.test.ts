import { expect, test } from 'vitest'
import { secretPlaces, secretsIn, withoutCredentials } from './launch-secret.ts'

/** Put together here, so that no scanner of this repository takes it for a secret. */
const TOKEN = ['q7Zt', '2mXw', '9Lr4', 'Kd8v', 'Bn3c', 'Yh6s', 'Pf5g', 'Tj1a'].join('')
const PASSWORD = ['s3cr3t', 'Word'].join('')

const shown = (...argv: string[]): readonly string[] => withoutCredentials(argv, (name) => `<${name}>`)

test.each([
  ['behind its option', ['--api-key', TOKEN], ['--api-key', '<api-key>']],
  ['behind an option with one dash', ['-token', TOKEN], ['-token', '<token>']],
  ['behind an option in one word', ['--accessToken', TOKEN], ['--accessToken', '<accessToken>']],
  ['in one word with it', [`--token=${TOKEN}`], ['--token=<token>']],
  [
    'in a header',
    ['--header', `Authorization: Bearer ${TOKEN}`],
    ['--header', 'Authorization: Bearer <Authorization>'],
  ],
  ['in a header without a blank', ['--header', `X-Api-Key:${TOKEN}`], ['--header', 'X-Api-Key:<X-Api-Key>']],
  [
    'in the script of a shell',
    ['-c', `X=1 API_TOKEN='${TOKEN}' run --accessToken ${TOKEN}; true`],
    ['-c', "X=1 API_TOKEN='<API_TOKEN>' run --accessToken <API_TOKEN>; true"],
  ],
  ['with a colon in it', [`--api-key=abc:${TOKEN}`], ['--api-key=<api-key>']],
  ['that ends as base64 does', [`--api-key=${TOKEN}==`], ['--api-key=<api-key>']],
  ['of a variable', ['-e', `API_TOKEN=${TOKEN}`], ['-e', 'API_TOKEN=<API_TOKEN>']],
  ['of a variable in one word', [`--env=API_TOKEN=${TOKEN}`], ['--env=API_TOKEN=<API_TOKEN>']],
  [
    'among settings',
    ['--config', `{"url":"x","of":{"apiKey":"${TOKEN}"}}`],
    ['--config', '{"url":"x","of":{"apiKey":"<apiKey>"}}'],
  ],
  ['among settings in one word', [`--config={"apiKey":"${TOKEN}"}`], ['--config={"apiKey":"<apiKey>"}']],
  ['among settings with escapes', [`{"apiKey":"${TOKEN}\\u0041"}`], ['<apiKey>']],
  [
    'as a password in an address',
    ['--db', `postgres://app:${PASSWORD}@db.test/app`],
    ['--db', 'postgres://app:<db>@db.test/app'],
  ],
  [
    'as a parameter of an address',
    [`https://mcp.test/?a=1&token=${TOKEN}#x`],
    ['https://mcp.test/?a=1&token=<token>#x'],
  ],
  ['in the form of its issuer, where nothing names it', [`ghp_${TOKEN}Ab12`], ['<>']],
  ['more than once', [`--token=${TOKEN}`, '--api-key', TOKEN], ['--token=<token>', '--api-key', '<api-key>']],
])('a credential %s is taken out, and nothing else', (_, argv, without) => {
  expect(shown('server', ...argv)).toEqual(['server', ...without])
})

test.each([
  ['a long path', ['--key-file', `/srv/${TOKEN}/of/the/keys/of/somebody/key.pem`]],
  ['the path of a key', ['--api-key', `/run/secrets/${TOKEN}`]],
  ['a version with a digest', [`mcp/server@sha256:${'9b2f51c0a7d84e63'.repeat(4)}`]],
  ['a package of a commit', ['git+https://git.test/team/server#9b2f51c0a7d84e63b5f0c1d2e3f4a5b6c7d8e9f0']],
  ['an id', ['--tenant', '3f2504e0-4f89-41d3-9a0c-0305e82c3301']],
  [
    'settings without one',
    [`--config={"apiKey":"{secret:API_KEY}","file":"/srv/${TOKEN}","max_tokens":"100000000000"}`],
  ],
  ['a sentence', ['--prompt', 'Use the token of the person, and never the key: ask for a password first.']],
  ['what is no JSON', ['{"apiKey":', '{secret:API_KEY}']],
  ['a place where it is kept', ['--key', `vault:team/${TOKEN}/key`, '--secret', `op://team/${TOKEN}/key`]],
  ['an address with a port', ['https://mcp.test:8443/mcp', 'redis://localhost:6379', 'npm:@team/server@1.2.3']],
  ['a reference', ['--api-key', '{secret:API_KEY}', '--db', 'postgres://app:{secret:DB}@db.test/app']],
  ['a reference of a client', ['--api-key', '${input:key}', '--token=${env:TOKEN}']],
  ['a word that stands for one', ['--token', 'YOUR_TOKEN_HERE', '--password=changeme']],
  ['a count of tokens', ['--max-tokens', '100000000000', '--maxTokens', '100000000000']],
])('%s is none', (_, argv) => {
  expect(shown('server', ...argv)).toEqual(['server', ...argv])
})

test('places are told once each', () => {
  const argv = ['server', `--token=${TOKEN}`, `https://mcp.test/?token=${TOKEN}`]
  const launch = { argv, env: { API_KEY: TOKEN }, url: `https://mcp.test/?key=${TOKEN}`, headers: { 'X-Key': TOKEN } }
  expect(secretPlaces(launch)).toEqual(['env.API_KEY', 'headers.X-Key', 'argv[1]', 'argv[2]?token', 'url?key'])
})

test('of a text that shows a part of it, what holds one is told with its place', () => {
  const launch = { argv: ['sh', '-c', `run --accessToken ${TOKEN}`], env: {}, url: null, headers: {} }
  const text = `sh -c run --accessToken ${TOKEN}`
  expect(secretsIn(text, launch).map(({ span }) => text.slice(...span))).toEqual([TOKEN])
  expect(secretsIn('run --accessToken', launch)).toEqual([])
})
