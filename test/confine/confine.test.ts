// What a confined process can and cannot do, on real processes. Every refusal has its control: outside, the same probe as
// the same user succeeds.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import { CALLERS, commandLines, setStage, type Stage } from './stage.ts'

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  let listener: Server
  let responder: Socket
  let tcp: number
  let udp: number

  beforeAll(async () => {
    stage = setStage(caller)
    listener = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
    responder = createSocket('udp4').on('message', (_, from) => responder.send('answer', from.port, from.address))
    responder.bind(0, '127.0.0.1')
    await Promise.all([once(listener, 'listening'), once(responder, 'listening')])
    tcp = (listener.address() as { port: number }).port
    udp = responder.address().port
  })
  afterAll(() => {
    listener.close()
    responder.close()
    stage.clear()
  })

  test('what lies outside the grants does not exist for it, though its user could reach it', async () => {
    const canary = stage.put('outside/.ssh/id_canary', 'canary')
    const target = join(stage.put('outside/open', null), 'dropped')
    const tries = [
      ['read', canary],
      ['list', join(stage.folder, 'outside')],
      ['write', target],
      ['connect', tcp],
      ['ask', udp],
    ] as const
    expect((await stage.unconfined(tries)).map((answer) => 'said' in answer)).toEqual([true, true, true, true, true])
    expect(await stage.probing(tries)).toEqual([
      { refused: 'ENOENT' },
      { refused: 'ENOENT' },
      { refused: 'ENOENT' },
      { refused: 'ECONNREFUSED' },
      { refused: 'ECONNREFUSED' },
    ])
    expect(readFileSync(target, 'utf8')).toBe('written inside') // Only by the control.
  })

  test.each(['/etc/shadow', '/etc/machine-id', '/root', '/home/someone', '/var', '/run', '/sys', '/boot'])(
    '%s is not there',
    async (path) => {
      expect(await stage.probing([['read', path]])).toEqual([{ refused: 'ENOENT' }])
    },
  )

  test('the machine has what the test above did not find', () => {
    expect(['/etc/shadow', '/root', '/var', '/run', '/sys'].filter((path) => !existsSync(path))).toEqual([])
  })

  test('it has no privileges, an own user and only its own processes', async () => {
    const [uid, status, processes] = await stage.probing([
      ['uid', null],
      ['status', null],
      ['processes', null],
    ])
    expect(uid).toEqual({ said: 1000 })
    expect(status!.said).toEqual({
      Uid: '1000\t1000\t1000\t1000',
      ...Object.fromEntries(['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => [name, '0'.repeat(16)])),
      NoNewPrivs: '1',
    })
    expect((processes!.said as string[]).map((program) => program.split('/').at(-1))).toEqual(['bwrap', 'node'])
    expect(commandLines().filter((line) => line !== '').length).toBeGreaterThan(2)
  })

  test.each([
    ['/proc/sys/kernel/core_pattern', 'EACCES'],
    ['/proc/sys/vm/swappiness', 'EACCES'],
    ['/etc/passwd', 'EACCES'],
    ['/dev/new', 'EROFS'],
    ['/new', 'EROFS'],
    ['/usr/new', 'EROFS'],
    ['/etc/new', 'EROFS'],
  ])('%s cannot be written', async (path, refused) => {
    expect(await stage.probing([['open', path]])).toEqual([{ refused }])
  })

  test('all that is not its own is mounted read-only', async () => {
    const [mounts] = await stage.probing([['read', '/proc/self/mountinfo']])
    const fields = (mounts!.said as string)
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    const writable = fields.filter((field) => !field[5]!.split(',').includes('ro')).map((field) => field[4]!)
    expect(writable.filter((path) => !/^\/dev\/(?:null|zero|full|random|urandom|tty|pts)$/.test(path))).toEqual([
      '/dev/shm',
      '/tmp',
      '/home/mcp',
    ])
    expect(fields.map((field) => field[4])).toEqual(expect.arrayContaining(['/', '/proc', '/dev', '/usr']))
  })

  test('its own places can be written, and are small', async () => {
    const answers = await stage.probing([
      ['fill', '/tmp/fill'],
      ['fill', '/home/mcp/fill'],
      ['fill', '/dev/shm/fill'],
    ])
    expect(answers.map(({ said }) => (said as number) > 8 && (said as number) <= 64)).toEqual([true, true, true])
    expect(await stage.unconfined([['fill', '/tmp/sallyport-fill']])).toEqual([{ said: 200 }])
  })

  test('two sandboxes share neither files nor processes', async () => {
    const script = 'echo mine >/tmp/shared && cat /tmp/shared && read'
    const one = stage.start({ request: stage.request({ argv: ['/usr/bin/bash', '-c', script] }) })
    await one.launched
    const answers = await stage.probing([
      ['read', '/tmp/shared'],
      ['processes', null],
    ])
    one.tell('done')
    expect((await one.told).stdout).toBe('mine\n')
    expect(answers[0]).toEqual({ refused: 'ENOENT' })
    expect(answers[1]!.said).toHaveLength(2)
  })

  test('its environment is what was granted, and a value is in no command line of the machine', async () => {
    const secret = ['sk', 'not', 'real', String(process.pid)].join('-')
    const marker = `visible-${process.pid}`
    const env = { TOKEN: secret, ODD: ' a=b\n"$x" `y` \\', BASH_ENV: '/tmp/x', LD_LIBRARY_PATH: '/nowhere' }
    const argv = ['/usr/bin/bash', '-c', 'read', marker] as const
    const waiting = stage.start({ request: stage.request({ argv, env }) })
    await waiting.launched
    const seen = commandLines()
    waiting.tell('enough')
    await waiting.told
    expect(seen.filter((line) => line.includes(marker)).length).toBeGreaterThan(1)
    // Our own runner got it as an argument; that is this test, not the product.
    expect(seen.filter((line) => line.includes(secret) && !line.includes('runner.js'))).toEqual([])
    const [found] = await stage.probing([['env', null]], { env })
    expect(found!.said).toEqual({
      ...env,
      HOME: '/home/mcp',
      PATH: expect.stringMatching(/:\/usr\/bin:\/bin$/) as string,
      SHLVL: '0',
    })
  })

  test('files that were open in our process do not reach it', async () => {
    const leaked = stage.put('outside/leaked', 'leaked words')
    const script = 'for f in /proc/$$/fd/*; do [[ -L $f ]] && echo "${f##*/}"; done; cat <&200'
    const run = stage.start({ request: stage.request({ argv: ['/usr/bin/bash', '-c', script] }) }, leaked)
    const { launched, stdout, stderr } = await run.told
    expect(launched!.leaks).toContain(200)
    expect(stdout!.trim().split('\n')).toEqual(['0', '1', '2'])
    expect(stderr).toContain('200: Bad file descriptor')
  })

  test('reads, writes and programs that are granted work at their own paths, and no others', async () => {
    const read = stage.put('granted/read', null)
    stage.put('granted/read/notes', 'some notes')
    const write = stage.put('granted/write', null)
    const program = stage.put('granted/bin/tool', '#!/bin/sh\necho tool ran\n', 0o755)
    const other = stage.put('granted/bin/other', '#!/bin/sh\necho other ran\n', 0o755)
    const grants = { ...NO_GRANTS, read: [read], write: [write], exec: [program] }
    const tries = [
      ['read', join(read, 'notes')],
      ['write', join(read, 'notes')],
      ['write', join(write, 'result')],
      ['run', program],
      ['run', 'tool'],
      ['run', other],
      ['write', program],
    ] as const
    expect(await stage.probing(tries, { grants, cwd: write })).toEqual([
      { said: 'some notes' },
      { refused: 'EROFS' },
      { said: null },
      { said: 'tool ran\n' },
      { said: 'tool ran\n' },
      { refused: 'ENOENT' },
      { refused: 'EROFS' },
    ])
    expect(readFileSync(join(write, 'result'), 'utf8')).toBe('written inside')
    expect(await stage.unconfined([['run', other]])).toEqual([{ said: 'other ran\n' }])
  })

  test('a link inside a grant leads nowhere', async () => {
    const canary = stage.put('outside/linked', 'canary')
    const read = stage.put('granted/links', null)
    const link = join(read, 'link')
    symlinkSync(canary, link)
    expect(await stage.unconfined([['read', link]])).toEqual([{ said: 'canary' }])
    expect(await stage.probing([['read', link]], { grants: { ...NO_GRANTS, read: [read] } })).toEqual([
      { refused: 'ENOENT' },
    ])
  })
})
