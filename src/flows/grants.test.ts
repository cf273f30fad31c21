import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_LIMITS, NO_GRANTS } from '../core/model/grants.ts'
import { packageFolder } from '../io/file/own-code.ts'
import { readGrants, type GrantWords } from './grants.ts'

/** Put together here, so that no scanner of this repository takes it for a secret. */
const WORD = ['q7Zt2mXw', '9Lr4Kd8v', 'Bn3cYh6s', 'Pf5gTj1a'].join('')

let root: string
const socket = createServer()
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'grants-')))
  for (const folder of ['ci', 'ci/shop', 'ci/shop/keys', 'ci/shop/evidence']) await mkdir(join(root, folder))
  await writeFile(join(root, 'ci/shop/keys/approval.pem'), '')
  for (const folder of ['data', 'data/deep', 'out', 'own', 'own/keys']) await mkdir(join(root, folder))
  await writeFile(join(root, 'data', 'file.txt'), 'x')
  await symlink(join(root, 'data'), join(root, 'link'))
  await symlink(join(root, 'own'), join(root, 'sly'))
  await new Promise<void>((resolve) => socket.listen(join(root, 'socket'), resolve))
})
afterAll(async () => {
  socket.close()
  await rm(root, { recursive: true })
})

const read = (words: GrantWords) => readGrants(words, { cwd: root, own: [join(root, 'own')] })

test('no words, no power', async () => {
  expect(await read({})).toEqual({ grants: NO_GRANTS, cwd: 'home' })
})

test('links are followed now, and relative paths start at the working folder', async () => {
  const { grants, cwd } = await read({
    read: ['link', 'data/file.txt'],
    write: ['./out/'],
    exec: '/bin/sh',
    cwd: 'link/deep',
  })
  expect(grants).toMatchObject({
    read: [join(root, 'data'), join(root, 'data', 'file.txt')],
    write: [join(root, 'out')],
    exec: [await realpath('/bin/sh')],
  })
  expect(cwd).toBe(join(root, 'data', 'deep'))
})

