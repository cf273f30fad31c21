// Feeds of indicators: taken in by a key that is trusted, asked about bytes, packages and hosts, and otherwise refused.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readFeed } from '../../src/core/advisory/indicators.ts'
import { bound } from '../../src/core/model/bounds.ts'
import type { VetMaterial } from '../../src/core/model/vetting.ts'
import { folderAt } from '../../src/flows/vet/material.ts'
import { lookAtSources } from '../../src/flows/vet/sources.ts'
import { keepFeed, keptFeeds, signedWords } from '../../src/io/store/feeds.ts'
import { readKey, trustedKeys, changeTrustedKeys } from '../../src/io/store/trusted-keys.ts'
import { makePlace, type Place } from '../store/world.ts'

const PAIRS = [0, 1].map(() => generateKeyPairSync('ed25519'))
const keyAt = (at: number) => ({
  ...readKey(PAIRS[at]!.publicKey.export({ type: 'spki', format: 'pem' }).toString())!,
  name: 'a team',
  addedAt: '2026-01-01T00:00:00.000Z',
})
const FLOOD = Array.from({ length: 210_000 }, (_, at) => `h${at}.test`).join(' ')
const EVIL = 'fetch("https://api.collect.test/x")\n'
const FEED = {
  schema: 'sallyport/indicators@1',
  name: 'team',
  serial: 2,
  expiresAt: '2027-01-01T00:00:00Z',
  digests: [`sha256:${createHash('sha256').update('known bad').digest('hex')}`],
  packages: ['pkg:npm/evil', 'pkg:npm/half-evil@1.0.0', 'pkg:pypi/Evil_Wheel', 'pkg:pypi/half.evil@1.0'],
  hosts: ['collect.test'],
}

let place: Place
let folder: string
beforeEach(async () => {
  place = await makePlace()
  folder = join(place.folder, 'package')
  await mkdir(folder)
  await mkdir(join(place.folder, 'state'), { recursive: true })
})
afterEach(() => place.dispose())

async function file(feed: object = FEED, by = 0, name = 'feed.json'): Promise<string> {
  const path = join(place.folder, name)
  const bytes = Buffer.from(JSON.stringify(feed))
  await writeFile(path, bytes)
  await writeFile(`${path}.sig`, sign(null, signedWords(bytes), PAIRS[by]!.privateKey).toString('base64'))
  return path
}
const state = (): string => join(place.folder, 'state')
const taken = async (path: string, at = 0) => keepFeed(path, state(), [keyAt(at)])

async function findings(more: Partial<VetMaterial> = {}, now = '2026-06-01') {
  const material = { ...folderAt('x', folder), ...more }
  return (await lookAtSources(material, { config: place.folder, state: state(), now: () => new Date(now) })).report
}

describe('a feed', () => {
  beforeEach(() => changeTrustedKeys(place.folder, () => [keyAt(0)]))

  test.each([
    ['a host in a file, below one that it names', 'index.js', EVIL, 'index.js'],
    ['the bytes of a file', 'data.bin', 'known bad', 'data.bin'],
    ['a host behind a flood of others', 'flood.txt', `${FLOOD} collect.test`, 'flood.txt'],
    ['a host below many labels', 'index.js', 'https://a.b.c.d.e.f.g.h.i.j.k.collect.test/', 'index.js'],
    ['a host at the end of a sentence', 'index.js', 'It goes to Collect.test.', 'index.js'],
    ['a host in a file of an unknown kind', 'data.bin', '\0\xff\x01collect.test\0', 'data.bin'],
  ])('names %s', async (_, name, content, at) => {
    await writeFile(join(folder, name), content)
    await taken(await file())
    expect((await findings()).findings).toMatchObject([
      { rule: 'known-indicator', severity: 'critical', tier: 'block', evidence: { at } },
    ])
  })

  test.each([
    ['evil', '9.9.9', 1],
    ['half-evil', '1.0.0', 1],
    ['half-evil', '1.0.1', 0],
    ['not-evil', '1.0.0', 0],
    ['evil-wheel', '1.0', 1, 'pypi' as const],
    ['Half_Evil', '1.0', 1, 'pypi' as const],
  ])('asked about %s@%s', async (name, version, count, ecosystem: 'npm' | 'pypi' = 'npm') => {
    await taken(await file())
    const packages = [{ ecosystem, name, version, path: '' }]
    const fetched = {
      kind: 'npm',
      name,
      version,
      tree: { folder, packages, installScripts: [] },
      files: 1,
      bytes: 1,
      registry: null,
      provenance: { facts: [], builds: [], repositoryMatches: null },
      looked: [],
      notLooked: [],
    }
    expect((await findings({ fetched: fetched as never })).findings).toHaveLength(count)
  })

  test('has nothing to say of an honest file, and says when it is old', async () => {
    await writeFile(join(folder, 'index.js'), 'fetch("https://api.example.test/")\n')
    await taken(await file())
    expect(await findings()).toMatchObject({
      findings: [],
      looked: [expect.stringContaining('1 file, the hosts in them and 0 packages in 1 feed ')],
    })
    expect((await findings({}, '2027-06-01')).notLooked).toContainEqual(expect.stringContaining('the feed team is old'))
  })

  test('has nothing to say of a host whose name only ends like one that it names', async () => {
    await writeFile(join(folder, 'index.js'), 'notcollect.test collect.test.example collect.test.x')
    await taken(await file())
    expect((await findings()).findings).toEqual([])
  })

  test('says of how many files the hosts were not looked for', async () => {
    await writeFile(join(folder, 'large.bin'), Buffer.alloc(bound('file-bytes') + 1))
    await taken(await file())
    expect((await findings()).notLooked).toContainEqual(expect.stringContaining('hosts in 1 file '))
  })

  test('that cannot be looked for is a refusal, and no silence', async () => {
    await writeFile(join(state(), 'feeds'), 'no folder')
    await expect(findings()).rejects.toMatchObject({ code: 'disk-failed', message: expect.stringContaining('feeds') })
  })

  test('is believed no more when its key is not trusted any more, and that is not silence', async () => {
    await writeFile(join(folder, 'index.js'), EVIL)
    await taken(await file())
    await changeTrustedKeys(place.folder, () => [])
    expect(await findings()).toMatchObject({ findings: [], unanswered: [{ rule: 'known-indicator' }] })
  })
})

