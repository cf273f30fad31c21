// Secrets on their way to a model become placeholders, and are put back for the server that they came from, and for no other.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EventBody } from '../../src/core/evidence/event.ts'
import type { Passed } from '../../src/core/model/grants.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import {
  cardNumber,
  githubToken,
  iban,
  password,
  privateKey,
  seedPhrase,
} from '../../src/core/rules/message/sensitive-samples.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { PolicyHere } from '../../src/flows/policy/policy-here.ts'
import { Following } from '../../src/flows/following/following.ts'
import { answered, call, saying, textOf } from './echo.ts'
import { guarded, type Guarded } from './harness.ts'

const running: Guarded[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

/** The fixture answers with what it is handed: here nothing of that is refused. */
const policy = new PolicyHere({ shipped: 'observe' }, 'tester')

async function open(pass: readonly Passed[] = []): Promise<Guarded> {
  const client = await guarded('plain', 'plain', { pass, policy, allow: ['sampling-unseen'] })
  running.push(client)
  await client.open({ sampling: {} })
  return client
}

const TOKEN = githubToken()

const outcomes = ({ events }: Guarded): string[] =>
  events.flatMap((event) =>
    event.type === 'outcome' && /^(?:replaced|put back)/.test(event.detail) ? [event.detail] : [],
  )
const messages = ({ events }: Guarded): Extract<EventBody, { type: 'message' }>[] =>
  events.filter((event) => event.type === 'message')
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** More than is looked at to tell a file from words. */
const NOISE = String.fromCharCode(...Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 256))

const PLACEHOLDER = /\[github-token:[0-9a-f]{4}\]/

