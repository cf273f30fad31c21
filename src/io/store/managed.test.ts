import { chmod, chown, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readManaged } from './managed.ts'

let folder: string
let file: string
const owner = process.getuid!()
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'managed-')))
  await mkdir(join(folder, 'etc'), { mode: 0o755 })
  file = join(folder, 'etc/config.yaml')
})
afterEach(() => rm(folder, { recursive: true }))

const KEY = Buffer.alloc(32, 1).toString('base64')
const read = () => readManaged({ file, owner })
const write = (text: string, mode = 0o644) => writeFile(file, text, { mode })

test('no file asks for nothing', async () => {
  expect(await read()).toEqual({ tier: null, roles: [], approvers: null })
})

test.each<[string, object]>([
  ['tier: medium\n', { tier: 'medium', roles: [], approvers: null }],
  ['roles: [privacy, data]\n', { tier: null, roles: ['privacy', 'data'], approvers: null }],
  [
    `# ours\napprovers:\n  - name: grace\n    key: ${KEY}\n  - { name: eve, key: ${KEY.replace('A', 'B')}, roles: [security] }\n`,
    {
      tier: null,
      roles: [],
      approvers: [
        { name: 'grace', key: KEY, roles: [] },
        { name: 'eve', key: KEY.replace('A', 'B'), roles: ['security'] },
      ],
    },
  ],
  ['approvers: []\n', { tier: null, roles: [], approvers: [] }],
])('%j', async (text, says) => {
  await write(text)
  expect(await read()).toEqual(says)
})

describe('it is refused, with the place,', () => {
  test.each<[string, string, string]>([
    ['where it is empty', '', 'line 1: expected an object'],
    ['where it is no map', '- tier\n', 'line 1: expected an object'],
    ['with another tier', '\ntier: highest\n', 'line 2: tier: expected "low" or "medium" or "high"'],
    ['with a tier of nothing', 'tier:\n', 'line 1: tier: expected'],
    ['with a setting that nobody knows', 'tier: low\nteir: high\n', 'line 2: teir: unknown field'],
    ['with a role that nobody knows', 'roles:\n  - security\n  - boss\n', 'line 3: roles: 1: expected'],
    ['with a role twice', 'roles: [data, data]\n', 'line 1: roles: 1: stands there twice'],
    ['with a key that is none', 'approvers:\n  - name: grace\n    key: QUJD\n', 'line 3: approvers: 0: key: expected'],
    [
      'with a key in another spelling',
      `approvers:\n  - name: grace\n    key: ${KEY.replace('E=', 'F=')}\n`,
      'line 3: approvers: 0: key: expected',
    ],
    [
      'with a key twice',
      `approvers:\n  - { name: a, key: ${KEY} }\n  - { name: b, key: ${KEY} }\n`,
      'line 3: approvers: 1: stands there twice',
    ],
    ['with a key of nobody', `approvers:\n  - key: ${KEY}\n`, 'line 2: approvers: 0: the field "name" is missing'],
    [
      'with a setting twice',
      'tier: high\ntier: low\n',
      'line 2: not readable as YAML: the same key stands there twice',
    ],
    ['with an alias', 'tier: &a low\nroles: *a\n', 'line 1: it holds an alias'],
    ['where it is no YAML', 'tier: [\n', 'not readable as YAML'],
  ])('%s', async (_, text, says) => {
    await write(text)
    await expect(read()).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(says) as string,
    })
  })
})

describe('it is refused where others could have written it:', () => {
  const refused = { code: 'config-invalid', message: expect.stringContaining('others than root can change') as string }

  test.each([0o664, 0o646])('by its mode %o', async (mode) => {
    await write('tier: low\n')
    await chmod(file, mode)
    await expect(read()).rejects.toMatchObject(refused)
  })

  test('by the mode of its folder', async () => {
    await write('tier: low\n')
    await chmod(join(folder, 'etc'), 0o757)
    await expect(read()).rejects.toMatchObject(refused)
  })

  test('by the mode of its folder, where it could have been removed', async () => {
    await chmod(join(folder, 'etc'), 0o757)
    await expect(read()).rejects.toMatchObject(refused)
  })

  test('by a group that may write its folder, which others than root are in', async () => {
    await write('tier: low\n')
    await chmod(join(folder, 'etc'), 0o775)
    await expect(read()).rejects.toMatchObject(refused)
  })

  test('by a folder that is a link to nowhere', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'link'))
    await expect(readManaged({ file: join(folder, 'link/config.yaml'), owner })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('link') as string,
    })
  })

  test('by its owner', async () => {
    await write('tier: low\n')
    await expect(readManaged({ file, owner: owner + 1 })).rejects.toMatchObject(refused)
  })

  // Only root can give a folder away.
  if (owner === 0) {
    test('by the owner of a folder above it', async () => {
      await write('tier: low\n')
      await chown(folder, 12_345, 12_345)
      await expect(read()).rejects.toMatchObject(refused)
    })
  }

  test('by a link in its place', async () => {
    await writeFile(join(folder, 'other.yaml'), 'tier: low\n')
    await symlink(join(folder, 'other.yaml'), file)
    await expect(read()).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('could not be opened (ELOOP)') as string,
    })
  })
})
