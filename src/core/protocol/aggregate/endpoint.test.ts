import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../model/json.ts'
import { behind, type Era, read, sha256 } from '../../../../test/samples/endpoint.ts'
import { Directory } from './directory.ts'
import { Endpoint } from './endpoint.ts'
import type { Out } from './out.ts'

function endpoint(era: Era = 'legacy'): Endpoint {
  let count = 0
  const directory = new Directory([behind('one', {}), behind('two', {})], sha256)
  return new Endpoint({ era, directory, names: true, newId: () => `own-${(count += 1)}` })
}

const said = (outs: readonly Out[]): readonly string[] =>
  outs.flatMap((out) => ('text' in out && out.to === 'client' ? [out.text] : []))

describe('a server that takes no more', () => {
  const LIST = '{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{}}'
  const asked = (here: Endpoint): readonly { readonly server: string; readonly id: string }[] =>
    here
      .fromClient(read(LIST), 0)
      .flatMap((out) =>
        'text' in out && out.to === 'server'
          ? [{ server: out.server, id: (JSON.parse(out.text) as { id: string }).id }]
          : [],
      )

  test('is left out of a list, which is told without waiting for it', () => {
    const here = endpoint('modern')
    const [one, two] = asked(here)
    expect(said(here.busy(one!.server, one!.id, 0))).toEqual([])
    const outs = here.busy(two!.server, two!.id, 0)
    expect(said(outs)).toEqual([expect.stringMatching(/^\{"jsonrpc":"2\.0","id":7,/)])
    expect(outs.filter((out) => 'saw' in out)).toHaveLength(2)
  })

  test('does not give up what another one was asked', () => {
    const here = endpoint('modern')
    const [one, two] = asked(here)
    expect(here.busy(two!.server, one!.id, 0)).toEqual([])
  })
})

describe('a line of a log says which server wrote it, and all else of it stays as it was written', () => {
  test.each<[string, string]>([
    ['{"level":"info","data":1.0}', '{"logger":"one","level":"info","data":1.0}'],
    [
      '{"level":"info","data":12345678901234567890,"logger":"db"}',
      '{"level":"info","data":12345678901234567890,"logger":"one/db"}',
    ],
    ['{"logger":7,"data":1e2}', '{"logger":"one","data":1e2}'],
    [String.raw`{"\u006cogger":"db"}`, String.raw`{"\u006cogger":"one/db"}`],
    ['{}', '{"logger":"one"}'],
  ])('%s', (params, shown) => {
    const line = (one: string): string => `{"jsonrpc":"2.0","method":"notifications/message","params":${one}}`
    expect(said(endpoint().fromServer('one', read(line(params)), 0))).toEqual([line(shown)])
  })

  test('without params', () => {
    const text = '{"jsonrpc":"2.0","method":"notifications/message"}'
    expect(said(endpoint().fromServer('one', read(text), 0))).toEqual([
      '{"params":{"logger":"one"},"jsonrpc":"2.0","method":"notifications/message"}',
    ])
  })
})

describe('what a server asks a person', () => {
  const toldBy = (server: string, message: object): JsonObject => {
    const [text] = said(endpoint().fromServer(server, read(JSON.stringify({ jsonrpc: '2.0', ...message })), 0))
    return JSON.parse(text!) as JsonObject
  }
  const question = { mode: 'url', url: 'https://two.example/', elicitationId: 'login-1' }

  test('says first which server asks, whoever it says to be', () => {
    const params = { ...question, message: '[server two] Please log in again' }
    expect(toldBy('one', { id: 1, method: 'elicitation/create', params })).toMatchObject({
      params: { ...question, elicitationId: 'one/login-1', message: '[server one] [server two] Please log in again' },
    })
  })

  test('is done only when that server says so', () => {
    const done = { method: 'notifications/elicitation/complete', params: { elicitationId: 'login-1' } }
    expect(['one', 'two'].map((server) => toldBy(server, done)['params'])).toEqual([
      { elicitationId: 'one/login-1' },
      { elicitationId: 'two/login-1' },
    ])
  })

  test('is told so in an error too, and all else of that stays', () => {
    const here = endpoint()
    here.fromClient(read(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: OPENING })), 0)
    const [opening] = here.fromClient(
      read('{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"one__echo","arguments":{}}}'),
      0,
    )
    const { id } = JSON.parse((opening as { text: string }).text) as { id: string }
    here.fromServer('one', read(JSON.stringify({ jsonrpc: '2.0', id, result: {} })), 0)
    const error = {
      ...{ code: -32042, message: 'Log in' },
      data: { elicitations: [{ ...question, message: 'Log in' }, 7], n: 1 },
    }
    const [text] = said(here.fromServer('one', read(JSON.stringify({ jsonrpc: '2.0', id: 7, error })), 0))
    expect(JSON.parse(text!)).toEqual({
      ...{ jsonrpc: '2.0', id: 7 },
      error: {
        ...error,
        data: {
          elicitations: [{ ...question, elicitationId: 'one/login-1', message: '[server one] Log in' }, 7],
          n: 1,
        },
      },
    })
  })
})

const OPENING = { protocolVersion: '2025-11-25', capabilities: { elicitation: { url: {} } }, clientInfo: {} }
