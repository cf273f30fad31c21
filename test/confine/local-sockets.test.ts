// Sockets with a path: a server may make its own where nothing of the machine is shared with it, and reach none of the
// machine's where something is.
import { createServer, type Server } from 'node:net'
import { spawn } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_GRANTS, type Grants } from '../../src/core/model/grants.ts'
import { CALLERS, setStage, type Stage } from './stage.ts'

/** Reaches a socket of its own, then one at a path and one without. Perl lies in /usr, so that nothing else is shown. */
const PERL = '/usr/bin/perl'
const SCRIPT = `
  use IO::Socket::UNIX;
  my $own = IO::Socket::UNIX->new(Local => "/tmp/own", Listen => 1);
  print $own && IO::Socket::UNIX->new(Peer => "/tmp/own") ? "own reached" : "own: $!", "\\n";
  for my $peer ($ARGV[0], "\\0$ARGV[0]") { print IO::Socket::UNIX->new(Peer => $peer) ? "reached" : "$!", "\\n" }
`

/**
 * Says words to a socket of datagrams through one half of a pair, to which no call to `socket` is needed: a pair of streams, of
 * datagrams, and a raw one, of which the kernel makes one of datagrams.
 */
const PAIRS = `
  use Socket;
  for my $type (SOCK_STREAM, SOCK_DGRAM, SOCK_RAW) {
    my ($one, $other);
    socketpair($one, $other, AF_UNIX, $type, 0) or print("pair: $!\n"), next;
    print defined send($one, "canary", 0, pack_sockaddr_un($ARGV[0])) ? "sent" : "send: $!", "\n";
  }
`
/** A socket of datagrams, which Node cannot make; it says what comes. */
const MAILBOX = `
  use Socket; $| = 1; umask 0;
  socket(my $box, AF_UNIX, SOCK_DGRAM, 0) or die $!;
  bind($box, pack_sockaddr_un($ARGV[0])) or die $!;
  print "open\n";
  while (defined recv($box, my $words, 64, 0)) { print "$words\n" }
`

describe.each(CALLERS)('started by %s', (caller) => {
  let stage: Stage
  let shared: string
  let socket: string
  const servers: Server[] = []
  const listen = async (path: string): Promise<void> => {
    const server = createServer((peer) => peer.destroy())
    servers.push(server)
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  }
  beforeAll(async () => {
    stage = setStage(caller)
    shared = stage.put('shared', null, 0o777)
    socket = join(shared, 'live')
    await listen(socket)
    chmodSync(socket, 0o777)
    await listen(`\0${socket}`)
  })
  afterAll(() => {
    for (const server of servers) server.close()
    stage.clear()
  })

  const tried = async (grants: Partial<Grants>): Promise<string[]> => {
    const argv = [PERL, '-e', SCRIPT, socket] as [string, ...string[]]
    const request = stage.request({ argv, roots: [], grants: { ...NO_GRANTS, ...grants } })
    const { stdout, failed } = await stage.start({ request, ...(grants.net && { names: {} }) }).told
    expect(failed).toBeUndefined()
    return stdout!.trim().split('\n')
  }

  test.each(['read', 'write'] as const)('with a folder to %s no pair is a way to one either', async (way) => {
    const path = join(shared, `mailbox-${way}`)
    const mailbox = spawn(PERL, ['-e', MAILBOX, path])
    try {
      let heard = ''
      mailbox.stdout.setEncoding('utf8').on('data', (words: string) => (heard += words))
      await expect.poll(() => heard).toBe('open\n')
      const argv = [PERL, '-e', PAIRS, path] as [string, ...string[]]
      const request = stage.request({ argv, roots: [], grants: { ...NO_GRANTS, [way]: [shared] } })
      const { stdout } = await stage.start({ request }).told
      const streams = 'send: Transport endpoint is already connected'
      const none = 'pair: Address family not supported by protocol'
      expect(stdout?.trim().split('\n')).toEqual([streams, none, none])
      expect(await stage.unconfined([['run', argv]])).toEqual([{ said: `${streams}\nsent\nsent\n` }])
      await expect.poll(() => heard).toBe('open\ncanary\ncanary\n')
    } finally {
      mailbox.kill('SIGKILL')
    }
  })

  test('outside, both sockets are reached', async () => {
    const run = await stage.unconfined([['run', [PERL, '-e', SCRIPT.replaceAll('/tmp/own', `${shared}/own`), socket]]])
    expect(run).toEqual([{ said: 'own reached\nreached\nreached\n' }])
  })

  test.each<[string, Partial<Grants>]>([
    ['without any grant', {}],
    ['with granted hosts', { net: [{ host: 'api.granted.test', port: 443, kind: 'tls' }] }],
    ['with a granted program of the system', { exec: [PERL] }],
  ])('%s it reaches its own socket, and neither of the machine', async (_, grants) => {
    expect(await tried(grants)).toEqual(['own reached', 'No such file or directory', 'Connection refused'])
  })

  test.each(['read', 'write'] as const)('with a folder to %s it can make no socket at all', async (way) => {
    const none = 'Address family not supported by protocol'
    expect(await tried({ [way]: [shared] })).toEqual([`own: ${none}`, none, none])
  })
})
