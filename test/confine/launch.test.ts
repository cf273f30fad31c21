// A sandbox that does not hold, or a machine that cannot make one, starts nothing; and what was started never outlives us.
import { chmodSync, chownSync, existsSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS, NO_GRANTS } from '../../src/core/model/grants.ts'
import type { Sabotage } from './sabotage.ts'
import { CALLERS, countOf, isRoot, serverUid, setStage, type Stage } from './stage.ts'

const BASH = '/usr/bin/bash'
/** The longest that anything may outlive its supervisor. */
const GONE_MS = 1_000
const QUIET_LOOKS = 5

const BROKEN: readonly (readonly [Sabotage, RegExp])[] = [
  ['network shared', /live loopback listener cannot be reached/],
  ['bait visible', /bait file outside cannot be read/],
  ['bait visible, and nowhere to throw words away', /dev.null is no device/],
  ['scratch writable', /bait file outside cannot be read|scratch file/],
  ['root folder writable', /root folder is read-only/],
  ['a capability kept', /Cap\w+ is empty/],
  ['processes shared', /sees only its own processes/],
  ['another user inside', /runs as uid 1000/],
  ['a file left open', /open file of ours was handed down/],
  ['crashes told to this machine', /limits are set/],
  ['another host user expected', /would not run as the user it should/],
]

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  const marked = (name: string) => `sallyport-test-${process.pid}-${caller[0]}-${name}`
  beforeAll(() => {
    stage = setStage(caller)
  })
  afterAll(() => stage.clear())

  test('a sound plan is proven and started', async () => {
    const { launched, exited, stdout } = await stage.start({
      request: stage.request({ argv: [BASH, '-c', 'echo started; exit 7'] }),
    }).told
    expect(launched!.proofs.length).toBeGreaterThan(15)
    expect(launched!.proofs).toContain(`runs as host uid ${serverUid(caller)}`)
    expect(stdout).toBe('started\n')
    expect(exited).toEqual({ code: 7, signal: null, reason: 'the server ended by itself', limit: null })
  })

  test('the pid it tells is that of the server itself', async () => {
    const argv = [BASH, '-c', 'echo up; read', marked('pid')] as const
    const run = stage.start({ request: stage.request({ argv }) })
    const { pid } = (await run.launched)!
    await expect.poll(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1')).toBe(`${argv.join('\0')}\0`)
    run.tell('enough')
    await run.told
  })

  test.each(BROKEN)('%s: refused, and nothing starts', async (sabotage, why) => {
    const flag = join(stage.put('flags', null), sabotage.replaceAll(' ', '-'))
    const marker = marked('broken')
    const told = await stage.start({
      sabotage,
      request: stage.request({
        argv: [BASH, '-c', `echo run >'${flag}'; sleep 60`, marker],
        grants: { ...NO_GRANTS, write: [join(stage.folder, 'flags')] },
      }),
    }).told
    expect(told.failed).toMatchObject({ code: 'confinement-unproven', message: expect.stringMatching(why) as string })
    expect(told.launched).toBeUndefined()
    expect(countOf(marker)).toBe(0)
  })

  test('a path that its user cannot read is refused with the command that mends it, and left as it was', async () => {
    const closed = stage.put('closed', null)
    if (isRoot) chownSync(closed, 0, 0)
    chmodSync(closed, isRoot ? 0o700 : 0o000)
    const before = statSync(closed)
    const told = await stage.start({ request: stage.request({ grants: { ...NO_GRANTS, read: [closed] } }) }).told
    expect(told.failed).toMatchObject({ code: 'grant-unusable' })
    expect(told.failed!.fix).toContain(`setfacl -R -m u:${serverUid(caller)}:rX -- ${closed}`)
    expect(statSync(closed)).toMatchObject({ uid: before.uid, gid: before.gid, mode: before.mode })
    chmodSync(closed, 0o755)
  })

  test('a folder that its user may read but not write cannot be a write grant', async () => {
    const folder = stage.put('readable', null)
    chmodSync(folder, 0o555)
    const grants = { ...NO_GRANTS, write: [folder] }
    const told = await stage.start({ request: stage.request({ grants }) }).told
    expect(told.failed).toMatchObject({ code: 'grant-unusable', message: expect.stringContaining('write') as string })
  })

  test('a missing path is refused', async () => {
    const grants = { ...NO_GRANTS, read: [join(stage.folder, 'nowhere')] }
    const told = await stage.start({ request: stage.request({ grants }) }).told
    expect(told.failed).toMatchObject({ code: 'grant-unusable', message: expect.stringContaining('ENOENT') as string })
  })

  test('a link in place of a granted folder is refused', async () => {
    const link = join(stage.folder, 'turned')
    symlinkSync(stage.put('elsewhere', null), link)
    const told = await stage.start({ request: stage.request({ grants: { ...NO_GRANTS, read: [link] } }) }).told
    expect(told.failed).toMatchObject({ code: 'grant-invalid' })
  })

  /** Answers its own end of input, unlike its child, a daemon in a session of its own that ignores every polite signal. */
  const daemon = (marker: string): readonly [string, ...string[]] => {
    const stubborn = 'trap "" TERM HUP INT; while :; do sleep 0.2; done'
    return [
      BASH,
      '-c',
      `(setsid ${BASH} -c '${stubborn}' "$0" </dev/null >/dev/null 2>&1 &); echo up; read; exit 3`,
      marker,
    ]
  }
  const daemonRuns = async (marker: string) => {
    for (let tries = 0; countOf(marker) < 4 && tries < 100; tries++) await sleep(20)
    return countOf(marker)
  }
  const isGone = async (marker: string) => {
    // A process that is just becoming another program has no words for a moment: once not seen is not gone.
    let quiet = 0
    for (let waited = 0; waited < GONE_MS && quiet < QUIET_LOOKS; waited += 20) {
      quiet = countOf(marker) === 0 ? quiet + 1 : 0
      await sleep(20)
    }
    return quiet === QUIET_LOOKS
  }

  test('kill -9 of the supervisor leaves nothing, not even a stubborn daemon', async () => {
    const marker = marked('kill')
    const run = stage.start({ request: stage.request({ argv: daemon(marker) }) })
    await run.launched
    expect(await daemonRuns(marker)).toBeGreaterThan(3)
    process.kill((await run.starting)!, 'SIGKILL')
    expect(await isGone(marker)).toBe(true)
  })

  test('kill -9 at any moment of the start leaves nothing', async () => {
    for (let delay = 0; delay < 40; delay += 5) {
      const marker = marked(`early${delay}`)
      const run = stage.start({ request: stage.request({ argv: daemon(marker) }) })
      const pid = (await run.starting)!
      await sleep(delay)
      process.kill(pid, 'SIGKILL')
      await run.told
      expect(await isGone(marker)).toBe(true)
    }
  })

  test('what a killed supervisor left of its self-test goes with a later one', async () => {
    const old = stage.put('temporary/sallyport-bait-0123456789abcdef', null)
    const recent = stage.put('temporary/sallyport-bait-fedcba9876543210', null)
    stage.put('temporary/sallyport-bait-0123456789abcdef/bait', 'old')
    utimesSync(old, new Date(0), new Date(0))
    await stage.start({ request: stage.request({ argv: [BASH, '-c', 'sleep 0.3'] }) }).told
    expect({ old: existsSync(old), recent: existsSync(recent) }).toEqual({ old: false, recent: true })
  })

  test('stop ends the server and its daemon', async () => {
    const marker = marked('stop')
    const run = stage.start({ request: stage.request({ argv: daemon(marker) }) })
    await run.launched
    expect(await daemonRuns(marker)).toBeGreaterThan(3)
    run.tell('asked by the test')
    expect((await run.told).exited).toMatchObject({ reason: 'asked by the test' })
    expect(countOf(marker)).toBe(0)
  })

  test('the time limit ends it', async () => {
    const grants = { ...NO_GRANTS, limits: { ...DEFAULT_LIMITS, wallMs: 200 } }
    const request = stage.request({ grants, argv: [BASH, '-c', 'while :; do sleep 0.05; done'] })
    expect((await stage.start({ request }).told).exited).toMatchObject({
      signal: null,
      reason: 'the time limit of 200 ms was reached',
    })
  })

  // It holds what it took for longer than any two looks of a watchdog are apart.
  const allocating = `
    const all = []
    for (let i = 0; i < 60; i++) all.push(Buffer.alloc(1e7, 1))
    setTimeout(() => console.log('kept', all.length), 2_000)`
  test.each([
    { memoryBytes: 512 * 1024 ** 2, kept: false },
    { memoryBytes: 2 * 1024 ** 3, kept: true },
  ])('600 MB with $memoryBytes bytes allowed', async ({ memoryBytes, kept }) => {
    const grants = { ...NO_GRANTS, limits: { ...DEFAULT_LIMITS, memoryBytes } }
    const { stdout, exited } = await stage.start({
      request: stage.request({ grants, argv: [stage.node, '-e', allocating] }),
    }).told
    expect({ stdout, ended: exited!.code === 0 }).toEqual({ stdout: kept ? 'kept 60\n' : '', ended: kept })
  })

  test.each([
    { pids: 16, all: false },
    { pids: 128, all: true },
  ])('40 children with $pids processes allowed', async ({ pids, all }) => {
    const grants = { ...NO_GRANTS, limits: { ...DEFAULT_LIMITS, pids } }
    const script = 'for i in {1..40}; do sleep 5 & done 2>/dev/null; echo forked'
    const { stdout } = await stage.start({ request: stage.request({ grants, argv: [BASH, '-c', script] }) }).told
    expect(stdout).toBe(all ? 'forked\n' : '')
  })

  test('open files are limited, and a crash is told to no program of this machine', async () => {
    const { stdout } = await stage.start({
      request: stage.request({ argv: [BASH, '-c', 'ulimit -n; echo $(grep -h core /proc/self/limits)'] }),
    }).told
    const [files, core] = stdout!.split('\n')
    expect(Number(files)).toBeLessThanOrEqual(4096)
    expect(core).toBe('Max core file size 1 1 bytes')
  })

  test('whoever may dump nothing for good starts servers that dump nothing', async () => {
    const request = stage.request({ argv: [BASH, '-c', 'echo $(grep -h core /proc/self/limits)'] })
    const { stdout } = await stage.start({ request }, undefined, ['prlimit', '--core=0:0', '--']).told
    expect(stdout).toBe('Max core file size 0 0 bytes\n')
  })

  test('where the machine runs out of memory the kernel ends it first, and whatever it starts', async () => {
    const own = '/proc/self/oom_score_adj'
    const [itself, other, tried] = await stage.probing([
      ['read', own],
      ['run', ['/bin/cat', own]],
      ['write', own],
    ])
    expect([itself?.said, other?.said, tried?.refused]).toEqual(['1000\n', '1000\n', 'EROFS'])
  })

  test('a long stderr is kept only in its last part, and says so', async () => {
    const script = 'for i in {1..3000}; do echo "line $i of a long complaint on stderr" >&2; done'
    const { stderr } = await stage.start({ request: stage.request({ argv: [BASH, '-c', script] }) }).told
    expect(stderr).toMatch(/^\[\d+ bytes before this are not kept\]\n/)
    expect(stderr!.endsWith('line 3000 of a long complaint on stderr\n')).toBe(true)
    expect(stderr!.length).toBeLessThan(65 * 1024)
  })

  describe('a tool', () => {
    const limits = { timeoutMs: 20_000, maxOutputBytes: 10_000 }
    test('writes only its own folder inside our state, and its output comes back', async () => {
      const staging = stage.put('state/staging', null)
      const { answer } = await stage.start({
        as: limits,
        request: stage.request({
          purpose: 'install',
          argv: [
            BASH,
            '-c',
            'echo kept >result; cat result; echo words >&2; echo x >"$0" || exit 4',
            join(stage.folder, 'state/x'),
          ],
          grants: { ...NO_GRANTS, write: [staging] },
          cwd: staging,
        }),
      }).told
      expect(answer).toMatchObject({ code: 0, stdout: 'kept\n', stderr: 'words\n' })
      expect(existsSync(join(stage.folder, 'state/x'))).toBe(false) // It wrote to a folder of its own by that name.
    })
    test.each([
      ['takes too long', 'sleep 30', { ...limits, timeoutMs: 100 }, /took longer than 100 ms/],
      ['says too much', 'while :; do echo words; done', limits, /wrote more than 10000 bytes/],
    ])('that %s is ended and is a failure', async (_, script, as, why) => {
      const request = stage.request({ purpose: 'install', argv: [BASH, '-c', script] })
      const { failed } = await stage.start({ as, request }).told
      expect(failed).toMatchObject({ code: 'install-failed', message: expect.stringMatching(why) as string })
    })
  })
})

const asRoot = isRoot ? test : () => undefined
asRoot('a plan that would keep root is never released', async () => {
  const stage = setStage('root')
  const told = await stage.start({ sabotage: 'root kept', request: stage.request({}) }).told
  expect(told.failed).toMatchObject({ code: 'confinement-unproven' })
  stage.clear()
})
