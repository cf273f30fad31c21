// `npm test` installs what it needs with the package manager of the system, and says so; without rights it says what to type.
import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '../scripts/prepare-test-machine.ts')
const PROGRAMS = ['bwrap', 'setpriv', 'unshare', 'bash', 'ip', 'chromium', 'pip3', 'git', 'runc', 'podman', 'strace']
const PACKAGES = ['bubblewrap util-linux bash iproute2', 'chromium', 'python3-pip', 'git', 'runc', 'podman', 'strace']
const COMMANDS = [
  'apt-get update',
  ...PACKAGES.map((names) => `apt-get install --yes --no-install-recommends ${names}`),
]
const isRoot = process.geteuid?.() === 0

/** The only folder of PATH in these tests, so that nothing of this machine is found or changed. */
let bin = ''
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'sallyport-machine-'))
})
afterEach(() => rm(bin, { recursive: true, force: true }))

async function place(name: string, lines: readonly string[] = []): Promise<void> {
  await writeFile(join(bin, name), ['#!/bin/sh', ...lines, ''].join('\n'))
  await chmod(join(bin, name), 0o755)
}

function prepare() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8', env: { PATH: bin } })
  return { status, stdout, stderr }
}

// There is no sandbox for other systems yet, and so nothing to install.
if (process.platform === 'linux') {
  test('says nothing when all is there', async () => {
    for (const name of PROGRAMS) await place(name)
    expect(prepare()).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test('without a known package manager it says what to install', () => {
    const { status, stderr } = prepare()
    expect(status).toBe(2)
    expect(stderr).toContain(
      'lacks: bwrap, setpriv, unshare, bash, ip, chromium, pip3, git, runc, podman, strace\nInstall bubblewrap, util-linux, chromium',
    )
  })

  test('what only a few tests start holds up no other test', async () => {
    for (const name of PROGRAMS) if (name !== 'chromium') await place(name)
    const { status, stderr } = prepare()
    expect(status).toBe(0)
    expect(stderr).toContain('Still missing: chromium. The tests that start them will fail.')
  })

  if (isRoot) {
    test('root installs, and the command is printed first', async () => {
      const made = PROGRAMS.map((name) => `: > ${bin}/${name}; /bin/chmod 755 ${bin}/${name}`)
      await place('apt-get', [`echo "$@" >> ${bin}/log`, ...made])
      const { status, stderr } = prepare()
      expect(stderr).toContain(`Running: ${COMMANDS.join(' && ')}`)
      expect(status).toBe(0)
      expect(await readFile(join(bin, 'log'), 'utf8')).toBe(
        COMMANDS.map((line) => `${line.slice('apt-get '.length)}\n`).join(''),
      )
    })

    test.each([
      ['fails', 'exit 100'],
      ['installs something else', 'exit 0'],
    ])('an installation that %s is a failure', async (_, line) => {
      await place('apt-get', [line])
      const { status, stderr } = prepare()
      expect(status).toBe(2)
      expect(stderr).toContain('Still missing: bwrap, setpriv, unshare, bash, ip, chromium, pip3, git')
    })
  } else {
    test('without rights the exact command is printed', async () => {
      await place('apt-get', [`echo ran >> ${bin}/log`])
      const { status, stderr } = prepare()
      expect(status).toBe(2)
      expect(stderr).toContain(`\n  ${COMMANDS.map((line) => `sudo ${line}`).join(' && ')}\n`)
      await expect(readFile(join(bin, 'log'))).rejects.toMatchObject({ code: 'ENOENT' })
    })
  }
}
