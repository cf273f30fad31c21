import { expect, test } from 'vitest'
import type { JsonObject } from '../model/json.ts'
import { exposureOf, exposureOfAddress } from './exposure.ts'

const of = (server: string, name: string, description = '', more: JsonObject = {}) =>
  exposureOf(server, { name, body: { name, description, ...more } }).join(' ')

test.each([
  ['files', 'read_file', 'Read a file.', 'private files from:files'],
  ['github', 'get_issue', 'Get an issue of a repository.', 'untrusted private files from:github'],
  ['mail', 'list_messages', 'List the messages of the inbox.', 'untrusted private mail from:mail'],
  ['db', 'query', 'Runs a SELECT and returns the rows.', 'private db from:db'],
  ['bank', 'get_balance', 'The balance of the account.', 'private pay from:bank'],
  ['notes', 'memory_bank_write', 'Writes a file of the memory bank.', 'private db from:notes'],
  ['web', 'fetch', 'Fetches a URL and returns it as text.', 'untrusted from:web'],
  ['browser', 'snapshotPage', 'Captures the page, with files it loads.', 'untrusted from:browser'],
  ['support', 'read_ticket', 'Reads the ticket of a customer.', 'untrusted private db from:support'],
  ['calc', 'add', 'Adds two numbers.', 'from:calc'],
  ['hris', 'get_employee', 'Get one employee by id', 'private db from:hris'],
  ['house', 'get_payslip', 'Returns the payslip of a month', 'private pay from:house'],
  ['house', 'search_vault', 'Search the vault', 'private db from:house'],
  ['broker', 'get_positions', 'List all current positions in the portfolio', 'private pay from:broker'],
  ['talk', 'get_transcript', 'Get the transcript of a meeting', 'private mail from:talk'],
  ['talk', 'list_messages', 'Get messages that match', 'untrusted private mail from:talk'],
  ['store', 'list_objects', 'List objects in a bucket', 'private files from:store'],
  ['legal', 'search_contracts', 'Search contracts and agreements', 'private files from:legal'],
  ['reader', 'search_papers', 'Search papers', 'untrusted from:reader'],
  ['code', 'get_merge_request', 'Get a merge request', 'untrusted from:code'],
  ['code', 'log', 'Shows the commit messages', 'private mail from:code'],
  ['screen', 'get_position', 'The position of the mouse', 'from:screen'],
  ['weather', 'get_forecast', 'Get the forecast for a place', 'from:weather'],
])('%s/%s exposes to what it says', (server, name, description, expected) => {
  expect(of(server, name, description)).toBe(expected)
})

test('what a server says of itself raises it', () => {
  expect(of('calc', 'add', 'Adds.', { annotations: { openWorldHint: true } })).toBe('untrusted from:calc')
})

test('and never lowers it', () => {
  expect(of('web', 'fetch', 'Fetches a URL.', { annotations: { openWorldHint: false } })).toBe('untrusted from:web')
})

test.each([
  ['web-mail', 'list_messages', 'Lists the messages.', 'untrusted private mail from:web-mail'],
  ['page', 'read_file', 'Reads a file.', 'untrusted private files from:page'],
  ['bank', 'latest', 'The latest entries.', 'private pay from:bank'],
  ['bank', 'read_file', 'Reads a file.', 'private files from:bank'],
])('the name of the server %s adds to what %s says, and takes nothing away', (server, name, description, expected) => {
  expect(of(server, name, description)).toBe(expected)
})

test('look-alike letters and camel case are read as they look', () => {
  expect(of('x', 'r\u0435adMailb\u043Ex', 'Gets mail.')).toContain('mail')
})

test.each([
  ['https://example.org/a', 'untrusted from:x'],
  ['HTTP://example.org/page', 'untrusted from:x'],
  ['file:///srv/list.txt', 'private files from:x'],
  ['note://1', 'private db from:x'],
  ['thing://1', 'from:x'],
])('what is read at %s', (address, expected) => {
  expect(exposureOfAddress('x', address).join(' ')).toBe(expected)
})
