import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const RANGE = '1900000000-1999999999'
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (content: string | Uint8Array) => writeFile(join(folder, 'config.yaml'), content)

test('without a file the defaults hold: everything asks', async () => {
  expect(await readConfig(folder)).toEqual({
    yes: 'ask',
    trustOnce: 'ask',
    unconfined: 'ask',
    sandboxUid: 65_533,
    secretMaxAge: 90,
    tier: 'off',
    secretsKey: 'ask',
    serverUids: RANGE,
    userRules: 'review',
    runIn: 'gateway',
    gatewayIdle: 1_800,
    approvalWait: 50,
    baselines: 'learn',
    clientCalls: 'off',
    approvalForms: 'off',
    approvalsWebhook: 'off',
    approvalsWebhookSecret: 'off',
    markUntrusted: 'meta',
    sharedCaches: 'off',
    stepUp: 'off',
    profile: 'any',
    policy: 'balanced',
    identity: null,
    metrics: 'off',
    traces: 'off',
    tls: null,
  })
})

test('what the file says counts, and only that', async () => {
  await write('# mine\nyes: allow\ntrustOnce: deny\n')
  expect(await readConfig(folder)).toEqual({
    yes: 'allow',
    trustOnce: 'deny',
    unconfined: 'ask',
    sandboxUid: 65_533,
    secretMaxAge: 90,
    tier: 'off',
    secretsKey: 'ask',
    serverUids: RANGE,
    userRules: 'review',
    runIn: 'gateway',
    gatewayIdle: 1_800,
    approvalWait: 50,
    baselines: 'learn',
    clientCalls: 'off',
    approvalForms: 'off',
    approvalsWebhook: 'off',
    approvalsWebhookSecret: 'off',
    markUntrusted: 'meta',
    sharedCaches: 'off',
    stepUp: 'off',
    profile: 'any',
    policy: 'balanced',
    identity: null,
    metrics: 'off',
    traces: 'off',
    tls: null,
  })
})

test('whose tokens are taken is a map of its own', async () => {
  const issuer = 'https://id.example/team'
  await write(`yes: ask\nidentity:\n  issuer: ${issuer}\n  resource: https://gw.example\n  scopes: [mcp:use]\n`)
  const { identity } = await readConfig(folder)
  expect(identity).toEqual({
    ...{ issuer, resource: 'https://gw.example', scopes: ['mcp:use'] },
    ...{ groupsClaim: null, acr: [], amr: [], tokens: 'any', dpopNonce: 'on' },
  })
})

describe('refuses', () => {
  test.each([
    ['an unknown setting', 'yes: ask\nyess: allow\n', 2, 'no setting is called "yess"'],
    ['an inherited name', 'toString: ask\n', 1, 'no setting is called "toString"'],
    ['__proto__', '__proto__: ask\n', 1, 'no setting is called "__proto__"'],
    ['a wrong word', 'yes: ask\n\ntrustOnce: yes\n', 3, 'trustOnce wants ask, allow or deny'],
    ['a wrong type', 'yes: true\n', 1, 'yes wants ask, allow or deny'],
    ['an identity that is no map', 'identity: off\n', 1, 'identity wants a map with `issuer` and `resource`'],
    [
      'an identity with a member that nobody knows',
      'yes: ask\nidentity:\n  issuer: https://id.example\n  resource: https://gw.example\n  audience: a\n',
      5,
      'identity: "audience" is unknown; known are issuer,',
    ],
    ['an identity without a resource', 'identity:\n  issuer: https://id.example\n', 1, 'identity: "resource" wants an'],
    [
      'an identity in the clear',
      'identity:\n\n  issuer: http://id.example\n',
      3,
      'identity: "issuer" wants an address',
    ],
    ['an identity by reference', 'yes: &a ask\nidentity: *a\n', 2, 'identity wants a map'],
    ['a map for a word', 'yes: { a: b }\n', 1, 'yes wants ask, allow or deny'],
    ['a list', 'yes: [allow]\n', 1, 'yes wants ask, allow or deny'],
    ['nothing', 'yes:\n', 1, 'yes wants ask, allow or deny'],
    ['root as the sandbox user', 'sandboxUid: 0\n', 1, 'sandboxUid wants a user id'],
    ['a sandbox user that means "unchanged"', 'sandboxUid: 4294967295\n', 1, 'sandboxUid wants a user id'],
    ['half a sandbox user', 'sandboxUid: 1.5\n', 1, 'sandboxUid wants a user id'],
    ['another place to run in', 'runIn: elsewhere\n', 1, 'runIn wants itself or gateway'],
    ['more than a client waits', 'approvalWait: 501\n', 1, 'approvalWait wants a number of seconds'],
    ['a passphrase in clear', 'secretsKey: hunter2-hunter2\n', 1, 'secretsKey wants ask, or'],
    ['a command for a shell', 'secretsKey: cmd:/bin/sh -c "x"\n', 1, 'secretsKey wants ask, or'],
    ['a command by PATH', 'secretsKey: cmd:pass show x\n', 1, 'secretsKey wants ask, or'],
    ['an age below zero', 'secretMaxAge: -1\n', 1, 'secretMaxAge wants a number of days'],
    ['a list for a secret', 'approvalsWebhookSecret: [env:X]\n', 1, 'approvalsWebhookSecret wants off'],
    ['no time at all', 'gatewayIdle: 0\n', 1, 'gatewayIdle wants a number of seconds'],
    ['a setting twice', 'yes: ask\nyes: allow\n', 2, 'not readable as YAML'],
    [
      'a forgotten colon',
      'yes: ask\npolicy balanced\n',
      2,
      'not readable as YAML: a colon, a quote or a bracket is missing',
    ],
    ['broken YAML', 'yes: ask\ntrustOnce: "deny\n', 3, 'not readable as YAML'],
    ['two documents', 'yes: deny\n---\nyes: allow\n', 2, 'not readable as YAML'],
    ['a merged map', 'a: &a\n  yes: allow\n<<: *a\n', 1, 'no setting is called "a"'],
    ['an alias', 'yes: &a allow\ntrustOnce: *a\n', 2, 'trustOnce wants'],
    ['a tag', 'yes: !!js/function "x"\n', 1, 'not readable as YAML'],
    ['an empty file', '', 1, 'holds no settings'],
    ['only a comment', '# yes: deny\n', 1, 'holds no settings'],
    ['a list of settings', '- yes: ask\n', 1, 'holds no settings'],
    ['a key that is a map', '? {a: b}\n: ask\n', 1, 'no setting is called ""'],
    ['bytes that are no text', Uint8Array.of(0x79, 0xff), 1, 'not UTF-8'],
    ['an unseen character', 'yes\u{202E}: ask\n', 1, 'no setting is called "yes\\u{202e}"'],
  ])('%s', async (_, content, line, why) => {
    await write(content)
    const refusal = readConfig(folder)
    await expect(refusal).rejects.toMatchObject({ code: 'config-invalid' })
    await expect(refusal).rejects.toThrow(`config.yaml" line ${line}: `)
    await expect(refusal).rejects.toThrow(why)
  })

  test('a link', async () => {
    await writeFile(join(folder, 'other'), 'yes: allow\n')
    await symlink(join(folder, 'other'), join(folder, 'config.yaml'))
    await expect(readConfig(folder)).rejects.toMatchObject({ code: 'config-invalid' })
  })

  test('an endless file', async () => {
    await write(`yes: ask\n${'#'.repeat(64 * 1024)}`)
    await expect(readConfig(folder)).rejects.toThrow('at most 65536 are read')
  })
})
