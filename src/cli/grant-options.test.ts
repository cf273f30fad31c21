// Each option that gives power, or limits it, from the words that are typed to the grants that an approval pins.
import { expect, test } from 'vitest'
import { readGrants } from '../flows/grants.ts'
import type { Command } from './command.ts'
import { GRANT_OPTIONS, HOLD_OPTIONS } from './grant-options.ts'
import { readWords } from './program.ts'

const approve: Command = {
  ...{ name: 'approve', summary: 'Approve.', usage: '', arity: [0, 0], takesRest: false, examples: [] },
  options: [...GRANT_OPTIONS, ...HOLD_OPTIONS],
  run: () => Promise.resolve(0),
}

/** A value that is no default, for each kind of word that an option takes. */
const VALUES: Readonly<Record<string, string>> = {
  ...{ path: '/usr', 'host:port': 'api.example:443', 'name[=value]': 'A=b', 'name[=ref]': 'TOKEN' },
  ...{ bytes: '100M', cores: '0.5', count: '37', duration: '7m', 'count/time': '3/5s', 'points/time': '4/6s' },
  ...{ 'class=points': 'pay=50', tool: 'delete' },
}
const KINDS: Readonly<Record<string, string>> = { '--pass': 'personal', '--allow': 'elicitation' }
/** What must be said too. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  '--cwd': ['--read', '/usr'],
  '--secrets-need-grant': ['--secret', 'TOKEN'],
}

async function granted(words: readonly string[]): Promise<string> {
  const parsed = readWords(['approve', ...words], [approve], '1', { out: () => undefined, err: () => undefined })
  if (parsed.kind !== 'run') throw new Error('nothing to run')
  return JSON.stringify(await readGrants(parsed.args.options, { cwd: '/', own: [] }))
}

test.each(approve.options.map(({ flags }) => flags))('%s is pinned as it was typed', async (flags) => {
  const [, option = '', kind] = /^(--\S+)(?: <(.*)>)?$/.exec(flags)!
  const value = kind === undefined ? [] : [KINDS[option] ?? VALUES[kind]!]
  const beside = BESIDE[option] ?? []
  expect(await granted([...beside, option, ...value])).not.toBe(await granted(beside))
})
