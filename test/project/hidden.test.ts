// What a pull request may hide a server in, beside servers that are approved: none of it passes.
import { sign } from 'node:crypto'
import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approvalBytes } from '../../src/core/lock/approvers.ts'
import { NO_GRANTS } from '../../src/core/model/grants.ts'
import type { Pin } from '../../src/core/model/pin.ts'
import { sha256 } from '../../src/io/file/sha256.ts'
import { type Approver, config, lockText, makeStage, newApprover, npx, pinOf, type Stage } from './stage.ts'

const GOOD = npx('good-server@1.2.3')
const FAR_URL = 'https://good.example.test/mcp'
const OWN = { command: 'node', args: ['tools/server.js'] }
const TEXT = 'console.log(1)\n'
const BAD = npx('bad-server')
const GUARDED = { command: 'sallyport', args: ['run', 'good'] }

let stage: Stage
let approver: Approver
beforeEach(() => {
  stage = makeStage()
  approver = newApprover()
  const files = [{ path: '/home/ada/project/tools/server.js', digest: `sha256:${sha256(TEXT)}` }]
  const artifact = { kind: 'command', files, unpinned: [] } as const
  const remote = { kind: 'remote', url: FAR_URL, keys: [], authority: null } as const
  const nothing = {
    interpreter: null,
    exec: [],
    roots: [],
    grants: NO_GRANTS,
    catalogue: 'pending',
    effects: {},
  } as const
  const pins = {
    good: pinOf(['npx', '-y', 'good-server@1.2.3']),
    waiting: pinOf(['npx', '-y', 'waiting-server@1.0.0'], { tier: 'high', signatures: [] }),
    far: pinOf([], { artifact: remote, ...nothing }),
    own: pinOf(['node', 'tools/server.js'], { artifact }),
    own2: pinOf(['node', 'server.js'], { artifact }),
  }
  stage.commit({
    'tools/server.js': TEXT,
    '.mcp.json': config({
      good: GOOD,
      far: { url: FAR_URL },
      own: OWN,
      own2: { command: 'node', args: ['server.js'], cwd: 'tools' },
    }),
    'sallyport.lock': lockText(pins, approver),
  })
})
afterEach(() => stage.end())

const link = (at: string, to: string): void => {
  mkdirSync(dirname(join(stage.project, at)), { recursive: true })
  symlinkSync(to, join(stage.project, at))
}

async function ask(keys: readonly string[] = ['--key', approver.key]) {
  const { exit, stdout } = await stage.scan('--json', ...keys, '--since', 'HEAD^')
  type Target = { findings: { rule: string; note?: string }[]; unanswered: { why: string }[] }
  const { targets } = JSON.parse(stdout) as { targets: readonly Target[] }
  const said = targets.flatMap(({ findings, unanswered }) => [
    ...findings.map(({ rule, note }) => `${rule}: ${note}`),
    ...unanswered.map(({ why }) => why),
  ])
  return { exit, said: said.join('\n') }
}

test('what is approved passes', async () => {
  stage.commit({ 'README.md': 'more\n' })
  expect(await ask()).toEqual({ exit: 0, said: '' })
})

describe('in an entry that is approved, clients may read', () => {
  test.each([
    ['an address beside the command', { good: { ...GOOD, type: 'http', url: 'https://bad.test/' } }, 'url'],
    ['an address beside Sallyport', { good: { ...GUARDED, type: 'http', url: 'https://bad.test/' } }, 'url'],
    ['a second address', { far: { url: FAR_URL, httpUrl: 'https://bad.test/' } }, 'httpUrl'],
    ['a program for headers', { far: { url: FAR_URL, headersHelper: './bad' } }, 'headersHelper'],
    ['variables from a file', { good: { ...GOOD, envFile: 'bad.env' } }, 'envFile'],
    ['variables from a file, beside Sallyport', { good: { ...GUARDED, envFile: 'bad.env' } }, 'envFile'],
    ['another folder', { good: { ...GOOD, cwd: 'bad' } }, 'cwd'],
    [
      'a second folder',
      { own2: { command: 'node', args: ['server.js'], cwd: 'tools', workingDirectory: 'bad' } },
      'workingDirectory',
    ],
    ['a member in another case', { good: { ...GUARDED, Command: './bad' } }, 'Command'],
  ])('%s', async (_, servers, member) => {
    stage.commit({ '.mcp.json': config(servers) })
    const how = `server-changed: no approval covers the member "${member}" beside what it starts`
    expect(await ask()).toMatchObject({ exit: 1, said: expect.stringContaining(how) as string })
  })
})

test('the open folder may be named', async () => {
  stage.commit({ '.mcp.json': config({ good: { ...GOOD, cwd: '${workspaceFolder}' } }) })
  expect((await ask()).exit).toBe(0)
})

const inYaml = (text: string) => ({ 'librechat.yaml': text })
const ENTRY = '{command: npx, args: [bad-server]}'

describe('a file that only some clients read as one of servers:', () => {
  test.each([
    ['its key in another case', { '.crush.json': JSON.stringify({ MCP: { bad: BAD } }) }, 'in another case'],
    ['its key by a merge', inYaml(`x: &x\n  mcpServers:\n    bad: ${ENTRY}\n<<: *x\n`), '`<<`'],
    ['its key by an alias', inYaml(`x: &x mcpServers\n*x :\n  bad: ${ENTRY}\n`), 'its key is no text'],
    ['its key in a list', inYaml(`? [mcpServers]\n:\n  bad: ${ENTRY}\n`), 'its key is no text'],
    ['the bytes lie elsewhere', inYaml('version https://lfs.example.test/v1\noid sha256:1\nsize 9\n'), 'not an object'],
  ])('%s', async (_, files, why) => {
    stage.commit(files)
    expect(await ask()).toMatchObject({ exit: 2, said: expect.stringContaining(why) as string })
  })
})