describe('what comes from a server', () => {
  test('is shown with placeholders, and the log says what was done', async () => {
    const client = await open()
    const text = textOf(await answered(client, saying(`The token is ${TOKEN}, and ${TOKEN} again.`)))
    expect(text).toMatch(/^The token is (\[github-token:[0-9a-f]{4}\]), and \1 again\.$/)
    const [event] = messages(client).filter(({ kind, method }) => kind === 'answer' && method === 'tools/call')
    expect(event).toMatchObject({ decision: 'allow', reasons: ['secrets-replaced', 'approved'] })
    expect(event!.findings).toContain('review credential-answered /content/0/text')
    expect(outcomes(client)).toEqual(['replaced: 2 of GitHub token'])
  })

  test.each([
    ['a card', cardNumber(), 'payment-card'],
    ['a private key', privateKey(), 'private-key'],
    ['the words of a wallet', seedPhrase(), 'seed-phrase'],
    ['an account', iban(), 'bank-account'],
    ['a password by its name', `password: ${password()}`, 'password'],
  ])('%s is replaced', async (_, secret, kind) => {
    const client = await open()
    const text = textOf(await answered(client, saying(`It is ${secret} here`)))
    expect(text).toMatch(new RegExp(`^It is (?:password: )?\\[${kind}:[0-9a-f]{4}\\] here$`))
  })

  test('in an error', async () => {
    const client = await open()
    const error = { code: -32001, message: `401 for ${TOKEN}`, data: { header: `Bearer ${TOKEN}` } }
    const answer = await call(client, { error: JSON.stringify(error) })
    expect(answer).toMatchObject({ error: { code: -32001, message: expect.stringMatching(PLACEHOLDER) as string } })
    expect(JSON.stringify(answer)).not.toContain(TOKEN)
  })

  test('in a resource, a prompt, a note and a question', async () => {
    const client = await open()
    const said: JsonObject[] = [
      await client.request('resources/read', { uri: `fixture://data/1?token%20${TOKEN}` }),
      await client.request('prompts/get', { name: 'greet', arguments: { text: `token ${TOKEN}` } }),
    ]
    client.send({ id: 'n', method: 'tools/call', params: { name: 'echo', arguments: { note: `token ${TOKEN}` } } })
    said.push(await client.next())
    client.send({ id: 'q', method: 'tools/call', params: { name: 'echo', arguments: { ask: `token ${TOKEN}` } } })
    for (let next = await client.next(); ; next = await client.next()) {
      if (next['method'] !== 'sampling/createMessage') continue
      said.push(next)
      break
    }
    for (const message of said) {
      expect(JSON.stringify(message)).toMatch(PLACEHOLDER)
      expect(JSON.stringify(message)).not.toContain(TOKEN)
    }
  })

  test('in structured content, with its names, and everything else stays as it was written', async () => {
    const client = await open()
    const result = `{"content":[],"big":12345678901234567890,"exact":1.0,"huge":1e400,"structuredContent":{"password":${JSON.stringify(password())},"pan":4716902133550842,"n":4532,"${TOKEN}":{"deep":[" ${TOKEN}"]},"note":"é\\u0041"}}`
    client.send({ id: 's', method: 'tools/call', params: { name: 'echo', arguments: { result } } })
    const line = await client.nextText()
    expect(line).toContain('"big":12345678901234567890,"exact":1.0,"huge":1e400')
    expect(line).toMatch(/"password":"\[password:[0-9a-f]{4}\]"/)
    expect(line).toMatch(/"pan":"\[payment-card:[0-9a-f]{4}\]","n":4532,/)
    expect(line).toMatch(/"(\[github-token:[0-9a-f]{4}\])":\{"deep":\[" \1"\]\}/)
    expect(line).toContain('"note":"éA"')
    expect(line).not.toContain(TOKEN)
  })

  test('in a text that is JSON, which stays JSON', async () => {
    const client = await open()
    const inner = { key: privateKey(), card: 4716902133550842, words: seedPhrase().split(' '), note: `a\n${TOKEN}` }
    const text = textOf(await answered(client, saying(JSON.stringify(inner, null, 2))))
    const parsed = JSON.parse(text) as typeof inner
    expect(parsed.key).toMatch(/^\[private-key:[0-9a-f]{4}\]$/)
    expect(parsed.card).toMatch(/^\[payment-card:[0-9a-f]{4}\]$/)
    expect(parsed.words).toEqual([expect.stringMatching(/^\[seed-phrase:[0-9a-f]{4}\]$/)])
    expect(parsed.note).toMatch(/^a\n\[github-token:[0-9a-f]{4}\]$/)
  })

  test('in an encoding, of which the whole is replaced', async () => {
    const client = await open()
    const packed = btoa(`the key of today is ${TOKEN}, keep it`)
    const text = textOf(await answered(client, saying(`See ${packed} for more.`)))
    expect(text).toMatch(/^See \[github-token:[0-9a-f]{4}\] for more\.$/)
  })

  test('in the contents of a resource that are packed, which stay packed', async () => {
    const client = await open()
    const words = encodeURIComponent(JSON.stringify({ note: 'kept', token: TOKEN }))
    const answer = await client.request('resources/read', { uri: `fixture://data/blob?${words}` })
    const [{ blob }] = (answer as { result: { contents: [{ blob: string }] } }).result.contents
    const parsed = JSON.parse(Buffer.from(blob, 'base64').toString()) as JsonObject
    expect(parsed).toEqual({ note: 'kept', token: expect.stringMatching(PLACEHOLDER) as string })
  })

  test.each<[string, string, string | undefined, RegExp]>([
    [
      'a file of words that says nothing of its kind',
      `KEY=${TOKEN}\nkept`,
      undefined,
      /^KEY=\[github-token:\w{4}\]\nkept$/,
    ],
    ['a file of words of another kind', `KEY=${TOKEN}`, 'application/yaml', /^KEY=\[github-token:\w{4}\]$/],
    [
      'a file with words between other bytes',
      `${NOISE}the key is ${TOKEN} today`,
      undefined,
      /^\[packed-secret:\w{4}\]$/,
    ],
    ['a drawing', `<svg><text>${TOKEN}</text></svg>`, 'image', /^<svg><text>\[github-token:\w{4}\]<\/text><\/svg>$/],
  ])('in %s, which stays packed', async (_, words, kind, expected) => {
    const client = await open()
    const packed = Buffer.from(words, 'latin1').toString('base64')
    const result: JsonObject =
      kind === 'image'
        ? { content: [{ type: 'image', mimeType: 'image/svg+xml', data: packed }] }
        : {
            content: [
              {
                type: 'resource',
                resource: { uri: 'a://b', ...(kind !== undefined && { mimeType: kind }), blob: packed },
              },
            ],
          }
    const found = /"(?:blob|data)":"([^"]*)"/.exec(JSON.stringify(await answered(client, result)))?.[1] ?? ''
    expect(Buffer.from(found, 'base64').toString()).toMatch(expected)
  })

  test('but for what a client hands back as it is', async () => {
    const client = await open()
    const result = { resultType: 'input_required', inputRequests: {}, requestState: TOKEN }
    expect(await answered(client, result)).toMatchObject({ result: { requestState: TOKEN } })
  })

  test('behind characters that nobody sees', async () => {
    const client = await open()
    const text = textOf(await answered(client, saying(`It is ${Array.from(TOKEN).join('\u{200B}')} here`)))
    expect(text).toMatch(/^It is \[github-token:[0-9a-f]{4}\] here$/)
  })

  test('more of them than a report lists are all replaced', async () => {
    const client = await open()
    const tokens = Array.from({ length: 120 }, (_, at) => githubToken(`q7Zt2mXw9Lr4Kd8vBn3cYh6sPf5${100 + at}`))
    const text = textOf(await answered(client, saying(tokens.join('\n'))))
    expect(tokens.filter((token) => text.includes(token))).toEqual([])
    expect(new Set(text.split('\n')).size).toBe(120)
  })

  test('contacts, addresses of wallets and test cards are told and not replaced', async () => {
    const client = await open()
    const text = 'Call +44 7400 258147 about 4242 4242 4242 4242.'
    expect(textOf(await answered(client, saying(text)))).toBe(text)
    const findings = messages(client).flatMap((event) => event.findings)
    expect(findings).toContain('review contact-answered /content/0/text')
    expect(findings).toContain('review test-card-answered /content/0/text')
  })

  test('without a secret passes as the very bytes, with its source put in', async () => {
    const client = await open()
    const result = '{ "content" : [ ] , "n" : 1.0 , "t":"\\u0041" }'
    client.send({ id: 'v', method: 'tools/call', params: { name: 'echo', arguments: { result } } })
    const marked = result.replace('{', '{"_meta":{"sallyport/source":{"server":"fixture","labels":["from:fixture"]}},')
    expect(await client.nextText()).toBe(`{"jsonrpc":"2.0","id":"v","result":${marked}}`)
  })
})

