import { describe, expect, test } from 'vitest'
import { behind, CAPABILITIES, type Era, META_OF, opened, read, sha256 } from '../../../../test/samples/endpoint.ts'
import { type Behind, Directory } from './directory.ts'
import { Endpoint } from './endpoint.ts'

describe.each<Era>(['legacy', 'modern'])('extensions of a %s client', (era) => {
  const offered = (servers: readonly Behind[], names: boolean): unknown => {
    const here = new Endpoint({ era, directory: new Directory(servers, sha256), names, newId: () => 'own' })
    const [method, params] =
      era === 'legacy' ? ['initialize', { protocolVersion: '2025-11-25' }] : ['server/discover', { _meta: META_OF }]
    const [out] = here.fromClient(read({ jsonrpc: '2.0', id: 1, method, params }), 0)
    return (JSON.parse((out as { text: string }).text) as { result: { capabilities: { extensions?: unknown } } }).result
      .capabilities.extensions
  }
  const shared = { 'io.modelcontextprotocol/ui': {}, ...(era === 'modern' && { 'io.modelcontextprotocol/tasks': {} }) }
  const one = behind('one', CAPABILITIES)

  test.each<[string, readonly Behind[], boolean, unknown]>([
    ['of one server', [one], true, { ...shared, 'com.example/x': { says: 'one' } }],
    ['of two servers', [one, behind('two', CAPABILITIES)], true, shared],
    ['of one server, where nobody is told which there are', [one], false, shared],
    ['of one in quarantine', [{ ...one, withheld: 'quarantined' }], true, undefined],
    [
      'of one that was approved in the other era alone',
      [behind('one', { [era === 'legacy' ? 'modern' : 'legacy']: CAPABILITIES.modern })],
      true,
      undefined,
    ],
  ])('%s', (_, servers, names, expected) => expect(offered(servers, names)).toEqual(expected))

  test.each([
    ['com.example/x/run', 'server'],
    ['com.example/x', 'client'],
    ['com.example/y/run', 'client'],
    ['io.modelcontextprotocol/oauth-client-credentials/run', 'client'],
    ['notifications/message/run', 'client'],
    ['tools/run', 'client'],
  ])('%s is passed to a %s', (method, to) => {
    const { ask } = opened(era, [one, behind('two', {})])
    expect(ask(method, {}).map((out) => ('to' in out ? out.to : ''))).toEqual([to])
  })

  test('that tell of one server are passed to none by who is not told which there are', () => {
    const { ask } = opened(era, [one, behind('two', {})], false)
    expect(ask('com.example/x/run', {})).toEqual([{ to: 'client', text: expect.stringContaining('-32601') }])
  })
})
