import { expect, test } from 'vitest'
import { NO_GRANTS } from '../../core/model/grants.ts'
import { objectionToReferences, objectionToWords } from './secret-words.ts'

const TOKEN = ['q7Zt', '2mXw', '9Lr4', 'Kd8v', 'Bn3c', 'Yh6s', 'Pf5g', 'Tj1a'].join('')
const OTHER = TOKEN.toUpperCase().replaceAll('Q', 'z')

test.each<[string, string[], string]>([
  [
    'by its option',
    ['node', 's.js', '--api-key', TOKEN],
    "sallyport approve files --secret API_KEY=store:files.API_KEY -- node s.js --api-key '{secret:API_KEY}'",
  ],
  ['without a name', ['s', `ghp_${TOKEN}Ab12`], "--secret SECRET=store:files.SECRET -- s '{secret:SECRET}'"],
  [
    'two of one name',
    ['s', '--token', TOKEN, `--token=${OTHER}`],
    "--secret TOKEN=store:files.TOKEN --secret TOKEN_2=store:files.TOKEN_2 -- s --token '{secret:TOKEN}' '--token={secret:TOKEN_2}'",
  ],
  [
    'one that stands twice',
    ['s', '--token', TOKEN, `--token=${TOKEN}`],
    "--secret TOKEN=store:files.TOKEN -- s --token '{secret:TOKEN}' '--token={secret:TOKEN}'",
  ],
  ['of a container', ['docker', 'run', '-e', `API_TOKEN=${TOKEN}`, 'mcp/x'], 'Write `-e API_TOKEN` alone in its place'],
])('a credential %s is refused with what to type instead', (_, argv, next) => {
  const objection = objectionToWords('files', { argv, url: null })
  expect(objection?.kind).toBe('refused')
  expect(objection?.next).toContain(next)
  expect(JSON.stringify(objection)).not.toContain(TOKEN)
})

test.each([
  ['a path', ['node', '/srv/a/very/long/path/of/somebody/Server2024/index.js']],
  ['a reference', ['server', '--api-key', '{secret:API_KEY}']],
])('%s is none', (_, argv) => {
  expect(objectionToWords('files', { argv, url: null })).toBeNull()
})

const granted = (...names: string[]) => ({
  ...NO_GRANTS,
  env: [{ name: 'MODE', value: 'fast' }],
  secrets: names.map((name) => ({ name, ref: `env:${name}` })),
})

test.each([
  ['that is granted', ['s', '{secret:A}'], granted('A'), null],
  [
    'that is not granted',
    ['s', '{secret:A}{secret:B}'],
    granted('B'),
    'what starts or reaches it refers to the secret A, which is not granted',
  ],
  [
    'to a variable that is no secret',
    ['s', '{secret:MODE}'],
    granted(),
    'what starts or reaches it refers to the secret MODE, which is not granted',
  ],
  [
    'in the words of a container',
    ['podman', 'run', 'i', '{secret:A}'],
    granted('A'),
    '{secret:A} stands in the words of a container, which its engine keeps',
  ],
])('a reference %s', (_, argv, grants, why) => {
  const objection = objectionToReferences({ argv, url: null }, grants)
  expect(objection === null ? null : objection.why).toEqual(why === null ? null : [why])
})

test('a credential in an address is refused in the same way, and a reference is not', () => {
  const of = (url: string) => objectionToWords('files', { argv: [], url })
  expect(of(`https://mcp.test/mcp?exaApiKey=${TOKEN}`)?.next).toContain(
    "sallyport approve files --secret EXA_API_KEY=store:files.EXA_API_KEY --url 'https://mcp.test/mcp?exaApiKey={secret:EXA_API_KEY}'",
  )
  expect(of('https://mcp.test/mcp?exaApiKey={secret:EXA_API_KEY}&page=7')).toBeNull()
})
