import { expect, test } from 'vitest'
import type { Json } from '../../model/json.ts'
import { misfitParam, paramHeadersIn } from './param-headers.ts'

const SCHEMA: Json = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    shard: { type: 'integer', 'x-mcp-header': 'Shard' },
    deep: { type: 'object', properties: { flag: { type: 'boolean', 'x-mcp-header': 'Flag' } } },
    list: { type: 'array', items: { type: 'string', 'x-mcp-header': 'Item' } },
    whole: { type: 'object', 'x-mcp-header': 'Whole' },
    bad: { type: 'string', 'x-mcp-header': 'two words' },
  },
}

test('only what a client can know of is declared', () => {
  expect(paramHeadersIn(SCHEMA).map(({ header }) => header)).toEqual([
    'mcp-param-region',
    'mcp-param-shard',
    'mcp-param-flag',
  ])
})

const FITS = { 'mcp-param-region': 'eu', 'mcp-param-shard': '7', 'mcp-param-flag': 'true' }
const GIVEN = { region: 'eu', shard: 7, deep: { flag: true } }

test.each<[string, Json, Record<string, string>, string | null]>([
  ['all', GIVEN, FITS, null],
  ['a number in other digits', GIVEN, { ...FITS, 'mcp-param-shard': '7.0' }, null],
  ['base64', { ...GIVEN, region: 'é' }, { ...FITS, 'mcp-param-region': '=?base64?w6k=?=' }, null],
  ['a header that repeats nothing', {}, FITS, null],
  ['nothing at all', {}, {}, null],
  ['null', { region: null }, {}, null],
  ['another text', GIVEN, { ...FITS, 'mcp-param-region': 'us' }, 'mcp-param-region'],
  ['a text in other letters', GIVEN, { ...FITS, 'mcp-param-region': 'EU' }, 'mcp-param-region'],
  ['no header', { region: 'eu' }, {}, 'mcp-param-region'],
  ['another number', GIVEN, { ...FITS, 'mcp-param-shard': '8' }, 'mcp-param-shard'],
  ['a number in another base', GIVEN, { ...FITS, 'mcp-param-shard': '0x7' }, 'mcp-param-shard'],
  ['base64 that is none', GIVEN, { ...FITS, 'mcp-param-region': '=?base64?!?=' }, 'mcp-param-region'],
  ['another truth', GIVEN, { ...FITS, 'mcp-param-flag': 'false' }, 'mcp-param-flag'],
])('%s', (_, given, headers, wrong) => expect(misfitParam(paramHeadersIn(SCHEMA), given, headers)).toBe(wrong))
