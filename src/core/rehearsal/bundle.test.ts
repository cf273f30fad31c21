import { expect, test } from 'vitest'
import type { JsonObject } from '../model/json.ts'
import { bundleStart } from './bundle.ts'

const PLACE = { folder: '/b', home: '/home/x', project: '/home/x/project', newValue: () => 'fresh' }
const node = (mcp_config: JsonObject, more: JsonObject = {}): JsonObject => ({
  server: { type: 'node', entry_point: 'server/index.js', mcp_config },
  ...more,
})
const asks = (key: JsonObject): JsonObject =>
  node(
    { command: 'node', args: ['${user_config.key}'], env: { KEY: 'is ${user_config.key}' } },
    { user_config: { key } },
  )

test.each<[string, JsonObject, readonly string[], object]>([
  ['by its entry point', { server: { type: 'node', entry_point: 'a.js' } }, ['/b/a.js'], {}],
  [
    'by its own words',
    node({
      command: 'node',
      args: ['${__dirname}/a.js', '${HOME}${/}x', '${OTHER}'],
      env: { LIB: '${__dirname}/lib' },
    }),
    ['/b/a.js', '/home/x/x', '${OTHER}'],
    { LIB: '/b/lib' },
  ],
  ['with a folder', asks({ type: 'directory' }), ['/home/x/project'], { KEY: 'is /home/x/project' }],
  ['with a number', asks({ type: 'number', min: 3 }), ['3'], { KEY: 'is 3' }],
  ['with a switch', asks({ type: 'boolean', default: true }), ['true'], { KEY: 'is true' }],
  ['with what is usual', asks({ type: 'string', default: '${HOME}/a' }), ['/home/x/a'], { KEY: 'is /home/x/a' }],
  ['with a key that opens nothing', asks({ type: 'string', sensitive: true }), ['fresh'], { KEY: 'is fresh' }],
  [
    'with a default that names itself',
    asks({ type: 'string', default: '${user_config.key}' }),
    ['fresh'],
    { KEY: 'is fresh' },
  ],
  ['with a default without end', asks({ type: 'string', default: 'a'.repeat(2_000) }), ['fresh'], { KEY: 'is fresh' }],
  ['with what it never asks for', node({ args: ['${user_config.toString}'] }), ['fresh'], {}],
])('a server is started %s', (_, manifest, args, env) => {
  expect(bundleStart(manifest, PLACE)).toEqual({ type: 'node', args, env, unplayed: [] })
})

const systems = (platform_overrides: JsonObject): JsonObject =>
  node({ command: 'node', args: ['a'], env: { A: '1', B: '1' }, platform_overrides })

test('what it says for this system is what is started', () => {
  const start = bundleStart(systems({ linux: { args: ['b'], env: { B: '2' } } }), PLACE)
  expect(start).toEqual({ type: 'node', args: ['b'], env: { A: '1', B: '2' }, unplayed: [] })
  expect(bundleStart(systems({ linux: { command: 'bash' } }), PLACE)).toContain('not the interpreter')
})

test('what it says for others is told', () => {
  const start = bundleStart(systems({ win32: { args: ['b'] } }), PLACE)
  expect(start).toMatchObject({ args: ['a'], unplayed: [expect.stringContaining('on other systems')] })
})

test.each<[string, JsonObject, string]>([
  ['nothing', {}, 'neither of the type'],
  ['a program', { server: { type: 'binary', entry_point: 'a' } }, 'neither of the type'],
  ['a shell', node({ command: 'bash', args: ['-c', 'x'] }), 'not the interpreter'],
  ['the other interpreter', node({ command: 'python3' }), 'not the interpreter'],
  ['arguments that are none', node({ command: 'node', args: [1] }), 'no list of texts'],
  ['an argument without end', node({ args: ['${user_config.key}'.repeat(60_000)] }), 'no list of texts'],
  [
    'arguments that are filled in without end',
    node(
      { command: 'node', args: Array.from({ length: 64 }, () => '${user_config.a}'.repeat(64)) },
      { user_config: { a: { type: 'string', default: 'a'.repeat(1_024) } } },
    ),
    'longer than a command may be',
  ],
  ['a variable without end', node({ args: [], env: { A: 'a'.repeat(2_000) } }), 'no texts'],
  ['variables that are none', node({ command: 'node', args: [], env: { A: 1 } }), 'no texts'],
])('%s is not played', (_, manifest, why) => {
  expect(bundleStart(manifest, PLACE)).toContain(why)
})
