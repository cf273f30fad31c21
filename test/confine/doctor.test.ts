// `doctor` on machines that lack something, made for real by mounts and namespaces of their own.
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installing } from '../../src/core/confine/remedies.ts'
import type { Check } from '../../src/flows/doctor/check.ts'
import { findProgram } from '../../src/io/launch/host.ts'
import { packageManager } from '../../src/io/launch/machine.ts'
import { onWide } from '../samples/wide-terminal.ts'
import { CALLERS, isRoot, serverUid } from './stage.ts'

const HOUSE = dirname(dirname(import.meta.dirname))
// Laid over what is there: a mount must not make a file on this machine.
const manager = (await packageManager())!
const managerPath = (await findProgram(manager))!
const bwrap = (await findProgram('bwrap'))!
const DIRECT = [process.execPath, join(HOUSE, 'test/confine/doctor-runner.ts'), 'doctor']
const commands = installing(['bwrap'], manager).map(({ argv }) => argv)

type Said = { readonly code: number; readonly checks: Readonly<Record<string, Check>>; readonly stdout: string }

describe.each(CALLERS)('asked by %s', (caller) => {
  let folder: string
  let house: string
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-doctor-')))
    house = join(folder, 'house')
    chmodSync(folder, 0o755)
    for (const name of ['house', 'state']) mkdirSync(join(folder, name), { mode: 0o700 })
    chmodSync(house, 0o755)
    if (caller !== 'root' && isRoot) chownSync(join(folder, 'state'), serverUid(caller), serverUid(caller))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** The command in a mount namespace with `mounts`; the ordinary user enters it after it was made. */
  const commandFor = (mounts: readonly string[], ...words: string[]): string[] => {
    const become =
      caller === 'root' || !isRoot
        ? []
        : ['setpriv', `--reuid=${serverUid(caller)}`, `--regid=${serverUid(caller)}`, '--clear-groups', '--']
    const node = realpathSync(process.execPath).replace(HOUSE, house)
    const program = [node, join(house, 'test/confine/doctor-runner.ts'), 'doctor', ...words]
    return ['bwrap', '--dev-bind', '/', '/', '--ro-bind', HOUSE, house, ...mounts, '--', ...become, ...program]
  }
  const env = () => ({ PATH: process.env['PATH']!, HOME: folder, SALLYPORT_HOME: join(folder, 'state') })
  const ask = (mounts: readonly string[] = []): Promise<Said> =>
    new Promise((resolve) => {
      // Inside a namespace of an ordinary user root's folders belong to nobody, and such a state folder is refused.
      const plain = !isRoot && mounts.length === 0
      const [program, ...args] = plain ? [...DIRECT, '--json'] : commandFor(mounts, '--json')
      execFile(program!, args, { env: env() }, (error, stdout) => {
        const { checks } = JSON.parse(stdout) as { checks: Check[] }
        const byId = Object.fromEntries(checks.map((check) => [check.id, check]))
        resolve({ code: error === null ? 0 : Number(error.code), checks: byId, stdout })
      })
    })
  const fakeManager = (): string[] => {
    const path = join(folder, 'manager')
    writeFileSync(path, `#!/bin/sh\necho "$0 $*" >>'${join(folder, 'ran')}'\n`, { mode: 0o755 })
    return ['--ro-bind', path, managerPath]
  }
  const nothing = () => {
    const path = join(folder, 'nothing')
    writeFileSync(path, '')
    return path
  }

  test('a machine with everything is well, and the sandbox was really tried', async () => {
    const { code, checks } = await ask()
    expect(Object.values(checks).filter(({ state }) => state === 'missing' || state === 'degraded')).toEqual([])
    expect(checks['sandbox']!.detail).toMatch(/^1\d things shown/)
    expect(code).toBe(0)
  })

  test('without bubblewrap it says what that costs and the command that installs it', async () => {
    const { code, checks } = await ask(['--ro-bind', nothing(), bwrap, ...fakeManager()])
    expect(checks['bubblewrap']).toMatchObject({
      state: 'missing',
      cost: expect.stringContaining('none is started') as string,
      mend: commands.map((argv) => ({ argv: caller === 'root' ? argv : ['sudo', ...argv] })),
    })
    expect(checks['sandbox']).toBeUndefined()
    expect(code).toBe(2)
  })

  test('an old bubblewrap is told apart', async () => {
    const old = join(folder, 'old')
    writeFileSync(old, '#!/bin/sh\necho bubblewrap 0.6.1\n', { mode: 0o755 })
    const { code, checks } = await ask(['--ro-bind', old, bwrap])
    expect(checks['bubblewrap']).toMatchObject({
      state: 'missing',
      detail: expect.stringContaining('older than 0.8.0') as string,
    })
    expect(code).toBe(2)
  })

  test('a damaged configuration is a finding, and does not hide the others', async () => {
    const file = join(folder, 'state/config.yaml')
    writeFileSync(file, 'yes: [', { mode: 0o600 })
    if (caller !== 'root' && isRoot) chownSync(file, serverUid(caller), serverUid(caller))
    const { code, checks } = await ask()
    rmSync(file)
    expect(checks['state']).toMatchObject({
      state: 'missing',
      detail: expect.stringContaining('config.yaml') as string,
    })
    expect(checks['sandbox']).toMatchObject({ state: 'ok' })
    expect(code).toBe(2)
  })

  // Only an ordinary user can be forbidden them; the staging of root needs none.
  const asOrdinary = caller === 'ordinary user' ? test : () => undefined
  asOrdinary('where user namespaces are forbidden it says so', async () => {
    const [first, ...more] = commandFor([], '--json')
    const words = [first!, ...more]
    // Inside, the kernel allows no further user namespace.
    const inner = words.toSpliced(
      words.indexOf(join(house, 'test/confine/doctor-runner.ts')) - 1,
      0,
      'bwrap',
      '--dev-bind',
      '/',
      '/',
      '--unshare-user',
      '--disable-userns',
      '--',
    )
    const { stdout } = await new Promise<{ stdout: string }>((resolve) => {
      execFile(inner[0]!, inner.slice(1), { env: env() }, (_, out) => resolve({ stdout: out }))
    })
    const { checks } = JSON.parse(stdout) as { checks: Check[] }
    expect(checks.find(({ id }) => id === 'sandbox')).toMatchObject({
      state: 'missing',
      detail: expect.stringContaining('forbids user namespaces') as string,
    })
  })

  test('--fix without a terminal runs nothing', async () => {
    const mounts = ['--ro-bind', nothing(), bwrap, ...fakeManager()]
    const [program, ...args] = ['setsid', '--wait', ...commandFor(mounts, '--fix')]
    const stderr = await new Promise((resolve) => execFile(program, args, { env: env() }, (_, __, err) => resolve(err)))
    expect(stderr).toContain('no terminal to ask on')
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })

  // Another user would be sent through sudo, which asks for itself.
  const answers =
    caller === 'root'
      ? [
          { answer: 'yes', ran: commands },
          { answer: 'no', ran: [] },
        ]
      : []
  test.for(answers)('--fix answered with $answer on a terminal', async ({ answer, ran }) => {
    rmSync(join(folder, 'ran'), { force: true })
    const argv = commandFor(['--ro-bind', nothing(), bwrap, ...fakeManager()], '--fix')
    const child = spawn('script', ['-qefc', onWide(argv.map((word) => `'${word}'`).join(' ')), '/dev/null'], {
      env: env(),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let shown = ''
    let answered = 0
    child.stdout.on('data', (part: Buffer) => {
      shown += part.toString()
      for (; answered < shown.split('Type yes to run it: ').length - 1; answered++) child.stdin.write(`${answer}\n`)
    })
    await once(child, 'close')
    expect(shown).toContain(commands[0]!.join(' '))
    const log = join(folder, 'ran')
    expect(existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []).toEqual(
      ran.map(([, ...words]) => [managerPath, ...words].join(' ')),
    )
  })
})

// A container numbers its processes from 1 and has few. Only root stages a sandbox, and so has a process space in between.
if (isRoot) {
  test('a sandbox comes up where the first process numbers belong to nobody', () => {
    const state = mkdtempSync(join(tmpdir(), 'sallyport-few-'))
    try {
      // Not even to a thread of Node.
      const script = 'for i in {1..20}; do /bin/true; done; exec "$0" "$1" doctor --json'
      const space = ['--pid', '--fork', '--mount-proc', '--kill-child']
      const argv = [...space, 'bash', '-c', script, process.execPath, join(HOUSE, 'bin/sallyport.js')]
      const env = { PATH: process.env['PATH']!, HOME: state, SALLYPORT_HOME: state }
      const { checks } = JSON.parse(execFileSync('unshare', argv, { env, encoding: 'utf8' })) as { checks: Check[] }
      expect(checks.find(({ id }) => id === 'sandbox')).toMatchObject({ state: 'ok' })
    } finally {
      rmSync(state, { recursive: true, force: true })
    }
  })
}

// Such is the root of a container that has one user id and no more.
test('the root of a namespace without the user of the servers is told so', () => {
  const state = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-alone-')))
  try {
    const alone = ['--unshare-user', '--uid', '0', '--gid', '0', '--bind', '/', '/', '--dev-bind', '/dev', '/dev']
    const program = [process.execPath, join(HOUSE, 'bin/sallyport.js'), 'doctor', '--json']
    const env = { PATH: process.env['PATH']!, HOME: state, SALLYPORT_HOME: state }
    const { stdout, stderr } = spawnSync(bwrap, [...alone, '--proc', '/proc', '--', ...program], {
      env,
      encoding: 'utf8',
    })
    expect(stderr).not.toContain('bug:')
    const { checks } = JSON.parse(stdout) as { checks: Check[] }
    const sandbox = checks.find(({ id }) => id === 'sandbox')
    expect(sandbox).toMatchObject({ state: 'missing', detail: expect.stringContaining('Nothing can be given to user') })
  } finally {
    rmSync(state, { recursive: true, force: true })
  }
})
