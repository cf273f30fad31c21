// Runs our units below a real systemd, as the service of a team and as that of a user: `npm run test:systemd`. Makes a small Debian
// from the packages that this machine uses and starts it on a kernel that is a process (User Mode Linux). Needs root and the
// packages debootstrap, user-mode-linux and e2fsprogs; takes about five minutes.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'

const HOUSE = dirname(import.meta.dirname)
const PARTS = join(import.meta.dirname, 'own-systemd')
const PACKAGES = ['systemd', 'systemd-sysv', 'dbus', 'dbus-user-session', 'libpam-systemd', 'bubblewrap']
const MORE_PACKAGES = ['util-linux', 'procps', 'iproute2']
const BOOT_MS = 15 * 60_000

const SCENARIO_UNIT = (shared: string): string => `[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStartPre=/bin/mount -t hostfs -o ${shared} none /mnt
ExecStart=/bin/bash /srv/scenario.sh
ExecStopPost=/bin/systemctl poweroff --force
TimeoutStartSec=infinity
[Install]
WantedBy=graphical.target
`

function run(program: string, ...words: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: HOUSE,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  })
  if (error === undefined && status === 0) return stdout
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
    throw new Error(`there is no ${program}\nnext: As root, apt-get install debootstrap user-mode-linux e2fsprogs`)
  }
  throw new Error(`${program} ${words.slice(0, 2).join(' ')}: ${error?.message ?? `${stdout}${stderr}`.slice(-2000)}`)
}

/** Where this machine has its packages from, and which release it is. */
function source(): readonly [suite: string, mirror: string] {
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const targets = run('apt-get', 'indextargets', '--format', '$(RELEASE) $(REPO_URI)', 'Created-By: Packages')
  const mirror = targets
    .split('\n')
    .find((line) => line.startsWith(`${suite} `))
    ?.split(' ')[1]
  if (suite === undefined || mirror === undefined)
    throw new Error('no source of packages for this release is known to apt')
  return [suite, mirror]
}

async function furnish(root: string, folder: string, shared: string): Promise<void> {
  const [suite, mirror] = source()
  run('debootstrap', '--variant=minbase', `--include=${[...PACKAGES, ...MORE_PACKAGES].join(',')}`, suite, root, mirror)
  copyFileSync(process.execPath, join(root, 'usr/local/bin/node'))
  const packed = run('npm', 'pack', '--silent', '--pack-destination', folder).trim().split('\n').at(-1)!
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent']
  run('npm', 'install', '--global', ...quiet, '--prefix', join(root, 'usr/local'), join(folder, packed))
  const units = join(root, 'etc/systemd/system')
  copyFileSync(join(HOUSE, 'service/sallyport.service'), join(units, 'sallyport.service'))
  copyFileSync(join(HOUSE, 'service/user/sallyport.service'), join(root, 'srv/user.service'))
  copyFileSync(join(PARTS, 'scenario.sh'), join(root, 'srv/scenario.sh'))
  mkdirSync(join(root, 'srv/notes'))
  copyFileSync(join(HOUSE, 'test/servers/witness/server.mjs'), join(root, 'srv/notes/server.mjs'))
  const bundle = await rolldown({ input: join(PARTS, 'client.ts'), platform: 'node' })
  await bundle.write({ file: join(root, 'srv/client/client.mjs'), format: 'esm' })
  await bundle.close()
  writeFileSync(join(units, 'scenario.service'), SCENARIO_UNIT(shared))
  run('chroot', root, 'systemctl', 'enable', 'scenario.service')
  run('chroot', root, 'useradd', '--system', '--home-dir', '/var/lib/sallyport', 'sallyport')
  run('chroot', root, 'useradd', '--create-home', 'ada')
  run('chmod', '-R', 'a+rX', join(root, 'srv'))
}

function boot(root: string, folder: string): void {
  const disk = join(folder, 'disk')
  run('truncate', '--size=2G', disk)
  run('mke2fs', '-q', '-t', 'ext4', '-d', root, disk)
  const words = ['mem=3G', `ubd0=${disk}`, 'root=/dev/ubda', 'rw', 'con=null', 'con0=fd:0,fd:1', `uml_dir=${folder}/`]
  const { error } = spawnSync('linux.uml', words, {
    env: { PATH: process.env['PATH'], TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 ** 2,
    timeout: BOOT_MS,
  })
  if (error !== undefined) throw error
}

const folder = mkdtempSync(join(tmpdir(), 'sallyport-systemd-'))
try {
  const [root, shared] = [join(folder, 'root'), join(folder, 'shared')]
  for (const path of [root, shared]) mkdirSync(path)
  chmodSync(root, 0o755)
  await furnish(root, folder, shared)
  boot(root, folder)
  const told = existsSync(join(shared, 'told')) ? readFileSync(join(shared, 'told'), 'utf8') : ''
  const isWhole = told.endsWith('end\n') && !told.includes('not ok')
  if (!isWhole && existsSync(join(shared, 'details'))) console.log(readFileSync(join(shared, 'details'), 'utf8'))
  console.log(told)
  process.exitCode = isWhole ? 0 : 1
} catch (cause) {
  console.error((cause as Error).message)
  process.exitCode = 2
} finally {
  rmSync(folder, { recursive: true, force: true })
}