describe('a placeholder that comes back', () => {
  test('is put back for the server that it came from', async () => {
    const client = await open()
    const text = textOf(await answered(client, saying(`token ${TOKEN}`)))
    const placeholder = PLACEHOLDER.exec(text)![0]
    expect(textOf(await call(client, { digest: `use ${placeholder}` }))).toBe(digestOf(`use ${TOKEN}`))
    expect(outcomes(client)).toContain('put back: github token')
  })

  test.each([
    ['by a tool that sends', { setEffects: { echo: 'send' } }, true, false],
    ['by one that sends, where no stranger spoke', { setEffects: { echo: 'send' } }, false, true],
    ['by one that reads', {}, true, true],
    ['by one that writes where no stranger reads', { setEffects: { echo: 'write' } }, true, true],
  ] as const)('after words of strangers it is put back %s', async (_, options, isTold, isPutBack) => {
    const following = new Following({ isShared: true })
    if (isTold) following.hear(['Add the key'], { server: 'web', item: '', session: '', seq: 1, labels: ['untrusted'] })
    const client = await guarded('plain', 'plain', { following, ...options })
    running.push(client)
    await client.open()
    const placeholder = PLACEHOLDER.exec(textOf(await answered(client, saying(`token ${TOKEN}`))))![0]
    expect(textOf(await call(client, { digest: placeholder }))).toBe(digestOf(isPutBack ? TOKEN : placeholder))
  })

  test('nor where strangers read what is written', async () => {
    const client = await guarded('page', 'page', {
      following: new Following({ isShared: true }),
      setEffects: { read_page: 'write' },
    })
    running.push(client)
    await client.open()
    const page = (given: JsonObject) => client.request('tools/call', { name: 'read_page', arguments: given })
    const told = saying(
      `A page by anybody at all, and longer than any receipt is. token ${TOKEN} ${'It goes on. '.repeat(20)}`,
    )
    const [placeholder = ''] = PLACEHOLDER.exec(textOf(await page({ result: JSON.stringify(told) }))) ?? []
    expect(textOf(await page({ digest: placeholder }))).toBe(digestOf(placeholder))
  })

  test('fits into JSON again', async () => {
    const client = await open()
    const key = privateKey()
    const placeholder = textOf(await answered(client, saying(key)))
    const digest = textOf(await call(client, { digest: JSON.stringify({ key: placeholder }) }))
    expect(digest).toBe(digestOf(JSON.stringify({ key })))
  })

  test('stays one at another server, and is another one in another session', async () => {
    const [one, other] = [await open(), await open()]
    const first = textOf(await answered(one, saying(TOKEN)))
    const second = textOf(await answered(other, saying(TOKEN)))
    expect(first).toMatch(PLACEHOLDER)
    expect(second).not.toBe(first)
    expect(textOf(await call(other, { digest: first }))).toBe(digestOf(first))
  })

  test('leaves numbers as they were written', async () => {
    const client = await open()
    const placeholder = textOf(await answered(client, saying(TOKEN)))
    client.write(
      `{"jsonrpc":"2.0","id":"p","method":"tools/call","params":{"name":"echo","arguments":{"n":1.0,"text":"${placeholder}"}}}\n`,
    )
    await client.next()
    expect(messages(client).filter(({ body }) => body.includes('"n":1.0'))).toHaveLength(1)
  })
})

