import { describe, expect, test } from 'vitest'
import type { EffectClass } from '../model/catalogue.ts'
import type { JsonObject } from '../model/json.ts'
import { classify, isGuess } from './effect-class.ts'

const of = (name: string, description = '', more: JsonObject = {}) =>
  classify({ name, body: { name, description, ...more } })

/** Labelled by hand before the table was run: at least nine of ten must agree. */
const LABELLED: readonly (readonly [EffectClass, string, string?])[] = [
  ['read', 'get_weather', 'Current weather of a city'],
  ['read', 'list_issues', 'List the issues of a repository'],
  ['read', 'search_code', 'Search code'],
  ['read', 'brave_web_search', 'Performs a web search'],
  ['read', 'fetch', 'Fetches a page and returns it as text'],
  ['read', 'describe_table', 'Columns of a table'],
  ['read', 'readMediaFile', 'Read an image'],
  ['read', 'git_status', 'Shows the working tree status'],
  ['read', 'git_diff_unstaged', 'Shows changes'],
  ['read', 'convert_time', 'Convert a time between zones'],
  ['read', 'notion-fetch', 'Retrieves a page'],
  ['read', 'slack_get_channel_history', 'Get recent messages'],
  ['read', 'maps_geocode', 'Returns the coordinates of an address'],
  ['read', 'list_payments', 'Lists all payments'],
  ['read', 'get_deleted_items', 'Returns deleted items'],
  ['read', 'resolve-library-id', 'Resolves a name to an id'],
  ['read', 'calculate_sum', 'Adds two numbers'],
  ['read', 'validate_config', 'Checks a configuration'],
  ['read', 'explain_query', 'Shows the plan of a query'],
  ['read', 'sequentialthinking', 'A tool for thinking'],
  ['write', 'create_issue', 'Create an issue'],
  ['write', 'update_page', 'Update a page'],
  ['write', 'write_file', 'Create a file or overwrite it'],
  ['write', 'edit_file', 'Make edits'],
  ['write', 'move_file', 'Move or rename a file'],
  ['write', 'add_observations', 'Add observations'],
  ['write', 'git_commit', 'Records changes'],
  ['write', 'createPullRequest', 'Open a pull request'],
  ['write', 'toggle_light', 'Switch a light'],
  ['write', 'set_config', 'Set a value'],
  ['write', 'upsert_record', 'Insert or update'],
  ['write', 'assign_ticket', 'Assign a ticket'],
  ['write', 'merge_branch', 'Merge a branch'],
  ['write', 'notes_manager', 'Updates notes of a project'],
  ['delete', 'delete_entities', 'Delete entities'],
  ['delete', 'remove_member', 'Remove a member'],
  ['delete', 'drop_table', 'Drop a table'],
  ['delete', 'purge_cache', 'Purge everything'],
  ['delete', 'files-delete', 'Deletes files'],
  ['delete', 'trash_mail', 'Put mail into the bin'],
  ['delete', 'read_and_delete_message', 'Reads a message and deletes it'],
  ['delete', 'get_note', 'Reads a note, then deletes it'],
  ['send', 'send_email', 'Send an e-mail'],
  ['send', 'slack_post_message', 'Post a message'],
  ['send', 'publish_article', 'Publish'],
  ['send', 'upload_file', 'Upload to a bucket'],
  ['send', 'reply_to_thread', 'Reply'],
  ['send', 'tweet', 'Write a tweet'],
  ['send', 'forward_mail', 'Forward mail'],
  ['send', 'get_report', 'Builds a report and sends a copy to the team'],
  ['execute', 'execute_sql', 'Runs SQL'],
  ['execute', 'run_command', 'Run a command'],
  ['execute', 'browser_click', 'Click an element'],
  ['execute', 'start_process', 'Start a process'],
  ['execute', 'deploy_app', 'Deploy'],
  ['execute', 'evaluate_script', 'Evaluate JavaScript'],
  ['pay', 'transfer_funds', 'Transfer money'],
  ['pay', 'create_refund', 'Refund a payment'],
  ['pay', 'buy_domain', 'Buy a domain'],
  ['pay', 'checkout', 'Pay for the cart'],
]

