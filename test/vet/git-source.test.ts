// A repository from a server on loopback, fetched by a confined git: its files and nothing that it would have run.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fetchGit } from '../../src/flows/vet/source/git.ts'
import { certificateFor } from '../egress/certificate.ts'
import { makePlace, type Place, worldOf } from '../store/world.ts'

const { key, cert } = certificateFor(['localhost'])
let place: Place
let server: Server
let origin: string
let commit: string

const git = (...words: string[]): string =>
  execFileSync(
    'git',
    ['-C', join(place.folder, 'repos', 'work'), '-c', 'user.name=t', '-c', 'user.email=t@t.test', ...words],
    {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: place.folder },
    },
  ).trim()

beforeEach(async () => {
  place = await makePlace()
  const work = join(place.folder, 'repos', 'work')
  await mkdir(work, { recursive: true })
  git('init', '-q', '-b', 'main')
  git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  await writeFile(join(work, 'index.js'), 'one\n')
  await writeFile(join(work, '.gitattributes'), '* filter=evil\nhidden.js export-ignore\n')
  await writeFile(join(work, 'hidden.js'), 'hidden\n')
  await writeFile(join(work, '.gitmodules'), '[submodule "x"]\n\tpath = x\n\turl = https://elsewhere.test/x\n')
  await symlink('hidden.js', join(work, 'link.js'))
  git('add', '.')
  git('commit', '-q', '-m', 'one')
  commit = git('rev-parse', 'HEAD')
  server = createServer({ key, cert }, (request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'https://localhost')
    const env = {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: join(place.folder, 'repos'),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    }
    const backend = spawn('git', ['http-backend'], { env })
    request.pipe(backend.stdin)
    const parts: Buffer[] = []
    backend.stdout.on('data', (chunk: Buffer) => parts.push(chunk))
    backend.on('close', () => {
      const all = Buffer.concat(parts)
      const at = all.indexOf('\r\n\r\n')
      const head = all.subarray(0, at).toString('latin1').split('\r\n')
      const fields = head.map((line) => line.split(': ') as [string, string])
      const status = fields.find(([name]) => name === 'Status')?.[1]
      response.writeHead(
        Number.parseInt(status ?? '200', 10),
        Object.fromEntries(fields.filter(([name]) => name !== 'Status')),
      )
      response.end(all.subarray(at + 4))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `https://localhost:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await place.dispose()
})

async function fetched(url: string, ref: string | null, own: readonly string[] = [origin], more: object = {}) {
  const reach = { own, certificates: [cert], ...more }
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
    await symlink('../../etc/passwd', join(place.folder, 'repos', 'work', 'out.js'))
    git('add', '.')
    git('commit', '-q', '-m', 'two')
    await expect(fetched(`${origin}/work`, null)).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining('leads out'),
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
