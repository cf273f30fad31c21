import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { sampleArguments } from './sample.ts'

const GROUND = { project: '/home/mcp/project' }
const one = (schema: Json, name = 'x'): Json =>
  sampleArguments({ type: 'object', properties: { [name]: schema }, required: [name] }, GROUND, 0)[name]!

describe('a field', () => {
  test.each<[string, Json, string, Json]>([
    ['a path', { type: 'string' }, 'path', '/home/mcp/project/README.md'],
    ['a folder', { type: 'string' }, 'directory', '/home/mcp/project'],
    ['somewhere to write', { type: 'string' }, 'destination', '/home/mcp/project/notes/copy.txt'],
    ['an address', { type: 'string' }, 'url', 'https://docs.example/page'],
    ['a statement', { type: 'string' }, 'sql', 'SELECT 1'],
    ['a format', { type: 'string', format: 'date' }, 'x', '2026-01-15'],
    ['one of some', { enum: ['b', 'a'] }, 'x', 'b'],
    ['what is said to be usual', { type: 'integer', default: 7 }, 'x', 7],
    ['a constant', { const: null }, 'x', null],
    ['a number between', { type: 'integer', minimum: 5, maximum: 9 }, 'x', 5],
    ['a number above', { type: 'integer', exclusiveMinimum: 5 }, 'x', 6],
    ['a number in steps', { type: 'number', multipleOf: 0.5 }, 'x', 2],
    ['a list', { type: 'array', items: { type: 'boolean' }, minItems: 2 }, 'x', [false, false]],
    ['one way of several', { anyOf: [{ type: 'null' }, { type: 'boolean' }] }, 'x', false],
    ['one of two types', { type: ['null', 'integer'] }, 'x', 2],
    ['a long text', { type: 'string', minLength: 30 }, 'x', 'When to plant beans beans beans beans'.slice(0, 30)],
  ])('%s', (_, schema, name, expected) => {
    expect(one(schema, name)).toEqual(expected)
  })
})

test('optional fields are given when asked for', () => {
  const schema = { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'boolean' } }, required: ['a'] }
  expect(sampleArguments(schema, GROUND, 0)).toEqual({ a: false })
  expect(sampleArguments(schema, GROUND, 1)).toEqual({ a: true, b: true })
})

test('of what is listed each call is given another', () => {
  const schema = {
    type: 'object',
    properties: { a: { enum: ['x', 'y', 'z'] }, b: { type: 'boolean' } },
    required: ['a'],
  }
  expect([0, 1, 2, 3].map((turn) => sampleArguments(schema, GROUND, turn))).toEqual([
    { a: 'x' },
    { a: 'y', b: true },
    { a: 'z', b: false },
    { a: 'x', b: true },
  ])
})

test('a reference is followed within the schema, and never for ever', () => {
  const schema = {
    type: 'object',
    $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, required: ['next'] } },
    properties: { tree: { $ref: '#/$defs/node' } },
    required: ['tree'],
  }
  expect(JSON.stringify(sampleArguments(schema, GROUND, 1)).length).toBeLessThan(2_000)
})

test.each<[string, Json]>([
  ['no schema', null],
  ['a text', 'object'],
  ['an endless minimum', { type: 'object', properties: { x: { type: 'string', minLength: 1e12 } }, required: ['x'] }],
  ['an endless list', { type: 'object', properties: { x: { type: 'array', minItems: 1e12 } }, required: ['x'] }],
])('%s gives arguments of a bearable size', (_, schema) => {
  expect(JSON.stringify(sampleArguments(schema, GROUND, 1)).length).toBeLessThan(20_000)
})
