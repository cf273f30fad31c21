// Containers with the real engine. Root may set limits everywhere; an ordinary user only where the machine delegates control
// groups, and what is then not in force must be refused.
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planContainer, type ContainerPlan } from '../../src/core/confine/container/plan.ts'
import type { Artifact } from '../../src/core/model/artifact.ts'
import { NO_GRANTS, type Grants } from '../../src/core/model/grants.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { startConfined } from '../../src/flows/start.ts'
import { verifyResolved } from '../../src/flows/start/verify-artifact.ts'
import { digestFile } from '../../src/io/source/command.ts'
import { launchContainer } from '../../src/io/launch/container/launch.ts'
import { gatherHost, homeOf } from '../../src/io/launch/host.ts'
import { callLine, opening } from '../real/folder.ts'
import { makeHome, type Home } from '../real/home.ts'
import { ASKS_BY_32_BITS, calling } from '../samples/narrow-program.ts'
import { makeImage, PODMAN, podman, type Image } from './image.ts'

const isRoot = process.getuid!() === 0
let image: Image
let home: Home
beforeAll(() => {
  image = makeImage(isRoot)
  home = makeHome()
})
afterAll(async () => {
  await home.remove()
  image.remove()
  // What the engine of an ordinary user keeps running would outlive us.
  if (!isRoot) podman('system', 'migrate')
})

/** Those of this file: others may try the engine at the same time. */
const containers = (): string => podman('ps', '--all', '--quiet', '--filter', `ancestor=${image.id}`)

async function until(holds: () => boolean, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 20) {
    if (holds()) return true
    await sleep(20)
  }
  return holds()
}

test('an approved image that is gone is a changed server', async () => {
  const store = join(home.folder, 'store')
  const interpreter = { path: PODMAN, digest: await digestFile(PODMAN, store, new Date()) }
  const pinned = { kind: 'image', reference: image.name, image: image.id } as const
  const world = { store, home: homeOf() }
  const verdict = (artifact: Artifact) => verifyResolved({ artifact, interpreter, roots: [] }, world)
  expect(await verdict(pinned)).toEqual({ kind: 'none' })
  const gone = await verdict({ ...pinned, image: `sha256:${'0a'.repeat(32)}` })
  expect(gone.kind === 'changed' && gone.what[0]).toContain('no longer has the image')
})

const doctor = () => {
  const { checks } = JSON.parse(home.sallyport('doctor', '--json').stdout) as {
    checks: { id: string; state: string; detail: string }[]
  }
  return checks.find(({ id }) => id === 'containers')
}

const plan = async (words: string[], grants: Partial<Grants> = {}, env = {}): Promise<ContainerPlan> => {
  const host = await gatherHost({ sandboxUid: 61_185, stateFolders: [] })
  const argv = [PODMAN, 'run', ...words] as const
  const request = {
    purpose: 'server',
    roots: [],
    cwd: 'home',
    argv,
    env,
    grants: { ...NO_GRANTS, ...grants },
  } as const
  const answer = planContainer(request, host)
  if (!answer.ok) throw new Error(answer.message)
  return answer.plan
}

test('doctor says what was tried, or why it could not be', () => {
  const found = doctor()
  if (isRoot)
    expect(found).toMatchObject({ state: 'ok', detail: expect.stringContaining('its control group holds') as string })
  else expect(found?.detail).toMatch(/its control group holds|is not in force|podman could not/)
})

if (!isRoot) {
  test('a limit that podman was not told of is a refusal, where it could start a container at all', async () => {
    const honest = await plan([image.id, '/serve'])
    const options = honest.options.filter((option) => !option.startsWith('--memory'))
    const failure = await launchContainer({ ...honest, options }).catch((cause: unknown) => cause)
    expect(failure).toBeInstanceOf(Failure)
    expect((failure as Failure).message).toMatch(
      /limit of memory is not in force|podman could not (?:create|init) a container: "/,
    )
    expect(containers()).toBe('')
  })
}

