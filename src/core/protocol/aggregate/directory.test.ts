import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Behind, Directory } from './directory.ts'
import { publicName } from './public-name.ts'

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const nameOf = (server: string, item: string): string => publicName(server, item, sha256)

describe('a name', () => {
  test.each([
    ['files', 'read_file', 'files__read_file'],
    ['a-b', 'c-d', 'a-b__c-d'],
    ['a', '_b', 'a___b'],
    ['a', 'b__c', 'a__b__c'],
    ['s', 'x'.repeat(45), `s__${'x'.repeat(45)}`],
  ])('of %j and %j is %j', (server, item, name) => expect(nameOf(server, item)).toBe(name))

  test.each([
    ['a_', 'b'],
    ['a__b', 'c'],
    ['a.b', 'c'],
    ['a@1', 'c'],
    ['a', 'b.c'],
    ['a', 'ö'],
    ['a', ''],
    ['a', 'b-0123456789ab'],
    ['s', 'x'.repeat(46)],
  ])('of %j and %j is shortened', (server, item) => expect(nameOf(server, item)).toMatch(/-[0-9a-f]{12}$/))

  /** Of few characters, so that they meet often. */
  const serverName = fc.stringMatching(/^[ab][ab_.-]{0,6}$/)
  const itemName = fc.stringMatching(/^[ab_.0-9-]{0,12}$/)
  test('is one that hosts take, and of one item alone', () => {
    const pair = fc.tuple(serverName, itemName)
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        expect(nameOf(...one)).toMatch(/^[A-Za-z0-9_-]{1,48}$/)
        if (JSON.stringify(one) !== JSON.stringify(other)) expect(nameOf(...one)).not.toBe(nameOf(...other))
      }),
      { numRuns: 5_000 },
    )
  })
})

const behind = (name: string, more: Partial<Behind> = {}): Behind => ({
  ...{ name, withheld: null, lists: new Set(['tools']), logs: false, capabilities: {} },
  ...{ tools: ['echo'], prompts: [], origins: [], instructions: null },
  ...more,
})
const directory = (...servers: readonly Behind[]): Directory => new Directory(servers, sha256)

test('what is withheld is found by no name and no address', () => {
  const here = directory(
    behind('a', { withheld: 'quarantined', origins: ['note:'] }),
    behind('b', { withheld: 'pending' }),
    behind('c', { origins: ['note:'] }),
  )
  expect([here.find('tools', 'a__echo'), here.find('tools', 'b__echo')]).toEqual([null, null])
  expect(here.find('tools', 'c__echo')).toEqual({ server: 'c', item: 'echo' })
  expect(here.locate('sallyport://a/note:1')).toBe('unknown')
  expect(here.locate('note:1')).toEqual({ server: 'c', item: 'note:1' })
})

test('a name that a broken digest gives to two is nobody’s', () => {
  const broken = new Directory([behind('a.b'), behind('a_b.', { tools: ['echo'] }), behind('a_b')], () =>
    '0'.repeat(64),
  )
  expect(broken.find('tools', 'a_b__echo')).toEqual({ server: 'a_b', item: 'echo' })
  const two = new Directory([behind('a.b'), behind('a@b')], () => '0'.repeat(64))
  expect(two.find('tools', 'a_b__echo-000000000000')).toBeNull()
  expect(two.nameOf('tools', 'a.b', 'echo')).toBeNull()
})

test('a prompt and a tool of one name are two things', () => {
  const here = directory(behind('a', { prompts: ['ask'] }))
  expect([here.find('prompts', 'a__ask'), here.find('tools', 'a__ask')]).toEqual([{ server: 'a', item: 'ask' }, null])
})

describe('an address', () => {
  const here = directory(
    behind('one', { origins: ['note://x', 'file://', 'sallyport://two'] }),
    behind('two', { origins: ['file://', 'demo://y'] }),
  )
  test.each<[string, ReturnType<Directory['locate']>]>([
    ['note://x/1', { server: 'one', item: 'note://x/1' }],
    ['NOTE://x/1', { server: 'one', item: 'NOTE://x/1' }],
    ['demo://y/1', { server: 'two', item: 'demo://y/1' }],
    ['demo://z/1', 'unknown'],
    ['file:///etc/hosts', 'shared'],
    ['sallyport://one/file:///a', { server: 'one', item: 'file:///a' }],
    ['sallyport://two/file:///a', { server: 'two', item: 'file:///a' }],
    ['sallyport://two/x', { server: 'two', item: 'x' }],
    ['sallyport://three/x', 'unknown'],
    ['sallyport://one/', 'unknown'],
    ['no address', 'unknown'],
  ])('%s', (uri, owned) => expect(here.locate(uri)).toEqual(owned))

  test.each([
    ['one', 'note://x/1', 'note://x/1'],
    ['two', 'note://x/1', 'sallyport://two/note://x/1'],
    ['one', 'file:///a', 'sallyport://one/file:///a'],
    ['one', 'sallyport://two/x', 'sallyport://one/sallyport://two/x'],
    ['one', 'ghost://z', 'sallyport://one/ghost://z'],
    ['one', 'https://docs.example/page', 'https://docs.example/page'],
  ])('of %s for %s is %s', (server, uri, address) => expect(here.addressOf(server, uri)).toBe(address))

  test('leads back to who told it, whoever says it', () => {
    const uris = fc.constantFrom('note://x/1', 'file:///a', 'sallyport://two/x', 'ghost://z', 'demo://y/2', 'x')
    fc.assert(
      fc.property(fc.constantFrom('one', 'two'), uris, (server, uri) => {
        expect(here.locate(here.addressOf(server, uri))).toEqual({ server, item: uri })
      }),
    )
  })
})
