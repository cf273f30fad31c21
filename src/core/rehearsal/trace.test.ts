import { describe, expect, test } from 'vitest'
import { readTrace } from './trace.ts'

const one = (said: string) => readTrace(`41 1795929308.5 ${said}\n`).calls[0]

describe('a call', () => {
  test.each([
    [
      'an open by a number of a folder',
      'openat(AT_FDCWD</home/mcp>, ".env", O_RDONLY|O_CLOEXEC) = 18</home/mcp/.env>',
      { kind: 'open', path: '/home/mcp/.env', writes: false, isFolder: false },
    ],
    [
      'an open to write',
      'openat(AT_FDCWD</w>, "/w/a", O_WRONLY|O_CREAT|O_APPEND, 0666) = 17</w/a>',
      { kind: 'open', path: '/w/a', writes: true, isFolder: false },
    ],
    [
      'a link that leads elsewhere: what was really opened',
      'openat(AT_FDCWD</w>, "/w/notes", O_RDONLY) = 3</home/mcp/.ssh/id_rsa>',
      { kind: 'open', path: '/home/mcp/.ssh/id_rsa', writes: false, isFolder: false },
    ],
    [
      'a list',
      'getdents64(3</home/mcp/.ssh>, 0x55 /* 4 entries */, 32768) = 120',
      { kind: 'list', path: '/home/mcp/.ssh' },
    ],
    ['a name that climbs', 'unlink("/home/mcp/a/../b") = 0', { kind: 'remove', path: '/home/mcp/b' }],
    ['a move', 'renameat2(AT_FDCWD</w>, "a", AT_FDCWD</w>, "b", RENAME_NOREPLACE) = 0', { kind: 'move', path: '/w/a' }],
    [
      'a program',
      'execve("/bin/ls", ["another", "-la", "a \\"b\\""], 0x5 /* 3 vars */) = 0',
      { kind: 'exec', argv: ['/bin/ls', '-la', 'a "b"'] },
    ],
    [
      'a connection that waits',
      'connect(18<socket:[1]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("1.2.3.4")}, 16) = -1 EINPROGRESS (Operation now in progress)',
      { kind: 'connect', address: '1.2.3.4', port: 443 },
    ],
    [
      'a connection by the other kind of address',
      'connect(18<socket:[1]>, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH (Network is unreachable)',
      { kind: 'connect', address: '2001:db8::1', port: 80 },
    ],
    [
      'bytes to an address',
      'sendto(5<socket:[1]>, "a\\x00\\x01b", 4, MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("8.8.8.8")}, 16) = 4',
      { kind: 'send', address: '8.8.8.8', port: 53, data: 'a\u0000\u0001b' },
    ],
  ])('%s', (_, said, expected) => {
    expect(one(said)).toEqual({ pid: 41, at: 1795929308.5, ...expected })
  })

  test.each([
    ['that failed', 'openat(AT_FDCWD</w>, "/w/a", O_RDONLY) = -1 ENOENT (No such file or directory)'],
    ['of a socket of files', 'connect(5<socket:[1]>, {sa_family=AF_UNIX, sun_path="/run/a"}, 10) = 0'],
    ['that ended the process', '+++ exited with 0 +++'],
  ])('%s does nothing', (_, said) => {
    expect(readTrace(`41 1.5 ${said}\n`)).toEqual({ calls: [], unread: 0 })
  })
})

test('halves of a call are put together, whoever spoke between them', () => {
  const { calls } = readTrace(
    [
      '1 1.0 openat(AT_FDCWD</w>, "/w/a", O_RDONLY <unfinished ...>',
      '2 1.1 unlink("/w/b") = 0',
      '1 1.2 <... openat resumed>) = 3</w/a>',
    ].join('\n'),
  )
  expect(calls.map(({ pid, kind }) => [pid, kind])).toEqual([
    [2, 'remove'],
    [1, 'open'],
  ])
})

test('a line that is no call is counted', () => {
  expect(readTrace('nothing of the sort\n1 1.0 {{{\n')).toEqual({ calls: [], unread: 2 })
})
