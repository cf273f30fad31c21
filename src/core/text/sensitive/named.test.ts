import { describe, expect, test } from 'vitest'
import { findSensitive } from './find.ts'

const joined = (...parts: readonly string[]): string => parts.join('')
const RANDOM = joined('q7Zt2mXw', '9Lr4Kd8v', 'Bn3cYh6s', 'Pf5gTj1a')
const HEX = joined('8b1118b376c313ed', '420e5133ba913078')
const PASSWORD = joined('M4ple', '-rIver', '&7')

const named = (text: string, key = ''): string[] =>
  findSensitive(text, key).flatMap(({ family, isMadeUp, span }) =>
    family === 'named' && !isMadeUp ? [text.slice(...span)] : [],
  )

describe('a value is a secret by its name', () => {
  test.each([
    ['of a variable', `export API_KEY=${RANDOM}`, RANDOM],
    ['in code', `const apiKey = '${RANDOM}'`, RANDOM],
    ['in YAML', `auth_token: ${HEX}`, HEX],
    ['in JSON', JSON.stringify({ client_secret: RANDOM }), RANDOM],
    ['in JSON that is itself a text', JSON.stringify(JSON.stringify({ client_secret: RANDOM })), RANDOM],
    ['in a query', `/v1?access_token=${RANDOM}&x=1`, RANDOM],
    ['in a header', `X-Api-Key: ${HEX}`, HEX],
    ['after a scheme', `Authorization: Bearer ${RANDOM}`, RANDOM],
    ['after a scheme alone', `Bearer ${RANDOM}`, RANDOM],
    ['of two words', `api key = ${RANDOM}`, RANDOM],
    ['in the middle of a name', `MY_SECRET_FOR_TESTS=${RANDOM}`, RANDOM],
    ['on a command line', `--token ${RANDOM}`, RANDOM],
    ['in a connection string', `Server=db;Password=${PASSWORD};`, PASSWORD],
    ['of a password', `DB_PASSWORD="${PASSWORD}"`, PASSWORD],
    ['as people say it', `Set the admin password to '${PASSWORD}' now`, PASSWORD],
    ['as people say it with more words', `The password for the backup is: '${PASSWORD}'`, PASSWORD],
    ['of a password on a command line', `mysql --password ${PASSWORD} app`, PASSWORD],
  ])('%s', (_, text, value) => {
    expect(named(text)).toEqual([value])
  })

  test('of a member', () => {
    expect(named(PASSWORD, 'password')).toEqual([PASSWORD])
    expect(named(RANDOM, 'accessToken')).toEqual([RANDOM])
    expect(named(RANDOM, 'id')).toEqual([])
    expect(named('a few words about it', 'password')).toEqual([])
  })

  test('in the user and password of a header', () => {
    const basic = btoa(`admin:${PASSWORD}`)
    expect(named(`Authorization: Basic ${basic}`)).toEqual([basic])
  })
})

test('what its own form gives away as made up, no name makes a secret', () => {
  const unsigned = `${btoa('{"alg":"HS256"}')}.${btoa('{"sub":"u-8213"}')}.`.replaceAll('=', '')
  expect(named(`password=${unsigned}`)).toEqual([])
  expect(named(`API_KEY=${joined('sk-', 'proj-', 'abc123def456ghi789jkl012mno345pqr678')}`)).toEqual([])
})

describe('these are none', () => {
  test.each([
    ['a reference', 'API_KEY=${API_KEY} token: $TOKEN secret={{secret}} password=%PASSWORD%'],
    ['an environment', 'token: process.env.GITHUB_TOKEN, secret = os.environ["SECRET_VALUE_1"]'],
    ['a place', 'secret: op://vault/item/field1234, token: /run/secrets/token1234567'],
    ['a placeholder', 'api_key: your-api-key-goes-here-123, token=<token-of-yours-1234>'],
    ['repetition', `API_KEY=${'x'.repeat(32)}`],
    ['the alphabet', 'secret=abcdefghijklmnop1234567890'],
    ['code', 'const token = await getToken(user1234567890abc)'],
    ['a member of something', 'key_length = XSalsa20.key_length; token = options.accessToken'],
    ['words', 'the password must be changed every 90 days; token is invalid'],
    ['a rule for passwords', 'A strong password should be at least 12 characters with mixed case.'],
    ['a number', 'max_tokens: 4096000000000000, token_count=1234567890123456'],
    ['a digest', `token_hash: ${HEX}, secret_sha256=${HEX}`],
    ['a name of a secret', `secret_name: prod-db-cluster-0012345, token_id=${HEX}`],
    ['a page', `next_page_token: ${RANDOM}, cursor_token=${RANDOM}`],
    ['a public key', `public_key = "${RANDOM}", publishableKey: ${RANDOM}`],
    ['a token against forgery', `csrf_token=${RANDOM}`],
    ['a file', 'private_key: keys/server-2048-prod01.pem'],
    ['a version', 'jsonwebtoken:jjwt-jackson-0.11.2'],
    ['its own name', 'password: 1Password'],
    ['a date', 'token: 2026-01-20T12:00:00.000Z'],
    ['a placeholder of ours', 'token: [github-token:3f9a], password: [password:00ff]'],
  ])('%s', (_, text) => {
    expect(named(text)).toEqual([])
  })
})
