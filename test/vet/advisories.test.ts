// Advisories as they are handed out, taken in from a folder, an archive and an address, and asked about a whole tree.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Dependency, Fetched } from '../../src/core/model/fetched.ts'
import { NO_PROVENANCE } from '../../src/core/model/provenance.ts'
import type { VetMaterial } from '../../src/core/model/vetting.ts'
import { importAdvisories } from '../../src/flows/vet/advisories.ts'
import { lookAtSources } from '../../src/flows/vet/sources.ts'
import { openAdvisoryIndex } from '../../src/io/store/advisory-index.ts'
import { certificateFor } from '../egress/certificate.ts'
import { zip } from '../samples/archives.ts'
import { makePlace, type Place } from '../store/world.ts'

const npm = (name: string) => ({ package: { ecosystem: 'npm', name } })
const range = (...events: object[]) => [{ type: 'SEMVER', events }]
const ADVISORIES: Record<string, Record<string, unknown>> = {
  // The one that every list of MCP incidents begins with.
  'GHSA-6xpm-ggf7-wc3p': {
    id: 'GHSA-6xpm-ggf7-wc3p',
    aliases: ['CVE-2025-6514'],
    summary: 'mcp-remote exposed to OS command injection',
    database_specific: { severity: 'CRITICAL' },
    affected: [{ ...npm('mcp-remote'), ranges: range({ introduced: '0.0.5' }, { fixed: '0.1.16' }) }],
  },
  'CVE-2025-6514': {
    id: 'CVE-2025-6514',
    aliases: ['GHSA-6xpm-ggf7-wc3p'],
    affected: [{ ...npm('mcp-remote'), ranges: range({ introduced: '0.0.5' }, { fixed: '0.1.16' }) }],
  },
  'MAL-2025-1': {
    id: 'MAL-2025-1',
    summary: 'Malicious code',
    affected: [{ ...npm('evil-leaf'), versions: ['1.0.0'] }],
  },
  'MAL-2025-2': {
    id: 'MAL-2025-2',
    withdrawn: '2025-02-01T00:00:00Z',
    affected: [{ ...npm('mended'), versions: ['1.0.0'] }],
  },
  'PYSEC-1': {
    id: 'PYSEC-1',
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'Py_Leaf' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
      },
    ],
  },
  'GIT-1': { id: 'GIT-1', affected: [{ ...npm('leaf'), ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] }] },
  'GO-1': { id: 'GO-1', affected: [{ package: { ecosystem: 'Go', name: 'x' }, versions: ['1'] }] },
}

let place: Place
beforeEach(async () => {
  place = await makePlace()
})
afterEach(() => place.dispose())

const NOW = new Date('2026-01-10')
const worldOf = (more: object = {}) => ({
  cwd: place.folder,
  env: {},
  store: place.store,
  state: join(place.folder, 'state'),
  now: () => NOW,
  progress: () => undefined,
  ...more,
})

async function folderOf(advisories: Record<string, object | string>): Promise<string> {
  const folder = join(place.folder, 'osv', 'npm')
  await mkdir(folder, { recursive: true })
  for (const [id, json] of Object.entries(advisories)) {
    await writeFile(join(folder, `${id}.json`), typeof json === 'string' ? json : JSON.stringify(json))
  }
  return join(place.folder, 'osv')
}

const zipped = (advisories: Record<string, object>): Buffer =>
  zip(Object.entries(advisories).map(([id, json]) => ({ name: `${id}.json`, body: JSON.stringify(json) })))

function materialOf(packages: readonly Dependency[]): VetMaterial {
  const fetched: Fetched = {
    kind: 'npm',
    name: 'server',
    version: '1.0.0',
    digest: null,
    folder: place.folder,
    files: 0,
    bytes: 0,
    tree: { folder: place.folder, lock: null, packages, installScripts: [] },
    registry: null,
    provenance: NO_PROVENANCE,
    alike: [],
    looked: [],
    notLooked: [],
  }
  return {
    name: 'npm:server',
    place: 'npm registry',
    folder: place.folder,
    ecosystem: 'npm',
    published: null,
    digest: null,
    fetched,
  }
}
const NO_BUILD = { predicate: '', repository: null, commit: null, workflow: null, issuer: null }
const one = (name: string, version: string, ecosystem: 'npm' | 'pypi' = 'npm'): Dependency => ({
  ecosystem,
  name,
  version,
  path: '',
})