test.each(['a\\b/.mcp.json', '.cur\u017for/mcp.json', '.cursor/mc\u200dp.json'])(
  'a file of the name %j is read',
  async (path) => {
    stage.commit({ [path]: config({ bad: BAD }) })
    expect(await ask()).toMatchObject({ exit: 1, said: expect.stringContaining('nobody approved "bad"') as string })
  },
)

test('a server that the client is said to bring along, with more in it, is one that nobody approved', async () => {
  stage.commit({ '.gemini/settings.json': config({ bad: { type: 'builtin', tcp: 'ws://bad.test' } }) })
  expect(await ask()).toMatchObject({ exit: 1, said: expect.stringContaining('nobody approved "bad"') as string })
})

test('an approval that waits for a second person is none', async () => {
  stage.commit({ '.mcp.json': config({ waiting: npx('waiting-server@1.0.0') }) })
  expect(await ask()).toMatchObject({ exit: 1, said: expect.stringContaining('waits for a second person') as string })
})

describe('an approval that two persons have to give', () => {
  const argv = ['npx', '-y', 'grave-server@1.0.0']
  const signedBy = (...by: readonly Approver[]): Pin => {
    const pin = pinOf(argv, { tier: 'high' })
    const bytes = approvalBytes('grave', pin)
    const signatures = by.map(({ key, secret }) => ({
      by: 'x',
      key,
      value: sign(null, bytes, secret).toString('base64'),
    }))
    return { ...pin, signatures }
  }
  const commit = (grave: Pin) =>
    stage.commit({
      '.mcp.json': config({ grave: npx('grave-server@1.0.0') }),
      'sallyport.lock': lockText({ grave }, approver, { serial: 2 }),
    })
  /** Other letters for the same bytes: the last one has two bits that say nothing. */
  const respelled = (key: string): string => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    return `${key.slice(0, 42)}${letters[letters.indexOf(key[42]!) ^ 1]!}=`
  }
  const second = newApprover()
  const keys = () => ['--key', approver.key, '--key', second.key]

  test('counts where both keys are named', async () => {
    commit(signedBy(approver, second))
    expect((await ask(keys())).exit).toBe(0)
  })

  test.each([
    ['the second key was made by the first person', () => signedBy(approver, newApprover())],
    ['one key signed twice, in two spellings', () => signedBy(approver, { ...approver, key: respelled(approver.key) })],
    ['a third signed, too', () => signedBy(approver, second, newApprover())],
    ['something was changed since', () => ({ ...signedBy(approver, second), reason: 'more' })],
    [
      'the second signature is of nothing',
      () => {
        const pin = signedBy(approver, second)
        return { ...pin, signatures: pin.signatures!.with(1, { ...pin.signatures![1]!, value: 'AAAA' }) }
      },
    ],
  ])('is none where %s', async (_, pin) => {
    commit(pin())
    expect(await ask(keys())).toMatchObject({
      exit: 1,
      said: expect.stringContaining('is not signed by two whose keys count here') as string,
    })
  })
})

describe('behind a link, the words of a command are files of the folder that has the link', () => {
  test.each([
    ['to a config', '../../.mcp.json', 'packages/a/.mcp.json'],
    ['to any file', '../../../samples/x.json', 'packages/a/.cursor/mcp.json'],
  ])('%s', async (_, to, at) => {
    stage.write({ 'samples/x.json': config({ own: OWN }), 'packages/a/tools/server.js': 'bad()\n' })
    link(at, to)
    stage.commit({})
    expect(await ask()).toMatchObject({ exit: 1, said: expect.stringContaining('"tools/server.js" is not') as string })
  })
})

test('a change to the file that an unapproved entry starts counts, although the entry was there', async () => {
  stage.commit({ 'bad.js': TEXT, '.mcp.json': config({ bad: { command: 'node', args: ['bad.js'] } }) })
  stage.commit({ 'bad.js': 'worse()\n' })
  expect(await ask()).toMatchObject({ exit: 1, said: expect.stringContaining('nobody approved "bad"') as string })
})

describe('a submodule that is not checked out', () => {
  const modules = (path: string): string => `[submodule "x"]\n\tpath = ${path}\n\turl = https://code.example.test/x\n`

  test.each(['.vscode', '"a b"', 'a\\tb'])('called %s is never clean', async (path) => {
    stage.commit({ '.gitmodules': modules(path) })
    expect(await ask()).toMatchObject({ exit: 2, said: expect.stringContaining('is not checked out') as string })
  })

  test('that was there before is told, and does not fail', async () => {
    stage.commit({ '.gitmodules': modules('lib') })
    stage.commit({ 'README.md': 'more\n' })
    expect((await ask()).exit).toBe(0)
  })
})

test('a submodule that is checked out is looked into', async () => {
  stage.commit({ '.gitmodules': '[submodule "lib"] path = lib\n' })
  stage.write({ 'lib/.mcp.json': config({ bad: BAD }), 'lib/.git': 'gitdir: ../.git/modules/lib\n' })
  expect(await ask()).toMatchObject({ exit: 1, said: expect.stringContaining('nobody approved "bad"') as string })
})
