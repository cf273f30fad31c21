import { describe, expect, test } from 'vitest'
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
