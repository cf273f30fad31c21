// Runs the tests of limits on a kernel of their own that has control groups of version 2, for machines that have none:
// `npm run test:groups`. Needs the package user-mode-linux; the kernel is a process and sees this disk read-only.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const HOUSE = dirname(import.meta.dirname)
const MODULES = join(HOUSE, 'node_modules')
/** Where the test runner writes. */
const WRITTEN = ['.vite', '.vite-temp'].map((name) => join(MODULES, name))
const TESTS = ['test/gateway/limits.test.ts', 'test/confine/groups.test.ts']
const SUCCESS = 'own-kernel: the tests passed'

/** The first process of that kernel. */
const INIT = `#!/bin/bash
export PATH='${join(MODULES, '.bin')}':/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp NO_COLOR=1 CI=true
mount -t proc proc /proc && mount -t sysfs sysfs /sys && mount -t cgroup2 cgroup2 /sys/fs/cgroup
for folder in /run ${WRITTEN.map((folder) => `'${folder}'`).join(' ')}; do mount -t tmpfs tmpfs "$folder"; done
mkdir -p /dev/shm /dev/pts && mount -t tmpfs tmpfs /dev/shm && mount -t devpts devpts /dev/pts
ln -s /proc/self/fd /dev/fd
mount -t tmpfs -o mode=1777 tmpfs /tmp
ip link set lo up
dmesg --console-off
cd '${HOUSE}'
node test/confine/doctor-runner.ts doctor | grep '(cgroup)' &&
  node '${join(MODULES, 'vitest/vitest.mjs')}' run --testTimeout=240000 ${TESTS.join(' ')} && echo '${SUCCESS}'
poweroff -f
`

const folder = mkdtempSync(join(tmpdir(), 'sallyport-kernel-'))
try {
  for (const path of WRITTEN) mkdirSync(path, { recursive: true })
  const init = join(folder, 'init')
  writeFileSync(init, INIT, { mode: 0o755 })
  const words = [
    'mem=2G',
    'rootfstype=hostfs',
    'rootflags=/',
    'ro',
    `init=${init}`,
    'con=null',
    'con0=fd:0,fd:1',
    'quiet',
  ]
  const { stdout, error } = spawnSync('linux.uml', [...words, `uml_dir=${folder}/`], {
    env: { PATH: process.env['PATH'], TMPDIR: folder },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
    timeout: 15 * 60_000,
  })
  if (error !== undefined) console.error(`linux.uml: ${error.message}; install the package user-mode-linux`)
  console.log(stdout)
  process.exitCode = stdout?.includes(SUCCESS) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
