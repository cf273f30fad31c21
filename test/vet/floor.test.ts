// The file of an administrator, where it really lies: the built program in a mount namespace with an /etc of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Output } from '../e2e/script.ts'
import { perform, type Stage, withStage } from '../e2e/stage.ts'
import { freePort } from '../serve/place.ts'
import { OPENING } from './client.ts'
import { serverFolder } from './servers.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const AUTOMATED = { 'sallyport/config.yaml': 'yes: allow\ntrustOnce: allow\nrunIn: itself\n' }
const OWN = ['etc', 'tmp', 'proc', 'dev']

/** The system as it is, but for /etc, and with every file of ours root's own. */
function wordsUnder({ home, cwd }: Stage, command: string): readonly string[] {
  const system = readdirSync('/', { withFileTypes: true })
    .filter(({ name }) => !OWN.includes(name))
    .flatMap((entry) =>
      entry.isSymbolicLink()
        ? ['--symlink', readlinkSync(`/${entry.name}`), `/${entry.name}`]
        : entry.isDirectory()
          ? ['--ro-bind', `/${entry.name}`, `/${entry.name}`]
          : [],
    )
  return [
    ...['bwrap', '--die-with-parent', '--unshare-user', '--uid', '0', '--gid', '0', ...system],
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--ro-bind', '/etc/passwd', '/etc/passwd'],
    ...['--ro-bind', REPOSITORY, REPOSITORY, '--bind', home, home, '--chdir', cwd],
    ...['--ro-bind', join(home, 'floor.yaml'), '/etc/sallyport/config.yaml'],
    ...['--', process.execPath, join(REPOSITORY, 'bin/sallyport.js'), ...command.split(' ')],
  ]
}

const under = (stage: Stage, command: string, stdin = ''): Promise<Output> =>
  perform(stage, wordsUnder(stage, command).join(' '), stdin)

test(
  'what the administrator asks for counts from the next start on, and its user cannot lower it',
  () =>
    withStage(AUTOMATED, async (stage) => {
      const floor = (text: string, mode = 0o644): Promise<void> =>
        writeFile(join(stage.home, 'floor.yaml'), text, { mode })
      await serverFolder(stage.home, 'notes', { call: `answer = 'one'` })
      const approved = await perform(stage, 'sallyport approve notes --yes --accept shared-place -- {home}/notes')
      expect(approved.exit).toBe(0)
      await floor('roles: [privacy]\n')
      expect(await under(stage, 'status')).toMatchObject({ exit: 0 })

      await floor('tier: low\n')
      const status = await under(stage, 'status')
      expect(status.exit).toBe(1)
      expect(status.stdout.join('\n')).toContain('tier-too-low')
      expect(status.stdout.join('\n')).toContain('the administrator of this machine asks for the tier low at least')
      const told = 'notes was approved without a tier, and the administrator of this machine asks for low at least'
      const run = await under(stage, 'run notes', OPENING)
      expect(run).toMatchObject({ exit: 1, stdout: [expect.stringContaining(told)] })
      const emitted = await under(stage, 'protect --emit gemini')
      expect(emitted.stdout.join('')).toContain('"excluded": [      "notes"')
      await mkdir(join(stage.home, '.cursor'))
      const config = { mcpServers: { notes: { command: join(stage.home, 'notes') } } }
      await writeFile(join(stage.home, '.cursor/mcp.json'), JSON.stringify(config))
      const planned = await under(stage, 'protect --dry-run')
      expect(planned.stdout.join('\n')).toContain(`which refuses: ${told}`)
      const found = await under(stage, 'discover --json')
      const [entry] = (JSON.parse(found.stdout.join('\n')) as { servers: { state: string }[] }).servers
      expect(entry).toMatchObject({ state: 'unknown', why: told, next: 'sallyport status notes' })
      const once = await under(stage, `run --trust-once -- {home}/notes`, OPENING)
      expect(once).toMatchObject({ exit: 1, stdout: [expect.stringContaining('What nobody approved is in no tier')] })

      expect((await perform(stage, 'sallyport vet {home}/notes --tier low --out one.json')).exit).toBe(0)
      const low = 'approve notes --from-vet one.json --tier low --accept shared-place --yes'
      expect((await perform(stage, `sallyport ${low}`)).exit).toBe(0)
      expect(await under(stage, 'status')).toMatchObject({ exit: 0 })
      await floor('tier: medium\n')
      expect((await under(stage, 'run notes', OPENING)).exit).toBe(1)

      await floor('tier: nothing\n')
      const unread = await under(stage, 'status')
      expect(unread.exit).toBe(2)
      expect(unread.stdout.join('\n')).toMatch(/^notes .*floor-unread[^]*nothing runs: .*line 1: tier: expected/m)
      expect(await under(stage, 'run notes', OPENING)).toMatchObject({
        exit: 2,
        stdout: [expect.stringContaining('line 1: tier: expected')],
      })
      // Before anything that takes long.
      expect(await under(stage, 'vet {home}/nowhere')).toMatchObject({
        exit: 2,
        stderr: expect.arrayContaining([expect.stringContaining('line 1: tier: expected')]) as [],
      })
    }),
  240_000,
)

test('where the administrator names who approves, a user can trust nobody else for it', () =>
  withStage(AUTOMATED, async (stage) => {
    const key = Buffer.alloc(32, 7).toString('base64')
    const text = `approvers:\n  - name: grace\n    key: ${Buffer.alloc(32, 8).toString('base64')}\n    roles: [security]\n`
    await writeFile(join(stage.home, 'floor.yaml'), text, { mode: 0o644 })
    const listed = await under(stage, 'trust list')
    expect(listed.stdout[0]).toMatch(/"grace"  for approvals with the role security  by the administrator/)
    const added = await under(stage, `trust add ${key} --for approvals --yes`)
    expect(added).toMatchObject({
      exit: 2,
      stderr: expect.arrayContaining([expect.stringContaining('its administrator')]) as [],
    })
    expect((await under(stage, `trust add ${key} --yes`)).exit).toBe(0)
  }))

test('a gateway under a file that cannot be believed is alive, and not ready', () =>
  withStage(AUTOMATED, async (stage) => {
    const floor = (text: string): Promise<void> => writeFile(join(stage.home, 'floor.yaml'), text, { mode: 0o644 })
    await floor('tier: low\n')
    const port = await freePort()
    const [program, ...words] = wordsUnder(stage, `serve --listen 127.0.0.1:${port}`)
    const env = { PATH: process.env['PATH'], SALLYPORT_HOME: join(stage.home, 'sallyport') }
    const gateway = spawn(program!, words, { env, stdio: 'ignore' })
    const ended = once(gateway, 'exit')
    const asked = async (path: string): Promise<string> =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        (answer) => answer.text(),
        () => 'nobody listens yet',
      )
    const until = { timeout: 20_000, interval: 200 }
    await expect.poll(() => asked('/readyz'), until).toBe('{"status":"ok"}')
    await floor('tier: nothing\n')
    await expect.poll(() => asked('/readyz'), until).toBe('{"status":"unready","missing":["approvals"]}')
    expect(await asked('/healthz')).toBe('{"status":"ok"}')
    gateway.kill('SIGKILL')
    await ended
  }))