test('it agrees with people on at least nine of ten tools', () => {
  const wrong = LABELLED.filter(([effect, name, description]) => of(name, description).effect !== effect)
  expect(LABELLED).toHaveLength(60)
  expect(wrong.map(([effect, name]) => `${name}: ${of(name).effect}, not ${effect}`).length).toBeLessThanOrEqual(6)
})

test.each([
  ['read', 'git_log', 'Shows the commit logs'],
  ['write', 'git_checkout', 'Switches branches'],
  ['pay', 'git_checkout', 'Charges the card of the customer'],
  ['pay', 'digit_checkout', 'Ends the visit to the shop'],
] as const)('words of git mean what they mean there: %s for %s', (effect, name, description) => {
  expect(of(name, description).effect).toBe(effect)
})

describe('the server cannot lower it', () => {
  test.each([
    { name: 'write_file', annotations: { readOnlyHint: true }, effect: 'write', says: 'readOnlyHint' },
    { name: 'delete_note', annotations: { readOnlyHint: true }, effect: 'delete', says: 'readOnlyHint' },
    { name: 'delete_note', annotations: { destructiveHint: false }, effect: 'delete', says: 'destructiveHint' },
    {
      name: 'run_shell',
      annotations: { readOnlyHint: true, destructiveHint: false },
      effect: 'execute',
      says: 'readOnlyHint',
    },
  ])('$name with $annotations is $effect', ({ name, annotations, effect, says }) => {
    expect(of(name, '', { annotations })).toMatchObject({ effect, reason: expect.stringContaining(says) })
  })
})

test('a reading name does not hide what the description admits', () => {
  expect(of('get_files', 'Deletes all files of a folder').effect).toBe('delete')
  expect(of('list_notes', 'Lists notes and also uploads them').effect).toBe('send')
})

test.each([
  ['get_or_create_user', 'write'],
  ['search_replace', 'write'],
  ['list_add', 'write'],
  ['get_delete', 'delete'],
  ['query_execute', 'execute'],
  ['preview_send', 'send'],
  ['get_order', 'read'],
  ['list_posts', 'read'],
  ['check_update', 'read'],
  ['find_or_list_files', 'read'],
] as const)('what stands behind a reader counts where it can be nothing but a verb: %s', (name, effect) => {
  expect(of(name).effect).toBe(effect)
})

test.each([
  ['read', 'pods_log', 'Get the logs of a pod', {}],
  ['write', 'log', 'Get the logs of a pod', {}],
  ['write', 'pods_log', 'Logs what a pod did', {}],
  ['delete', 'pods_log', 'Gets the logs, then deletes them', {}],
  ['execute', 'pods_log', 'Get the logs of a pod', { inputSchema: { properties: { command: {} } } }],
  ['pay', 'position_change', 'Gets out of a position by selling or buying back shares', {}],
] as const)(
  'a verb that names a thing behind a noun is one where the words say so: %s, %s, %s',
  (effect, name, about, more) => {
    expect(of(name, about, more).effect).toBe(effect)
  },
)

test('an argument that carries code makes a tool execute', () => {
  expect(of('helper', 'Helps', { inputSchema: { properties: { command: { type: 'string' } } } }).effect).toBe('execute')
})

test('what says nothing is taken for a writer, and called a guess', () => {
  const effect = of('frobnicate')
  expect(effect.effect).toBe('write')
  expect(isGuess(effect)).toBe(true)
})

test('a name in look-alike letters is read as it looks', () => {
  expect(of('d\u{435}l\u{435}te_note').effect).toBe('delete')
})

test('the reason can be printed', () => {
  expect(of('del\u{200B}ete\u001B[8m', '\u202E').reason).toMatch(/^[^\p{C}]*$/u)
})
