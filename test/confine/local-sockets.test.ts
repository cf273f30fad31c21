// Sockets with a path: a server may make its own where nothing of the machine is shared with it, and reach none of the
// machine's where something is.
import { createServer, type Server } from 'node:net'
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