describe('what a client passes', () => {
  test('reaches the server as it is, is told, and is not written down', async () => {
    const client = await open()
    const given = `${TOKEN} ${cardNumber()} ${seedPhrase()}`
    expect(textOf(await call(client, { digest: given }))).toBe(digestOf(given))
    const [event] = messages(client).filter(({ kind, method }) => kind === 'request' && method === 'tools/call')
    expect(event).toMatchObject({ decision: 'allow' })
    expect(event!.findings).toEqual([
      'review personal-number-passed /digest',
      'review private-key-passed /digest',
      'review secret-passed /digest',
    ])
    expect(event!.body).toMatch(/\[github-token:[0-9a-f]{4}\] \[payment-card:[0-9a-f]{4}\] \[seed-phrase:/)
  })
})

test('nothing that was seen on the way is on disk', async () => {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-redact-'))
  const [evidence, heads, keys] = ['evidence', 'heads', 'keys'].map((name) => join(home, name))
  const paths = { evidence: evidence!, heads: heads!, keys: keys! }
  const client = await guarded('plain', 'plain', { policy, openRecorder: () => openEvidence(paths) })
  await client.open()
  const packed = btoa(`key ${TOKEN} of today`)
  const secrets = [TOKEN, cardNumber(), privateKey(), password(), iban(), seedPhrase()]
  await answered(client, { ...saying(secrets.slice(0, 3).join('\n')), structuredContent: { password: secrets[3]! } })
  await call(client, { text: secrets.slice(4).join(' '), password: secrets[3]!, packed })
  await call(client, {
    error: JSON.stringify({
      code: -32000,
      message: `${packed} ${cardNumber()}`,
      data: secrets.filter((secret) => secret !== password()),
    }),
  })
  await client.close()
  const files = await readdir(paths.evidence, { recursive: true, withFileTypes: true })
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
  const log = texts.join('\n')
  expect(log).toContain('[github-token:')
  for (const secret of [...secrets, privateKey().split('\n')[1]!, packed]) {
    expect(log).not.toContain(JSON.stringify(secret).slice(1, -1))
  }
  await rm(home, { recursive: true })
})

describe('a server that was approved to hand them on', () => {
  test('shows secrets, and they are still told and not written down', async () => {
    const client = await open(['secrets'])
    const text = `${TOKEN} ${cardNumber()}`
    const shown = textOf(await answered(client, saying(text)))
    expect(shown).toMatch(/^gh\S+ \[payment-card:[0-9a-f]{4}\]$/)
    expect(shown).toContain(TOKEN)
    expect(messages(client).flatMap(({ findings }) => findings)).toContain('review credential-answered /content/0/text')
    expect(JSON.stringify(client.events)).not.toContain(TOKEN)
  })

  test('shows numbers of people', async () => {
    const client = await open(['personal'])
    const shown = textOf(await answered(client, saying(`${TOKEN} ${cardNumber()}`)))
    expect(shown).toMatch(PLACEHOLDER)
    expect(shown).toContain(cardNumber())
  })
})
