import { expect, test } from 'vitest'
import { NO_GRANTS, type Grants } from '../../model/grants.ts'
import type { Host, PlanRequest } from '../plan.ts'
import { enterCommand } from './network.ts'
import { planContainer } from './plan.ts'

const ID = `sha256:${'0a'.repeat(32)}`
const host: Host = {
  platform: 'linux',
  architecture: 'x64',
  uid: 0,
  gid: 0,
  home: '/home/ada',
  homes: ['/home/ada'],
  stateFolders: ['/var/lib/sallyport'],
  ownCode: [],
  sockets: ['/srv/agent'],
  sandboxUid: 65_533,
  dumpsNothing: false,
  rootLinks: {},
  rootFolders: [],
  etc: [],
  tools: { bash: '/usr/bin/bash', podman: '/usr/bin/podman' },
}
const NET = [{ host: 'api.example', port: 443, kind: 'tls' }] as const
const REACHING = { ...host.tools, ip: '/usr/sbin/ip', node: '/usr/bin/node', nsenter: '/usr/bin/nsenter' }
const answerTo = (
  words: readonly string[],
  grants: Partial<Grants> = {},
  parts: Partial<PlanRequest> = {},
  on: Host = host,
) =>
  planContainer(
    {
      ...{ purpose: 'server', argv: ['/usr/bin/podman', 'run', ...words], roots: [], cwd: 'home', env: {} },
      ...parts,
      grants: { ...NO_GRANTS, ...grants },
    },
    on,
  )
const planned = (...given: Parameters<typeof answerTo>) => {
  const answer = answerTo(...given)
  if (!answer.ok) throw new Error(answer.message)
  return answer.plan
}
const refused = (...given: Parameters<typeof answerTo>) => {
  const answer = answerTo(...given)
  return answer.ok ? null : answer.message
}

test('no secret stands in its words, which the engine keeps', () => {
  expect(refused([ID, 'serve', '--key={secret:KEY}'])).toContain('are kept by its engine')
  expect(refused([ID, 'serve', '--key={KEY}'])).toBeNull()
})

test('whatever the words say, the options are ours', () => {
  const { options, image, args } = planned([
    '--memory=64g',
    '--user=5',
    '--name',
    'x',
    '--label',
    'sallyport.guard=1',
    ID,
    'serve',
  ])
  for (const option of [
    '--network=none',
    '--read-only',
    '--cap-drop=all',
    '--security-opt=no-new-privileges',
    '--pull=never',
    '--image-volume=ignore',
    '--http-proxy=false',
    '--user=65533:65533',
    '--memory=2147483648b',
    '--memory-swap=2147483648b',
    '--pids-limit=128',
  ]) {
    expect(options).toContain(option)
  }
  expect(options.join(' ')).not.toMatch(/64g|user=5|label|--name/)
  expect([image, args]).toEqual([ID, ['serve']])
})

test('the server of an ordinary user runs as that user, in a user namespace', () => {
  const { options, hostUid } = planned([ID], {}, {}, { ...host, uid: 1001, gid: 1002 })
  expect(options).toEqual(expect.arrayContaining(['--userns=keep-id', '--user=1001:1002']))
  expect(hostUid).toBe(1001)
})

test.each([
  ['root', 0, ['--net=/proc/77/ns/net', '--']],
  ['an ordinary user', 1001, ['--user=/proc/77/ns/user', '--net=/proc/77/ns/net', '--setuid=0', '--setgid=0', '--']],
])('for granted hosts the network that the engine gave it is entered by %s', (_, uid, entering) => {
  const { network, options } = planned([ID], { net: NET }, {}, { ...host, uid, tools: REACHING })
  expect(options).toContain('--network=none')
  expect(enterCommand(network!, 77).slice(0, entering.length + 2)).toEqual([
    '/usr/bin/nsenter',
    ...entering,
    '/usr/bin/bash',
  ])
  expect(network!.command).toContain('[53,443]')
  expect(Object.keys(network!.files)).toEqual(['/etc/hosts', '/etc/resolv.conf'])
  expect(planned([ID]).network).toBe(null)
})

test('mounts of the words are nothing without a grant, and say where a granted folder stands', () => {
  const words = ['-v', '/srv/data:/data', '-v', '/srv/keys:/keys', ID]
  expect(planned(words).binds).toEqual([])
  const { binds, options } = planned(words, { read: ['/srv/data'], write: ['/srv/other'] })
  expect(binds.map(({ source, dest, mode }) => `${source} ${dest} ${mode}`)).toEqual([
    '/srv/data /data ro',
    '/srv/other /srv/other rw',
  ])
  expect(options).toContain('--mount=type=bind,source=/srv/data,destination=/data,ro=true')
})

test('granted values travel by name, those of the words as they stand there', () => {
  const secret = 'not-in-argv'
  const { options } = planned(['-e', 'KEY', '-e', 'MODE=fast', '-e', 'OTHER', ID], {}, { env: { KEY: secret } })
  expect(options.filter((option) => option.startsWith('--env='))).toEqual([
    '--env=HOME=/tmp',
    '--env=MODE=fast',
    '--env=KEY',
  ])
  expect(options.join(' ')).not.toContain(secret)
})

test.each<[string, Parameters<typeof answerTo>, RegExp]>([
  ['a name instead of an id', [['mcp/server:1']], /by its id/],
  ['words that give power', [['--privileged', ID]], /power/],
  ['a granted host without iproute2', [[ID], { net: NET }], /iproute2/],
  [
    'a granted host without nsenter',
    [[ID], { net: NET }, {}, { ...host, tools: { ...REACHING, nsenter: undefined! } }],
    /nsenter/,
  ],
  ['the home', [[ID], { read: ['/home/ada'] }], /your home/],
  ['our state', [[ID], { read: ['/var/lib/sallyport/store'] }], /state of Sallyport/],
  ['a socket', [[ID], { write: ['/srv/agent'] }], /socket/],
  ['a comma in a path', [[ID], { read: ['/srv/a,ro=false'] }], /gives a meaning/],
  ['a place in /proc', [['-v', '/srv/a:/proc/self', ID], { read: ['/srv/a'] }], /Nothing can be shown/],
  ['a place over its home', [['-v', '/srv/a:/tmp/a', ID], { read: ['/srv/a'] }], /Nothing can be shown/],
  [
    'a place over our names',
    [['-v', '/srv/a:/etc/hosts', ID], { read: ['/srv/a'], net: NET }, {}, { ...host, tools: REACHING }],
    /Nothing can be shown/,
  ],
  ['two folders in one place', [['-v', '/srv/a:/srv/b', ID], { read: ['/srv/a', '/srv/b'] }], /Two granted/],
  ['a folder outside', [[ID], {}, { cwd: '/srv' }], /outside everything/],
  ['a variable of the engine', [[ID], {}, { env: { CONTAINERS_CONF: '/x' } }], /steer/],
  ['a variable of the loader', [[ID], {}, { env: { LD_PRELOAD: '/x' } }], /steer/],
  ['a proxy', [[ID], {}, { env: { https_proxy: 'x' } }], /steer/],
  ['root as the user', [[ID], {}, {}, { ...host, sandboxUid: 0 }], /never run as root/],
  ['another system', [[ID], {}, {}, { ...host, platform: 'darwin' }], /darwin/],
  ['no bash', [[ID], {}, {}, { ...host, tools: {} }], /bash/],
])('%s is refused', (_, given, why) => {
  expect(refused(...given)).toMatch(why)
})