describe('is refused', () => {
  test('a feed by another key', async () => {
    await expect(taken(await file(FEED, 1))).rejects.toMatchObject({
      code: 'feed-refused',
      message: expect.stringContaining('no key that you trust'),
    })
  })

  test('a feed that was changed', async () => {
    const path = await file()
    await appendFile(path, ' ')
    await expect(taken(path)).rejects.toThrow('no key that you trust')
  })

  test('a feed without a signature, and one that is not there', async () => {
    const path = await file()
    await expect(taken(`${path}.gone`)).rejects.toThrow('is not there')
    await writeFile(join(place.folder, 'bare.json'), '{}')
    await expect(taken(join(place.folder, 'bare.json'))).rejects.toThrow('is not signed')
  })

  test('an older feed of the same name, and the newer one stays', async () => {
    await taken(await file({ ...FEED, serial: 3 }))
    await expect(taken(await file({ ...FEED, serial: 2, hosts: [] }, 0, 'older.json'))).rejects.toThrow('is older')
    expect(await readdir(join(state(), 'feeds'))).toHaveLength(2)
  })

  test.each<[string, object, string]>([
    ['another form', { schema: 'x' }, 'no feed of the form'],
    ['no plain name', { ...FEED, name: '../x' }, 'no plain name'],
    ['no end', { ...FEED, expiresAt: 'later' }, 'until when'],
    ['a digest that is none', { ...FEED, digests: ['sha256:12'] }, 'entry 1 of its digests'],
    ['a host that is an address', { ...FEED, hosts: ['10.0.0.1'] }, 'entry 1 of its hosts'],
    ['a package that is none', { ...FEED, packages: ['evil'] }, 'entry 1 of its packages'],
  ])('a feed with %s', (_, json, why) => {
    expect(readFeed(json as never)).toEqual({ ok: false, why: expect.stringContaining(why) })
  })

  test('a list of keys that somebody changed', async () => {
    await writeFile(
      join(place.folder, 'trusted-keys.json'),
      JSON.stringify({ keys: [{ ...keyAt(0), id: keyAt(1).id }] }),
    )
    await expect(trustedKeys(place.folder, 'feeds')).rejects.toMatchObject({ code: 'config-invalid' })
  })
})

test('feeds that are taken in at the same time leave the newest one', async () => {
  await changeTrustedKeys(place.folder, () => [keyAt(0)])
  const serials = [5, 1, 8, 3, 7, 2, 6, 4]
  const paths = await Promise.all(serials.map((serial) => file({ ...FEED, serial }, 0, `feed-${serial}.json`)))
  await Promise.allSettled(paths.map((path) => taken(path)))
  const { feeds, refused } = await keptFeeds(state(), [keyAt(0)])
  expect({ serials: feeds.map(({ serial }) => serial), refused }).toEqual({ serials: [8], refused: [] })
})