if (isRoot) {
  const script = (code: string): string[] => [image.id, '/usr/bin/node', '-e', code]

  describe('a server in a container', () => {
    test('is approved, called and gone when its client leaves', async () => {
      const words = ['-v', `${home.data}:/data`, '-e', 'KEY', image.name, '/usr/bin/node', '/app/server.mjs']
      const { status, stdout, stderr } = home.sallyport(
        ...['approve', 'boxed', '--yes', '--', 'docker', 'run', '-i', '--rm', ...words],
      )
      expect(`${status} ${stderr}`).toMatch(/^0 /)
      expect(stdout).toContain(`which its command mounts at "/data": \`--write\` would grant it`)
      expect(stdout).toContain('variable "KEY", which its command hands on')
      expect(stdout).toContain(image.id)

      const run = home.spawn('run', 'boxed')
      run.stdin!.write(opening() + callLine(1, 'echo', { text: 'from inside' }))
      let said = ''
      run.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()))
      expect(await until(() => said.includes('from inside'), 30_000)).toBe(true)
      const id = containers()
      const pid = Number(podman('inspect', '--format', '{{.State.Pid}}', id))
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m)
      run.stdin!.end()
      await once(run, 'exit')
      expect([isRunning(pid), containers()]).toEqual([false, ''])
    })

    test('does not outlive its guard that is killed, though it ignores every word and signal', async () => {
      const immune =
        "for (const s of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGPIPE']) process.on(s, () => 0); process.stdin.on('error', () => 0).resume(); setInterval(() => 0, 1e6)"
      const run = home.spawn(
        'run',
        '--trust-once',
        '--',
        'docker',
        'run',
        '-i',
        image.name,
        '/usr/bin/node',
        '-e',
        immune,
      )
      const pidOf = () => podman('inspect', '--format', '{{.State.Pid}} {{.State.Status}}', ...containers().split('\n'))
      expect(await until(() => containers() !== '' && pidOf().endsWith('running'), 30_000)).toBe(true)
      const pid = Number(pidOf().split(' ')[0])
      run.kill('SIGKILL')
      expect(await until(() => !isRunning(pid) && containers() === '', 10_000)).toBe(true)
    })

    test('is named by its digest alone', () => {
      const digest = podman('image', 'inspect', '--format', '{{.Digest}}', image.id)
      const named = home.sallyport(
        'scan',
        '--',
        `oci:localhost/sallyport-test@${digest}`,
        '/usr/bin/node',
        '/app/server.mjs',
      )
      expect(`${named.status} ${named.stdout}`).toMatch(/^0 .*every text of 2 tools/s)
      const loose = home.sallyport('scan', `oci:${image.name}`)
      expect(`${loose.status} ${loose.stdout}`).toMatch(/^2 .*does not name an image by its digest/s)
    })

    test('is compared with what its name means now', async () => {
      const other = 'localhost/sallyport-test:moved'
      podman('tag', image.id, other)
      const words = ['podman', 'run', '-i', other, '/usr/bin/node', '/app/server.mjs']
      expect(home.sallyport('approve', 'moved', '--yes', '--', ...words).status).toBe(0)
      podman('rmi', '--force', other)
      const { status, stdout } = home.sallyport('diff', 'moved')
      expect(`${status} ${stdout}`).toMatch(/^2 .*is not on this machine/s)
    })

    test('sees its image, its /tmp and what is granted, and has no network', async () => {
      writeFileSync(join(home.data, 'note'), 'granted\n', { mode: 0o644 })
      const look = `
        const fs = require('node:fs'), attempt = (act) => { try { return act() } catch (e) { return e.code } }
        const put = (path) => attempt(() => (fs.writeFileSync(path, 'x'), 'written'))
        process.stdout.write(JSON.stringify({
          note: attempt(() => fs.readFileSync('/data/note', 'utf8')), image: attempt(() => fs.readFileSync('/data/of-image', 'utf8')),
          host: attempt(() => fs.readFileSync('/etc/shadow')), root: put('/x'), data: put('/data/x'), tmp: put('/tmp/x'),
          uid: process.getuid(), net: Object.keys(require('node:os').networkInterfaces()), key: process.env.KEY, other: process.env.OTHER ?? null,
        }))`
      const mounted = ['-v', `${home.data}:/data`, '-e', 'KEY', '-e', 'OTHER', ...script(look)]
      const confined = await launchContainer(await plan(mounted, { read: [home.data] }, { KEY: 'value' }))
      expect(JSON.parse(await text(confined.stdout))).toEqual({
        ...{ note: 'granted\n', image: 'ENOENT', host: 'ENOENT', root: 'EROFS', data: 'EROFS', tmp: 'written' },
        ...{ uid: 61_185, net: ['lo'], key: 'value', other: null },
      })
      expect(await confined.exited).toMatchObject({ code: 0, limit: null })
    })

    test('makes no namespaces, which the engine by itself would let it', async () => {
      const nested =
        "const { status } = require('node:child_process').spawnSync('/usr/bin/unshare', ['--user', '/usr/bin/node', '-e', '']); console.log(status)"
      const honest = await plan(script(nested))
      const ours = await launchContainer(honest)
      expect(await text(ours.stdout)).toBe('1\n')
      const engines = await launchContainer({
        ...honest,
        options: [...honest.options, '--security-opt=seccomp=/usr/share/containers/seccomp.json'],
      })
      expect(await text(engines.stdout)).toBe('0\n')
      await Promise.all([ours.exited, engines.exited])
    })

    test('reaches no socket in a folder that is shared with it, and makes its own where none is', async () => {
      const folder = join(home.data, 'sockets')
      mkdirSync(folder)
      const daemon = createServer((peer) => peer.end('of the machine')).listen(join(folder, 'live'))
      await once(daemon, 'listening')
      chmodSync(join(folder, 'live'), 0o777)
      const reach = `
        const { connect, createServer } = require('node:net')
        const say = (words) => { console.log(String(words)); process.exit() }
        const ask = (path) => connect(path).on('data', say).on('error', ({ code }) => say(code))
        if (process.argv[1]) ask(process.argv[1])
        else createServer((peer) => peer.end('its own')).on('error', ({ code }) => say(code)).listen('/tmp/own', () => ask('/tmp/own'))`
      const shared = await plan(['-v', `${folder}:/shared`, ...script(reach), '/shared/live'], { read: [folder] })
      const engines = [...shared.options, '--security-opt=seccomp=/usr/share/containers/seccomp.json']
      const said: string[] = []
      for (const one of [shared, { ...shared, options: engines }, await plan(script(reach))]) {
        const confined = await launchContainer(one)
        said.push(await text(confined.stdout))
        await confined.exited
      }
      daemon.close()
      expect(said).toEqual(['EAFNOSUPPORT\n', 'of the machine\n', 'its own\n'])
    })

    test.each([
      ['a call by the interface of 32 bits, whose arguments no filter sees', ASKS_BY_32_BITS, 'SIGSYS', '7'],
      ['a snapshot of a whole file system', calling(16, -1, 0x5000_9401), '38', '9'],
      ['a connection that becomes TLS in the kernel', calling(54, -1, 6, 31), '38', '9'],
      ['a socket of TCP, which it may make', calling(41, 2, 1, 6), '253', '253'],
    ])('asks the kernel for %s', async (_, program, answer, engines) => {
      const folder = join(home.data, `calls-${randomUUID()}`)
      mkdirSync(folder, { mode: 0o755 })
      writeFileSync(join(folder, 'calls'), program, { mode: 0o755 })
      const start =
        "const { status, signal } = require('node:child_process').spawnSync('/shared/calls'); console.log(status ?? signal)"
      const ours = await plan(['-v', `${folder}:/shared`, ...script(start)], { read: [folder] })
      const options = [...ours.options, '--security-opt=seccomp=/usr/share/containers/seccomp.json']
      const said: string[] = []
      for (const one of [ours, { ...ours, options }]) {
        const confined = await launchContainer(one)
        said.push(await text(confined.stdout))
        await confined.exited
      }
      expect(said).toEqual([`${answer}\n`, `${engines}\n`])
    })

    test('may not write what programs outside obey in a folder that it may write to', async () => {
      const folder = join(home.data, 'work')
      for (const path of [folder, join(folder, '.git')]) {
        mkdirSync(path)
        chmodSync(path, 0o777)
      }
      const put = `
        const fs = require('node:fs'), attempt = (act) => { try { act(); return 'done' } catch (e) { return e.code } }
        console.log(attempt(() => fs.writeFileSync('/project/.git/config', 'x')), attempt(() => fs.renameSync('/project/.git', '/project/x')),
          attempt(() => fs.writeFileSync('/project/note', 'x')))`
      const words = ['run', '-v', `${folder}:/project`, '-v', `${folder}/.git:/project/.git`, ...script(put)]
      const host = await gatherHost({ sandboxUid: 61_185, stateFolders: [] })
      const saids = [[folder], [folder, join(folder, '.git')]].map(async (write) => {
        const grants = { ...NO_GRANTS, write }
        const argv = [PODMAN, ...words] as const
        const confined = await startConfined({ purpose: 'server', roots: [], cwd: 'home', argv, env: {}, grants }, host)
        return [(await text(confined.stdout)).trim(), confined.proofs.some((proof) => proof.includes('outside obey'))]
      })
      expect(await Promise.all(saids)).toEqual([
        ['EROFS EBUSY done', true],
        ['done EBUSY done', false],
      ])
    })

    test('is heard by nobody at a pipe in a folder that it may only read', async () => {
      const folder = join(home.data, 'piped')
      mkdirSync(folder)
      chmodSync(folder, 0o755)
      execFileSync('mkfifo', ['--mode=666', join(folder, 'pipe')])
      writeFileSync(join(folder, 'file'), 'plain')
      const end = openSync(join(folder, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK)
      try {
        const tell = `
          const fs = require('node:fs'), attempt = (act) => { try { return act() ?? 'done' } catch (e) { return e.code } }
          console.log(attempt(() => fs.appendFileSync('/in/pipe', 'told')), attempt(() => fs.readFileSync('/in/file', 'utf8')))`
        const host = await gatherHost({ sandboxUid: 61_185, stateFolders: [] })
        const argv = [PODMAN, 'run', '-v', `${folder}:/in:ro`, ...script(tell)] as const
        const request = { purpose: 'server', roots: [], cwd: 'home', argv, env: {} } as const
        const confined = await startConfined({ ...request, grants: { ...NO_GRANTS, read: [folder] } }, host)
        expect((await text(confined.stdout)).trim()).toBe('done plain')
        expect(confined.proofs).toContain('finds no pipe in place of 1 named pipe in folders that it may only read')
        expect(readSync(end, Buffer.alloc(9))).toBe(0)
      } finally {
        closeSync(end)
      }
    })

    test('makes no program that runs as its owner, and any other', async () => {
      const folder = join(home.data, 'programs')
      mkdirSync(folder)
      chmodSync(folder, 0o777)
      const make = `
        const fs = require('node:fs'), attempt = (act) => { try { act(); return 'done' } catch (e) { return e.code } }
        const path = '/programs/' + process.argv[1]
        console.log(attempt(() => fs.writeFileSync(path, '', { mode: 0o755 })), attempt(() => fs.chmodSync(path, 0o700)),
          attempt(() => fs.chmodSync(path, 0o4755)), attempt(() => fs.openSync(path + '.new', 'wx', 0o4755)))`
      const ours = await plan(['-v', `${folder}:/programs`, ...script(make), 'ours'], { write: [folder] })
      const engines = await plan(['-v', `${folder}:/programs`, ...script(make), 'engines'], { write: [folder] })
      const options = [...engines.options, '--security-opt=seccomp=/usr/share/containers/seccomp.json']
      const said: string[] = []
      for (const one of [ours, { ...engines, options }]) {
        const confined = await launchContainer(one)
        said.push((await text(confined.stdout)).trim())
        await confined.exited
      }
      const refused = said[0]!.split(' ')
      expect(refused.slice(0, 2)).toEqual(['done', 'done'])
      expect(refused.slice(2).map((code) => code !== 'done')).toEqual([true, true])
      expect(said[1]).toBe('done done done done')
      const modes = ['ours', 'engines'].map((name) => statSync(join(folder, name)).mode & 0o7777)
      expect(modes).toEqual([0o700, 0o4755])
    })

    test('is stopped at its limits', async () => {
      const grants = { limits: { ...NO_GRANTS.limits, memoryBytes: 256 * 1024 ** 2, pids: 24 } }
      const hog = 'const a = []; for (;;) a.push(Buffer.alloc(2 ** 24, 1))'
      const greedy = await launchContainer(await plan(script(hog), grants))
      expect(await greedy.exited).toMatchObject({ limit: 'memory' })
      const forks = `
        const { spawn } = require('node:child_process')
        const one = () => spawn('/usr/bin/node', ['-e', 'setTimeout(() => 0, 1e6)']).on('error', ({ code }) => {
          require('node:fs').writeSync(1, code)
          process.exit(3)
        })
        for (let i = 0; i < 60; i++) one()`
      const many = await launchContainer(await plan(script(forks), grants))
      expect(await text(many.stdout)).toMatch(/^EAGAIN/)
      await many.exited
      expect(containers()).toBe('')
    })

    test('is stopped when it changes too many files of a folder that it may write to', async () => {
      const folder = join(home.data, 'documents')
      mkdirSync(folder)
      chmodSync(folder, 0o777)
      for (let i = 0; i < 300; i += 1) {
        writeFileSync(join(folder, `${i}`), 'original')
        chmodSync(join(folder, `${i}`), 0o666)
      }
      const slowly = `
        const fs = require('node:fs'), files = fs.readdirSync('/documents')
        setInterval(() => files.length > 0 && fs.writeFileSync('/documents/' + files.pop(), 'locked'), 3)`
      const confined = await launchContainer(
        await plan(['-v', `${folder}:/documents`, ...script(slowly)], { write: [folder] }),
      )
      expect(await confined.exited).toMatchObject({
        limit: 'changes',
        reason: expect.stringMatching(/1\d\d files within 10 s/) as string,
      })
      expect(readFileSync(join(folder, '0'), 'utf8') + containers()).toBe('original')
    })

    const without =
      (start: string, ...instead: string[]) =>
      (options: readonly string[]) => [...options.filter((option) => !option.startsWith(start)), ...instead]
    test.each<[string, (options: readonly string[]) => readonly string[], RegExp]>([
      ['memory', without('--memory'), /limit of memory is not in force/],
      ['processes', without('--pids-limit', '--pids-limit=-1'), /limit of processes is not in force/],
      ['CPU', without('--cpus'), /limit of CPU is not in force/],
      ['the user', without('--user', '--user=61186'), /not run as the user/],
      ['the root file system', without('--read-only'), /its root can be written to|not granted stands at/],
      ['capabilities', without('--cap-drop', '--user=61185', '--cap-add=NET_RAW'), /keeps capabilities/],
      ['privileges', without('--security-opt'), /gain new privileges/],
      [
        'system calls',
        without('--security-opt', '--security-opt=no-new-privileges', '--security-opt=seccomp=unconfined'),
        /not filtered/,
      ],
      ['the network', without('--network', '--network=host'), /net namespace/],
      ['the processes of the machine', without('--pid=', '--pid=host'), /pid namespace/],
      ['mounts', without('nothing', '--volume=/var:/host:ro'), /not granted stands at "\/host"/],
    ])('is not started where the engine ignored what it was told of %s', async (_, change, why) => {
      const honest = await plan(script('console.log(1)'))
      const failure = await launchContainer({ ...honest, options: change(honest.options) }).catch(
        (cause: unknown) => cause,
      )
      expect(failure).toBeInstanceOf(Failure)
      expect((failure as Failure).code).toBe('confinement-unproven')
      expect((failure as Failure).message).toMatch(why)
      expect(containers()).toBe('')
    })

    test('is taken away by who looks next when nothing else was left to do it, unless its guard lives', async () => {
      const space = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))![0]
      const dead = spawn('true')
      await once(dead, 'exit')
      const start = (guard: string) =>
        podman(
          'run',
          '--detach',
          '--network=none',
          '--ulimit=nproc=64:64',
          '--ulimit=nofile=64:64',
          '--label',
          `sallyport.guard=${guard}`,
          image.id,
          '/usr/bin/node',
          '-e',
          'setTimeout(() => 0, 1e6)',
        )
      start(`${dead.pid}-1-${space}`)
      const elsewhere = start(`${dead.pid}-1-1`)
      const living = start(`${process.pid}--${space}`)
      try {
        // Where an image is approved, as it is here by now, looking is enough.
        home.sallyport('status')
        expect(containers().split('\n').length).toBe(2)
      } finally {
        podman('rm', '--force', '--time=0', elsewhere, living)
      }
    })

    test('does not outlive the process that would take it away', async () => {
      const confined = await launchContainer(await plan(script('setTimeout(() => 0, 1e6)')))
      const undertaker = spawn('pgrep', ['-P', String(process.pid), '-f', 'sallyport-undertaker'])
      const pid = Number((await text(undertaker.stdout)).trim())
      process.kill(pid, 'SIGKILL')
      await confined.exited
      expect(containers()).toBe('')
    })
  })
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
