import { expect, test } from 'vitest'
import { containerCommand, isContainerCommand, readContainer } from './words.ts'

const ID = `sha256:${'0a'.repeat(32)}`
const read = (...words: string[]) => {
  const answer = readContainer(['docker', 'run', ...words])
  if (!answer.ok) throw new Error(answer.why)
  return answer.words
}
const refused = (...words: string[]) => {
  const answer = readContainer(['docker', 'run', ...words])
  return answer.ok ? null : answer.why
}
const PLAIN = { init: false, env: [], workdir: null, entrypoint: null, mounts: [], image: 'mcp/server:1', args: [] }

test.each([
  [['-i', '--rm', 'mcp/server:1'], {}],
  [['-i', '--init', '--name', 'x', 'mcp/server:1', '-i', '--privileged'], { init: true, args: ['-i', '--privileged'] }],
  [
    ['-e', 'KEY', '--env=A=b=c', '-eB=', 'mcp/server:1'],
    { env: [{ name: 'KEY' }, { name: 'A', value: 'b=c' }, { name: 'B', value: '' }] },
  ],
  [['-w', '/app', '--entrypoint', 'node', 'mcp/server:1'], { workdir: '/app', entrypoint: 'node' }],
  [
    ['-v', '/srv/data:/data:ro', 'mcp/server:1'],
    { mounts: [{ source: '/srv/data', target: '/data', readOnly: true }] },
  ],
  [
    ['--mount', 'type=bind,src=/srv/a,dst=/a', '-v/srv/b/:/b', 'mcp/server:1'],
    {
      mounts: [
        { source: '/srv/a', target: '/a', readOnly: false },
        { source: '/srv/b', target: '/b', readOnly: false },
      ],
    },
  ],
  [['--network', 'none', '--user', '1000:1000', '--memory=1g', '--pull', 'never', 'mcp/server:1'], {}],
  [['--privileged=false', '--tty=false', '--read-only', '--cap-drop', 'ALL', '--', 'mcp/server:1'], {}],
])('%j is understood', (words, expected) => {
  expect(read(...words)).toEqual({ ...PLAIN, ...expected })
})

test.each([
  [['--privileged'], /power over this machine/],
  [['--privileged=true'], /power/],
  [['--network', 'host'], /no network/],
  [['--net=bridge'], /no network/],
  [['--cap-add', 'NET_RAW'], /power/],
  [['--device', '/dev/kvm'], /power/],
  [['--pid=host'], /share/],
  [['--ipc', 'host'], /share/],
  [['--userns=host'], /share/],
  [['--security-opt', 'seccomp=unconfined'], /power/],
  [['--user', '0'], /never run as root/],
  [['-u', 'root:root'], /never run as root/],
  [['-u', '00:5'], /never run as root/],
  [['-it'], /--tty/],
  [['-d'], /away from its client/],
  [['-p', '80:80'], /opens a port/],
  [['--env-file', '.env'], /nobody approved/],
  [['--pull=always'], /the registry has today/],
  [['--restart', 'always'], /behind the back/],
  [['--volumes-from', 'other'], /another container/],
  [['-v', 'named:/data'], /absolute path/],
  [['-v', '/:/host'], /absolute path/],
  [['-v', '/srv/../etc:/x'], /plain form/],
  [['-v', '/srv/data'], /FOLDER:PLACE/],
  [['-v', '/srv/data:/data:rshared'], /"rshared"/],
  [['--mount', 'type=volume,src=a,dst=/a'], /no folder of this machine/],
  [['--mount', 'type=bind,src=/a,dst=/a,bind-propagation=shared'], /bind-propagation/],
  [['--mount', 'type=bind,src=/srv/a,src=/srv/b,dst=/a'], /"src"/],
  [['--entrypoint', '["sh"]'], /one program/],
  [['--env', '9=a'], /no variable/],
  [['--sysctl', 'a=b'], /known to be harmless/],
  [['--annotation=run.oci.keep_original_groups=1'], /known to be harmless/],
  [['-x'], /known to be harmless/],
  [['-'], /no option/],
  [['--rm=perhaps'], /takes no value/],
])('%j is refused with its reason', (words, why) => {
  expect(refused(...words, 'mcp/server:1')).toMatch(why)
})

test.each([[], ['-i'], ['-e'], ['-i', ''], ['dir:/srv/image'], ['../image'], ['a@sha256:12'], ['a b'], ['\u001B[2J']])(
  'without an image, as in %j, nothing is started',
  (...words) => {
    expect(refused(...words)).not.toBe(null)
  },
)

test.each([
  [['docker'], '"nothing"'],
  [['docker', '--context', 'far', 'run', 'a'], '--context'],
  [['podman', 'exec', 'a'], 'exec'],
  [['podman', '--remote', 'run', 'a'], '--remote'],
])('%j is no run', (argv, word) => {
  const answer = readContainer(argv)
  expect(answer.ok ? '' : answer.why).toContain(word)
})

test('the plain form reads back as what it was made of', () => {
  const words = read(
    ...['--init', '-e', 'A', '-e', 'B=1', '-v', '/srv/a:/a:ro', '-v', '/srv/b:/b', '-w', '/a', '--entrypoint', 'run'],
    ...['mcp/server@sha256:'.concat('1b'.repeat(32)), '--', '-x'],
  )
  const again = readContainer(containerCommand('/usr/bin/podman', words, ID))
  expect(again).toEqual({ ok: true, words: { ...words, image: ID } })
})

test.each([
  [['docker', 'run'], true],
  [['/usr/bin/podman'], true],
  [['docker-compose'], false],
  [['node', 'docker'], false],
])('whether %j is a container command', (argv, expected) => {
  expect(isContainerCommand(argv)).toBe(expected)
})
