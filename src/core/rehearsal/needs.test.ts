import { expect, test } from 'vitest'
import { valueFor, variablesNamed, wantsFolder } from './needs.ts'

test.each([
  ['Error: GARDEN_API_KEY environment variable is required', ['GARDEN_API_KEY']],
  ['Set SERVICE_URL and SERVICE_TOKEN first', ['SERVICE_URL', 'SERVICE_TOKEN']],
  ["code: 'ERR_MODULE_NOT_FOUND'", []],
  ['NODE_OPTIONS is not supported', []],
  ['error: --garden-api-key is required', ['GARDEN_API_KEY']],
  ['--garden-api-key or GARDEN_API_KEY_FILE is required', ['GARDEN_API_KEY']],
  ['GARDEN_TOKEN_FILE is required', ['GARDEN_TOKEN_FILE']],
  ['CLIENT_ID, AGENT_PROVIDER', ['CLIENT_ID']],
  ['listening', []],
])('%s', (said, names) => {
  expect(variablesNamed(said)).toEqual(names)
})

test.each([
  ['SERVICE_URL', 'https://service.example/'],
  ['DB_HOST', 'service.example'],
  ['HTTP_PORT', '8080'],
  ['DATA_DIR', '/home/x'],
  ['GARDEN_API_KEY', 'fresh'],
])('%s gets a value to start with', (name, value) => {
  expect(valueFor(name, '/home/x', () => 'fresh')).toBe(value)
})

test.each([
  ['Usage: server <allowed-directory>', true],
  ['Please name a folder', true],
  ['Segmentation fault', false],
])('%s', (said, wants) => {
  expect(wantsFolder(said)).toBe(wants)
})
