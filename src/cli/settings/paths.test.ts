import { chmod, chown, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { pathsFrom, prepare } from './paths.ts'

const isRoot = process.geteuid?.() === 0
let home = ''
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-paths-')))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const own = (folder = join(home, 'own')) => pathsFrom({ SALLYPORT_HOME: folder }, 1000)

describe('state lies', () => {
  const user = 1000
  test.each([
    ['in SALLYPORT_HOME', { SALLYPORT_HOME: '/a', HOME: '/h' }, user, '/a', '/a'],
    ['in the XDG folders of the home', { HOME: '/h' }, user, '/h/.config/sallyport', '/h/.local/state/sallyport'],
    [
      'there too when SALLYPORT_HOME is empty',
      { SALLYPORT_HOME: '', HOME: '/h' },
      user,
      '/h/.config/sallyport',
      '/h/.local/state/sallyport',
    ],
    [
      'where XDG says',
      { HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' },
      user,
      '/c/sallyport',
      '/s/sallyport',
    ],
    [
      'not where XDG says something relative',
      { HOME: '/h', XDG_CONFIG_HOME: 'c' },
      user,
      '/h/.config/sallyport',
      '/h/.local/state/sallyport',
    ],
    ['in /var/lib for root', { HOME: '/h', XDG_STATE_HOME: '/s' }, 0, '/h/.config/sallyport', '/var/lib/sallyport'],
    ['in SALLYPORT_HOME for root too', { SALLYPORT_HOME: '/a' }, 0, '/a', '/a'],
  ])('%s', (_, env, uid, config, state) => {
    expect(pathsFrom(env, uid)).toMatchObject({ config, state })
  })

  test('nowhere relative', () => {
    expect(() => pathsFrom({ SALLYPORT_HOME: 'a' }, user)).toThrow('"a" is not an absolute path')
  })

  test.each(['rel', '', '../up'])(
    'not below the working folder for a HOME of %j, which that folder could fill',
    (HOME) => {
      vi.stubEnv('HOME', HOME)
      const read = (): string => {
        try {
          return pathsFrom({ HOME }, user).config
        } catch (cause) {
          return String(cause)
        }
      }
      const found = read()
      vi.unstubAllEnvs()
      expect(found).toMatch(/^\/|HOME is not set/)
    },
  )
})

test('folders are made private, with all above them', async () => {
  const folder = join(home, 'a/b')
  expect(prepare(own(folder)).state).toBe(folder)
  for (const made of [folder, join(home, 'a')]) expect((await stat(made)).mode & 0o777).toBe(0o700)
})

test('a private folder is taken as it is', async () => {
  await mkdir(join(home, 'own'), { mode: 0o700 })
  await writeFile(join(home, 'own/config.yaml'), 'yes: ask\n')
  expect(prepare(own()).config).toBe(join(home, 'own'))
})

describe('refuses', () => {
  test.each([0o701, 0o710, 0o704, 0o750, 0o755, 0o777])('a folder of mode %o', async (mode) => {
    await mkdir(join(home, 'own'))
    await chmod(join(home, 'own'), mode)
    expect(() => prepare(own())).toThrow(`is open to others (mode 0${mode.toString(8)})`)
  })

  test('a link', async () => {
    await mkdir(join(home, 'real'), { mode: 0o700 })
    await symlink(join(home, 'real'), join(home, 'own'))
    expect(() => prepare(own())).toThrow('is a link or no folder')
  })

  test('a link to nowhere', async () => {
    await symlink(join(home, 'gone'), join(home, 'own'))
    expect(() => prepare(own())).toThrow('own" is a link or no folder')
  })

  test('a file', async () => {
    await writeFile(join(home, 'own'), '')
    expect(() => prepare(own())).toThrow('own" is a link or no folder')
  })

  test('a folder below one that anybody may write', async () => {
    await mkdir(join(home, 'open/own'), { recursive: true, mode: 0o700 })
    await chmod(join(home, 'open'), 0o777)
    expect(() => prepare(own(join(home, 'open/own')))).toThrow('open", which others can change')
  })

  test('not a folder below one where nobody may touch what is not theirs', async () => {
    await mkdir(join(home, 'sticky'), { mode: 0o700 })
    await chmod(join(home, 'sticky'), 0o1777)
    expect(prepare(own(join(home, 'sticky/own'))).state).toBe(join(home, 'sticky/own'))
  })

  test.each(['.git', '.hg', '.svn', '.jj'])('a folder inside a tree with %s', async (name) => {
    await mkdir(join(home, 'tree', name), { recursive: true })
    expect(() => prepare(own(join(home, 'tree/a/own')))).toThrow('inside a version-controlled tree')
    expect(await readdir(join(home, 'tree'))).toEqual([name])
  })

  test('a folder inside a worktree, whose .git is a file', async () => {
    await mkdir(join(home, 'tree'))
    await writeFile(join(home, 'tree/.git'), 'gitdir: elsewhere\n')
    expect(() => prepare(own(join(home, 'tree/own')))).toThrow('inside a version-controlled tree')
  })

  test('a folder that is itself under version control', async () => {
    await mkdir(join(home, 'own/.git'), { recursive: true, mode: 0o700 })
    expect(() => prepare(own())).toThrow('inside a version-controlled tree')
  })

  test('a version-controlled tree that is reached over a link', async () => {
    await mkdir(join(home, 'tree/.git'), { recursive: true })
    await symlink(join(home, 'tree'), join(home, 'link'))
    expect(() => prepare(own(join(home, 'link/own')))).toThrow('inside a version-controlled tree')
  })

  // Only root can give a folder away; .ci/run runs these tests as root and as an ordinary user.
  if (isRoot) {
    test.each(['own', '.'])('a folder of another user: %s', async (foreign) => {
      await mkdir(join(home, 'own'), { mode: 0o700 })
      await chown(join(home, foreign), 12_345, 12_345)
      expect(() => prepare(own())).toThrow(
        foreign === 'own' ? 'belongs to user 12345, not to you' : 'which others can change',
      )
    })
  } else {
    test("root's folder", () => {
      expect(() => prepare(own('/etc'))).toThrow('belongs to user 0, not to you')
    })
  }
})