describe('are taken in', () => {
  const counts = { count: 4, malicious: 1, unread: 1 }

  test('from a folder, with what is no advisory left out and told', async () => {
    const folder = await folderOf({ ...ADVISORIES, broken: '{', other: '[]', large: `"${'x'.repeat(4 * 1024 ** 2)}"` })
    expect(await importAdvisories([folder], worldOf())).toMatchObject({ ...counts, unreadable: 3 })
  })

  test('from an archive', async () => {
    await writeFile(join(place.folder, 'all.zip'), zipped(ADVISORIES))
    expect(await importAdvisories(['all.zip'], worldOf())).toMatchObject({ ...counts, unreadable: 0 })
  })

  test('from files with a byte order mark, and with another spelling of their kind', async () => {
    const text = `\uFEFF${JSON.stringify(ADVISORIES['MAL-2025-1'])}`
    await writeFile(join(place.folder, 'all.zip'), zip([{ name: 'MAL-2025-1.JSON', body: text }]))
    const known = { count: 1, malicious: 1, unreadable: 0 }
    expect(await importAdvisories(['all.zip'], worldOf())).toMatchObject(known)
    expect(await importAdvisories([await folderOf({ 'MAL-2025-1': text })], worldOf())).toMatchObject(known)
  })

  test('and files that are left out are named', async () => {
    const said: string[] = []
    const progress = (line: string): void => void said.push(line)
    await importAdvisories([await folderOf({ ...ADVISORIES, broken: '{' })], worldOf({ progress }))
    expect(said).toContainEqual(expect.stringMatching(/left out.*broken\.json"$/))
  })

  test('from an address of https', async () => {
    const { key, cert } = certificateFor(['osv.test'])
    const server = createServer({ key, cert }, (_, response) => response.end(zipped(ADVISORIES))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const reach = { resolve: async () => ['127.0.0.1'], whyNot: () => null, certificates: [cert] }
    const url = `https://osv.test:${(server.address() as AddressInfo).port}/all.zip`
    expect(await importAdvisories([url], worldOf({ reach }))).toMatchObject(counts)
    server.close()
  })

  test.each([
    ['nothing that is there', 'gone', 'there is no folder or archive'],
    ['an empty folder', '.', 'no advisory'],
    ['an address of http', 'http://osv.test/all.zip', 'there is no folder or archive'],
  ])('not from %s, and those of before stay', async (_, source, why) => {
    await writeFile(join(place.folder, 'all.zip'), zipped(ADVISORIES))
    await importAdvisories(['all.zip'], worldOf())
    const elsewhere = join(place.folder, 'empty')
    await mkdir(elsewhere)
    await expect(importAdvisories([source], worldOf({ cwd: elsewhere }))).rejects.toThrow(why)
    const index = openAdvisoryIndex(join(place.folder, 'state'))!
    expect(index.facts.count).toBe(4)
    index.close()
    expect((await readdir(join(place.folder, 'state'))).filter((name) => name.includes('.tmp'))).toEqual([])
  })
})

/** Writes an index with one advisory; the words are its module and its folder. */
const WRITER = `
const [module, state] = process.argv.slice(1)
const { writeAdvisoryIndex } = await import(module)
const advisory = { id: 'MAL-1', aliases: [], ecosystem: 'npm', name: 'a', versions: ['1.0.0'], ranges: [] }
await writeAdvisoryIndex(state, { importedAt: new Date(), source: 'x' }, async (add) => add(advisory))
`

test('the index is on the disk before it gets its name, and its name after that', async () => {
  const trace = join(place.folder, 'trace')
  const module = new URL('../../src/io/store/advisory-index.ts', import.meta.url).href
  const watched = ['-f', '-y', '-o', trace, '-e', 'trace=fsync,fdatasync,rename,renameat,renameat2']
  const words = [process.execPath, '--input-type=module', '-e', WRITER, module, place.folder]
  execFileSync('strace', [...watched, ...words])
  const calls = (await readFile(trace, 'utf8')).split('\n').map((line) => line.replace(place.folder, ''))
  const kinds = calls.flatMap((line) =>
    /sync\(\d+<\/?advisories\.db\.\w+\.tmp>/.test(line)
      ? ['file']
      : /rename.*advisories\.db/.test(line)
        ? ['rename']
        : /sync\(\d+<>/.test(line)
          ? ['folder']
          : [],
  )
  expect(kinds.slice(-3)).toEqual(['file', 'rename', 'folder'])
})

describe('are asked about a tree', () => {
  const asked = async (packages: readonly Dependency[], now = NOW, advisories = ADVISORIES) => {
    await writeFile(join(place.folder, 'all.zip'), zipped(advisories))
    await importAdvisories(['all.zip'], worldOf())
    return await lookAtSources(materialOf(packages), {
      config: place.folder,
      state: join(place.folder, 'state'),
      now: () => now,
    })
  }

  test('a weakness of a dependency is told once, with the version that mends it', async () => {
    const { report, coverage } = await asked([one('server', '1.0.0'), one('mcp-remote', '0.1.15')])
    expect(report.findings).toMatchObject([
      {
        rule: 'known-weakness',
        tier: 'review',
        evidence: {
          excerpt: { untrusted: expect.stringContaining('mcp-remote@0.1.15') },
          note: expect.stringMatching(/CVE-2025-6514.*mended in 0\.1\.16/),
        },
      },
    ])
    expect(coverage).toEqual([{ what: 'packages', seen: 2, of: 2 }])
  })

  test('malware among the dependencies blocks', async () => {
    const { report } = await asked([one('server', '1.0.0'), one('evil-leaf', '1.0.0')])
    expect(report.findings).toMatchObject([
      { rule: 'known-malicious', severity: 'critical', tier: 'block', confidence: 'high' },
    ])
  })

  test('malware is told as such, whatever id comes before its own', async () => {
    const twin = { id: 'GHSA-0000-0000-0000', aliases: ['MAL-2025-1'], affected: ADVISORIES['MAL-2025-1']!['affected'] }
    const { report } = await asked([one('evil-leaf', '1.0.0')], NOW, { ...ADVISORIES, [twin.id]: twin })
    expect(report.findings.map(({ rule }) => rule)).toContain('known-malicious')
  })

  test('a weakness is as severe as the gravest of its ids says', async () => {
    const { report } = await asked([one('mcp-remote', '0.1.15')])
    expect(report.findings).toMatchObject([{ severity: 'critical' }])
  })

  test.each([
    ['a version in which it is mended', one('mcp-remote', '0.1.16')],
    ['another version of a package that was malicious', one('evil-leaf', '1.0.1')],
    ['what an advisory was withdrawn about', one('mended', '1.0.0')],
    ['a package of that name elsewhere', one('evil-leaf', '1.0.0', 'pypi')],
  ])('%s is no finding', async (_, dependency) => {
    expect((await asked([dependency])).report).toMatchObject({ findings: [], unanswered: [] })
  })

  test('a Python package is known by every spelling of its name', async () => {
    expect((await asked([one('py-leaf', '1.9', 'pypi')])).report.findings).toHaveLength(1)
  })

  test('a version that cannot be compared is unanswered', async () => {
    expect((await asked([one('mcp-remote', 'main')])).report.unanswered).toHaveLength(2)
  })

  test('a package whose dependencies are not known is not answered for', async () => {
    await asked([])
    const material = materialOf([])
    const fetched = { ...material.fetched!, kind: 'npm', version: '1.0.0', tree: null } as const
    const world = { config: place.folder, state: join(place.folder, 'state'), now: () => NOW }
    const { report } = await lookAtSources({ ...material, fetched }, world)
    expect(report.unanswered).toMatchObject([{ rule: 'known-weakness', why: expect.stringContaining('not known') }])
  })

  describe('of a bundle that brings its own packages', () => {
    const looked = async (files: Readonly<Record<string, string>>) => {
      await asked([])
      for (const [path, text] of Object.entries(files)) {
        await mkdir(join(place.folder, 'bundle', dirname(path)), { recursive: true })
        await writeFile(join(place.folder, 'bundle', path), text)
      }
      const material = materialOf([])
      const fetched = { ...material.fetched!, kind: 'mcpb', folder: join(place.folder, 'bundle'), tree: null } as const
      const world = { config: place.folder, state: join(place.folder, 'state'), now: () => NOW }
      return await lookAtSources({ ...material, fetched }, world)
    }

    test.each([
      ['npm', 'server/node_modules/evil-leaf/package.json', '{"name":"evil-leaf","version":"1.0.0"}'],
      [
        'Python',
        'lib/py_leaf-1.9.dist-info/METADATA',
        'Metadata-Version: 2.1\nName: Py_Leaf\nVersion: 1.9\n\nName: x\n',
      ],
    ])('those of %s are looked up by what they call themselves', async (_, path, text) => {
      const { report, coverage, origin } = await looked({ [path]: text })
      expect(report).toMatchObject({ findings: [{ evidence: { at: 'package' } }], unanswered: [] })
      expect(coverage).toEqual([{ what: 'packages', seen: 1, of: 1 }])
      // That nothing was found in what it says of itself would be no answer.
      expect(origin!.advisoriesOf).toBeNull()
    })

    test('one that does not say what it is, and a folder of one, are no answer', async () => {
      const { report, coverage } = await looked({
        'node_modules/leaf/package.json': '{"name":"leaf","version":"1.0.0"}',
        'node_modules/leaf/dist/package.json': '{"name":"evil-leaf","version":"1.0.0"}',
        'node_modules/mute/package.json': '{"name":"mute"}',
      })
      expect(report.findings).toEqual([])
      expect(report.notLooked).toContainEqual(expect.stringContaining('1 package in it, without name or version'))
      expect(coverage).toEqual([{ what: 'packages', seen: 1, of: 2 }])
    })
  })

  test('who vouches is told for the tree that it is about, and for no other', async () => {
    const state = join(place.folder, 'state')
    const builds = [{ ...NO_BUILD, repository: 'https://github.com/team/server' }]
    const provenanceWith = async (lock: string | null) => {
      const material = materialOf([])
      const fetched = {
        ...material.fetched!,
        tree: { ...material.fetched!.tree!, lock },
        provenance: { ...NO_PROVENANCE, builds },
      }
      const world = { config: place.folder, state, now: () => NOW }
      return (await lookAtSources({ ...material, fetched }, world)).origin!.provenance
    }
    expect(await provenanceWith('sha256:1')).toEqual({
      by: 'attestation',
      repository: 'github.com/team/server',
      lock: 'sha256:1',
    })
    expect(await provenanceWith(null)).toBeNull()
  })

  test('that are old say so', async () => {
    const { report } = await asked([one('server', '1.0.0')], new Date('2026-02-10'))
    expect(report.notLooked).toEqual(['advisories of after 2026-01-10: import them again'])
  })

  test('where there are none, that is said', async () => {
    const { report } = await lookAtSources(materialOf([one('a', '1.0.0')]), {
      config: place.folder,
      state: place.folder,
      now: () => NOW,
    })
    expect(report.notLooked).toEqual([expect.stringContaining('none are here')])
  })

  test('an index that somebody damaged is a failure, and no silence', async () => {
    const state = join(place.folder, 'state')
    await asked([one('server', '1.0.0')])
    await writeFile(join(state, 'advisories.db'), 'not a database')
    await expect(
      lookAtSources(materialOf([one('a', '1.0.0')]), { config: place.folder, state, now: () => NOW }),
    ).rejects.toMatchObject({
      code: 'advisories-damaged',
    })
  })
})