test.each([
  'DATABASE_URL=postgres://app@db.example.test/app',
  'DATABASE_URL=postgres://app:${PASSWORD}@db.example.test/app',
  'SETTINGS={"level":"debug","token_file":"/run/secrets/token"}',
  'OPTIONS=--verbose --token-file /run/secrets/token',
  'MODEL=claude-3-5-sonnet-20241022',
])('%s holds no credential', async (word) => {
  const [name, value] = [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
  expect((await read({ env: [word] })).grants.env).toEqual([{ name, value }])
})

test('hosts, in one spelling', async () => {
  const { grants } = await read({ net: ['API.Example.:443', 'db.example:5432/tcp'] })
  expect(grants.net).toEqual([
    { host: 'api.example', port: 443, kind: 'tls' },
    { host: 'db.example', port: 5432, kind: 'tcp' },
  ])
})

test('variables, secrets and limits', async () => {
  const { grants } = await read({
    env: ['TZ', 'LANG=C', 'EMPTY=', 'EQ=a=b'],
    secret: ['TOKEN', 'OTHER=env:MINE', `FILED=file:${root}/link/file.txt`, `KEPT=cmd:${root}/link/file.txt  show  a`],
    memory: '512M',
    cpu: '0.5',
    pids: '64',
    time: '10m',
  })
  expect(grants.env).toEqual([
    { name: 'TZ' },
    { name: 'LANG', value: 'C' },
    { name: 'EMPTY', value: '' },
    { name: 'EQ', value: 'a=b' },
  ])
  expect(grants.secrets.map(({ ref }) => ref)).toEqual([
    'env:TOKEN',
    'env:MINE',
    `file:${root}/data/file.txt`,
    `cmd:${root}/data/file.txt show a`,
  ])
  expect(grants.limits).toEqual({ memoryBytes: 512 * 1024 ** 2, cpus: 0.5, pids: 64, wallMs: 600_000 })
  expect((await read({ time: '1d' })).grants.limits).toEqual({ ...DEFAULT_LIMITS, wallMs: 86_400_000 })
  const more = { idle: '30m', output: '8M', openFiles: '64', fileSize: '1G', changes: '0' }
  expect((await read(more)).grants.limits).toEqual({
    ...DEFAULT_LIMITS,
    idleMs: 1_800_000,
    outputBytes: 8 * 1024 ** 2,
    openFiles: 64,
    fileBytes: 1024 ** 3,
    changes: 0,
  })
})

test('what its client may ask of it', async () => {
  expect((await read({ calls: '5/10s', concurrent: '4', quota: '1000' })).grants.budget).toEqual({
    calls: { count: 5, withinMs: 10_000 },
    concurrent: 4,
    quota: 1_000,
  })
  expect((await read({ calls: '1000000/1d' })).grants.budget).toEqual({
    calls: { count: 1_000_000, withinMs: 86_400_000 },
  })
  expect((await read({ allCalls: '100/1m', cost: 'pay=50,read=2', turn: '50' })).grants.budget).toEqual({
    allCalls: { count: 100, withinMs: 60_000 },
    costs: { read: 2, pay: 50 },
    turn: 50,
  })
  expect((await read({})).grants).not.toHaveProperty('budget')
})

test('what its answers may show', async () => {
  expect((await read({ pass: ['personal', 'secrets'] })).grants.pass).toEqual(['secrets', 'personal'])
  expect((await read({ pass: 'secrets' })).grants.pass).toEqual(['secrets'])
  expect((await read({})).grants).not.toHaveProperty('pass')
})

test('what it may ask', async () => {
  expect((await read({ allow: ['sampling', 'elicitation'] })).grants.allow).toEqual(['elicitation', 'sampling'])
  expect((await read({})).grants).not.toHaveProperty('allow')
})

test('whether null is left out of its calls', async () => {
  expect((await read({ omitNulls: true })).grants.omitNulls).toBe(true)
  expect((await read({})).grants).not.toHaveProperty('omitNulls')
})

test.each<[GrantWords, string]>([
  [{ allow: 'everything' }, 'want one of elicitation, sampling, sampling-unseen, roots'],
  [{ allow: ['sampling', 'sampling'] }, 'is said twice'],
  [{ allow: ['sampling', 'sampling-unseen'] }, 'want one of the two'],
  [{ calls: '5' }, 'want COUNT/DURATION such as 5/10s'],
  [{ calls: '0/10s' }, 'want COUNT/DURATION'],
  [{ calls: '5/0s' }, 'want COUNT/DURATION'],
  [{ calls: '5/2d' }, 'want COUNT/DURATION'],
  [{ calls: '5/10' }, 'want COUNT/DURATION'],
  [{ calls: '1000001/10s' }, 'want COUNT/DURATION'],
  [{ calls: '-5/10s' }, 'want COUNT/DURATION'],
  [{ concurrent: '0' }, 'want a number from 1 to 1000000'],
  [{ concurrent: '1.5' }, 'want a number from 1 to 1000000'],
  [{ quota: 'many' }, 'want a number from 1 to 1000000'],
  [{ turn: '0' }, 'want a number from 1 to 1000000'],
  [{ allCalls: '5' }, 'want COUNT/DURATION'],
  [{ cost: 'pay' }, 'want CLASS=POINTS'],
  [{ cost: 'pay=0' }, 'want CLASS=POINTS'],
  [{ cost: 'pay=1,pay=2' }, 'want CLASS=POINTS'],
  [{ cost: 'none=2' }, 'want CLASS=POINTS'],
  [{ cost: 'constructor=2' }, 'want CLASS=POINTS'],
  [{ pass: ['everything'] }, 'want one of secrets, personal, controls'],
  [{ pass: ['secrets', 'secrets'] }, 'is said twice'],
  [{ read: ['missing'] }, '"--read missing": nothing is there'],
  [{ read: [''] }, 'is no path'],
  [{ read: ['data\0'] }, 'is no path'],
  [{ read: ['data', 'link'] }, 'is granted twice'],
  [{ read: ['data'], write: ['link'] }, 'is granted twice'],
  [{ read: ['socket'] }, 'sockets and devices are not granted'],
  [{ write: ['/dev/null'] }, 'sockets and devices are not granted'],
  [{ read: ['/'] }, "would open Sallyport's own folder"],
  [{ read: ['.'] }, "would open Sallyport's own folder"],
  [{ read: ['own/keys'] }, "would open Sallyport's own folder"],
  [{ write: ['sly'] }, "would open Sallyport's own folder"],
  [{ read: ['ci'] }, 'where a key lies that signs approvals'],
  [{ read: ['ci/shop'] }, 'where a key lies that signs approvals'],
  [{ write: ['ci/shop/evidence'] }, 'where a key lies that signs approvals'],
  [{ read: ['ci/shop/keys/approval.pem'] }, 'where a key lies that signs approvals'],
  [{ net: ['api.example'] }, 'want HOST:PORT'],
  [{ net: ['10.0.0.1:443'] }, 'only names are granted'],
  [{ net: ['api.example:443', 'API.example.:443/tcp'] }, 'granted twice'],
  [{ env: ['1X'] }, 'is not the name of a variable'],
  [{ env: ['A B=c'] }, 'is not the name of a variable'],
  [{ env: ['LD_PRELOAD=/x.so'] }, 'could change what is executed'],
  [{ env: ['NODE_OPTIONS'] }, 'could change what is executed'],
  [{ env: ['HOME=/'] }, 'could change what is executed'],
  [{ env: ['SALLYPORT_HOME=/x'] }, 'could change what is executed'],
  [{ secret: ['LD_PRELOAD'] }, 'could change what is executed'],
  [{ env: ['MY_API_KEY=abc'] }, 'the lockfile never holds one'],
  [{ env: [`DATABASE_URL=postgres://app:${WORD}@db.example.test/app`] }, 'the lockfile never holds one'],
  [{ env: [`SETTINGS={"password":"${WORD}"}`] }, 'the lockfile never holds one'],
  [{ env: [`OPTIONS=--verbose --token ${WORD}`] }, 'the lockfile never holds one'],
  [{ env: [`HEADER=Authorization: Bearer ${WORD}`] }, 'the lockfile never holds one'],
  [{ secret: [`TOKEN=cmd:/bin/echo --token ${WORD}`] }, 'a credential stands in its command'],
  [{ env: ['A', 'A=1'] }, 'is granted twice'],
  [{ env: ['A'], secret: ['A'] }, 'is granted twice'],
  [{ secret: ['A=hunter2'] }, 'its source is not one we know'],
  [{ secret: ['A=file:relative'] }, 'its source is not one we know'],
  [{ secret: ['A=cmd:pass show a'] }, 'does not begin with the absolute path of a program'],
  [{ secret: ['A=cmd:/bin/echo "a b"'] }, 'which nothing undoes'],
  [{ secret: ['A=cmd:/bin/echo $HOME'] }, 'which nothing undoes'],
  [{ secret: ['A=cmd:/nowhere/at/all'] }, 'its program is no file that is there'],
  [{ secret: ['A=cmd:/tmp'] }, 'its program is no file that is there'],
  [{ secret: ['A=file:/nowhere/at/all'] }, 'its source is no file that is there'],
  [{ memory: '1M' }, 'want a size from 16M to 1T'],
  [{ memory: 'lots' }, 'want a size from 16M to 1T'],
  [{ memory: '-512M' }, 'want a size from 16M to 1T'],
  [{ cpu: '0' }, 'want a number from 0.1'],
  [{ cpu: '1e3' }, 'want a number from 0.1'],
  [{ pids: '0' }, 'want a number from 1'],
  [{ pids: '1.5' }, 'want a number from 1'],
  [{ changes: '-1' }, 'want a number from 0 to 1000000'],
  [{ changes: '1.5' }, 'want a number from 0 to 1000000'],
  [{ changes: 'many' }, 'want a number from 0 to 1000000'],
  [{ time: '10' }, 'want a duration'],
  [{ time: '0s' }, 'want a duration'],
  [{ cwd: 'data' }, 'lies in no folder that is granted'],
  [{ read: ['data/deep'], cwd: 'data' }, 'lies in no folder that is granted'],
])('%j is refused', async (words, why) => {
  await expect(read(words)).rejects.toMatchObject({
    code: 'grant-invalid',
    message: expect.stringContaining(why) as string,
  })
})

test.each([
  ['the Node that runs us', process.execPath],
  ['its folder', dirname(process.execPath)],
  ['our code', join(packageFolder(), 'src')],
  ['all of it', packageFolder()],
])('a server may not write %s', async (_, path) => {
  await expect(read({ write: path })).rejects.toMatchObject({
    code: 'grant-invalid',
    message: expect.stringContaining('would let the server change the code of Sallyport itself') as string,
  })
})

test('a secret typed in the wrong place is not repeated', async () => {
  await expect(read({ secret: ['A=hunter2'] })).rejects.not.toMatchObject({
    message: expect.stringContaining('hunter2') as string,
  })
})

test.each([
  ['its program', (out: string) => `cmd:${out}/print`],
  ['a word of it', (out: string) => `cmd:/bin/sh ${out}/print`],
  ['an option of it', (out: string) => `cmd:/bin/sh --file=${out}/print`],
])('a server may not write what prints its secret: %s', async (_, refTo) => {
  const out = join(root, 'out')
  await writeFile(join(out, 'print'), '#!/bin/sh\n', { mode: 0o700 })
  const secret = [`A=${refTo(out)}`]
  await expect(read({ write: 'out', secret })).rejects.toMatchObject({
    code: 'grant-invalid',
    message: expect.stringContaining('the server itself may write'),
  })
  expect((await read({ read: 'out', secret })).grants.secrets).toHaveLength(1)
})
