// A repository from a server on loopback, fetched by a confined git: its files and nothing that it would have run.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fetchGit } from '../../src/flows/vet/source/git.ts'
import { makePlace, type Place, worldOf } from '../store/world.ts'
import { type GitServer, startGitServer } from './git-server.ts'

let place: Place
let server: GitServer
let origin: string
let commit: string

beforeEach(async () => {
  place = await makePlace()
  server = await startGitServer(place.folder)
  ;({ origin } = server)
  const { git, work } = server
  await writeFile(join(work, 'index.js'), 'one\n')
  await writeFile(join(work, '.gitattributes'), '* filter=evil\nhidden.js export-ignore\n')
  await writeFile(join(work, 'hidden.js'), 'hidden\n')
  await writeFile(join(work, '.gitmodules'), '[submodule "x"]\n\tpath = x\n\turl = https://elsewhere.test/x\n')
  await symlink('hidden.js', join(work, 'link.js'))
  git('add', '.')
  git('commit', '-q', '-m', 'one')
  commit = git('rev-parse', 'HEAD')
})
afterEach(async () => {
  server.close()
  await place.dispose()
})

const emptyTree = (): string => server.git('hash-object', '-w', '-t', 'tree', '/dev/null')

async function fetched(url: string, ref: string | null, own: readonly string[] = [origin], more: object = {}) {
  const reach = { own, certificates: [server.certificate], ...more }
  const world = { ...(await worldOf(place, { HOME: place.folder, PATH: process.env['PATH'] })), reach }
  return await fetchGit({ kind: 'git', url, ref }, world, async (found) => ({
    ...found,
    names: readdirSync(found.folder).sort(),
    linked: existsSync(join(found.folder, 'link.js')) ? readFileSync(join(found.folder, 'link.js'), 'utf8') : null,
  }))
}

describe('a repository', () => {
  const names = ['.gitattributes', '.gitmodules', 'hidden.js', 'index.js', 'link.js']

  test('is there with every file of its commit, also what links stand for and what archives leave out', async () => {
    const found = await fetched(`${origin}/work`, 'main')
    expect(found).toMatchObject({ kind: 'git', version: commit, names, linked: 'hidden\n' })
    expect(found.provenance.facts[0]!.words).toContain(`is commit ${commit}`)
  })

  test('by its commit is those very files', async () => {
    expect((await fetched(`${origin}/work`, commit)).provenance.facts[0]!.words).toContain('that was named')
  })

  test.each([
    ['a branch that is not there', 'gone', 'git could not fetch'],
    ['a commit that is not there', '0'.repeat(40), 'git could not fetch'],
  ])('%s is told', async (_, ref, why) => {
    await expect(fetched(`${origin}/work`, ref)).rejects.toThrow(why)
  })

  test('with a link that leads out is refused', async () => {
    await symlink('../../etc/passwd', join(server.work, 'out.js'))
    server.git('add', '.')
    server.git('commit', '-q', '-m', 'two')
    await expect(fetched(`${origin}/work`, null)).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining('leads out'),
    })
  })

  test('that would write into the folder of git itself is refused, with what git says of it', async () => {
    const { git, work } = server
    await writeFile(join(work, 'tree'), Buffer.concat([Buffer.from('40000 .git\0'), Buffer.from(emptyTree(), 'hex')]))
    const tree = git('hash-object', '-w', '-t', 'tree', '--literally', 'tree')
    git('reset', '-q', '--soft', git('commit-tree', tree, '-m', 'two'))
    await expect(fetched(`${origin}/work`, null)).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining('hasDotgit'),
    })
  })

  test('is dialled at the address that was judged, and at no other that the name has a moment later', async () => {
    const asked: string[] = []
    const resolve = async (name: string): Promise<string[]> => {
      asked.push(name)
      return [asked.length === 1 ? '127.0.0.2' : '127.0.0.1']
    }
    const whyNot = (address: string): string | null => (address === '127.0.0.2' ? null : 'it was not judged')
    const url = `https://repo.test:${new URL(origin).port}/work`
    await expect(fetched(url, null, [], { resolve, whyNot })).rejects.toMatchObject({
      code: 'registry-unreachable',
      message: expect.stringContaining('127.0.0.2'),
    })
    expect(asked).toEqual(['repo.test'])
  })

  test('of a name that cannot be looked up is not looked up again', async () => {
    const asked: string[] = []
    const resolve = async (name: string): Promise<string[]> => {
      asked.push(name)
      return asked.length === 1 ? [] : ['127.0.0.1']
    }
    await expect(fetched('https://repo.test/work', null, [], { resolve })).rejects.toMatchObject({
      code: 'registry-unreachable',
    })
    expect(asked).toEqual(['repo.test'])
  })

  test('of a stranger is not fetched from this machine', async () => {
    await expect(fetched(`${origin}/work`, null, [])).rejects.toMatchObject({
      code: 'download-refused',
      message: expect.stringContaining('this machine'),
    })
  })
})
