// Each option that gives power, or limits it, from the words that are typed to the grants that an approval pins.
import { expect, test } from 'vitest'
import { readGrants } from '../flows/grants.ts'
import { isBare } from './approve.ts'
import type { Args, Command } from './command.ts'
import { GRANT_OPTIONS, HOLD_OPTIONS, REACH_OPTIONS } from './grant-options.ts'
import { readWords } from './program.ts'

const approve: Command = {
  ...{ name: 'approve', summary: 'Approve.', usage: '', arity: [0, 0], takesRest: false, examples: [] },
  options: [...GRANT_OPTIONS, ...HOLD_OPTIONS, ...REACH_OPTIONS],
  run: () => Promise.resolve(0),
}

/** A value that is no default, for each kind of word that an option takes. */
const VALUES: Readonly<Record<string, string>> = {
  ...{ path: '/usr', 'host:port': 'api.example:443', 'name[=value]': 'A=b', 'name[=ref]': 'TOKEN' },
  ...{ bytes: '100M', cores: '0.5', count: '37', duration: '7m', 'count/time': '3/5s', 'points/time': '4/6s' },
  ...{ 'class=points': 'pay=50', tool: 'delete' },
}
const KINDS: Readonly<Record<string, string>> = { '--pass': 'personal', '--allow': 'elicitation', '--login': 'own' }
/** What must be said too. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  '--cwd': ['--read', '/usr'],
  '--secrets-need-grant': ['--secret', 'TOKEN'],
}

function read(words: readonly string[]): Args {
  const parsed = readWords(['approve', ...words], [approve], '1', { out: () => undefined, err: () => undefined })
  if (parsed.kind !== 'run') throw new Error('nothing to run')
  return parsed.args
}

const granted = async (words: readonly string[]): Promise<string> =>
  JSON.stringify(await readGrants(read(words).options, { cwd: '/', own: [] }))

function wordsOf(flags: string): readonly string[] {
  const [, option = '', kind] = /^(--\S+)(?: <(.*)>)?$/.exec(flags)!
  return kind === undefined ? [option] : [option, KINDS[option] ?? VALUES[kind] ?? 'anything']
}

const flagsOf = (options: readonly { readonly flags: string }[]): readonly string[] => options.map(({ flags }) => flags)

test.each(flagsOf([...GRANT_OPTIONS, ...HOLD_OPTIONS]))('%s is pinned as it was typed', async (flags) => {
  const words = wordsOf(flags)
  const beside = BESIDE[words[0]!] ?? []
  expect(await granted([...beside, ...words])).not.toBe(await granted(beside))
})

test.each(flagsOf(approve.options))('%s is heeded also where nothing else but the name is typed', (flags) => {
  expect(isBare(read(wordsOf(flags)))).toBe(false)
})

test('a name alone keeps what was granted', () => {
  expect(isBare(read([]))).toBe(true)
})
