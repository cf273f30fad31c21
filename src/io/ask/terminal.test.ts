import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Consent } from '../../core/model/consent.ts'
import { consent } from './consent.ts'

const MODULE = new URL('./terminal.ts', import.meta.url).href
const ASKING = `
const { askTerminal } = await import('${MODULE}')
console.log('got ' + JSON.stringify(await askTerminal('Sure? ')))
`

/** Runs the asking process on a terminal of its own and types when it has asked. */
async function onTerminal(typed: string, ahead = ''): Promise<string> {
  const quoted = ASKING.replaceAll("'", `'\\''`)
  const command = `'${process.execPath}' --input-type=module -e '${quoted}'`
  const child = spawn('script', ['-qefc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (ahead !== '') child.stdin.write(ahead)
  let shown = ''
  child.stdout.on('data', (part: Buffer) => {
    const hadAsked = shown.includes('Sure? ')
    shown += part.toString()
    if (!hadAsked && shown.includes('Sure? ')) child.stdin.write(typed)
  })
  await once(child, 'exit')
  return /got (.*)/.exec(shown)?.[1]?.trim() ?? ''
}

test.each([
  ['a line', 'calc\n', '"calc"'],
  ['an empty line', '\n', '""'],
  ['the end of input', '\u0004', '""'],
  ['half a line and the end of input', 'calc\u0004\u0004', '""'],
])('%s typed on a terminal is the answer', async (_, typed, answer) => {
  expect(await onTerminal(typed)).toBe(answer)
})

test('what was typed before the question does not answer it', async () => {
  expect(await onTerminal('second\n', 'first\nmore\n')).toBe('"second"')
})

test('a process without a terminal gets no answer, whatever its stdin says', () => {
  const args = ['--wait', process.execPath, '--input-type=module', '-e', ASKING]
  const { stdout } = spawnSync('setsid', args, { input: 'calc\n', encoding: 'utf8' })
  expect(stdout).toBe('got null\n')
})

const ROWS: readonly [Consent, boolean, string | null, string][] = [
  ['ask', false, 'calc', 'typed'],
  ['ask', true, 'calc', 'typed'],
  ['ask', false, 'y', 'the answer was not the word that was asked for'],
  ['ask', true, '', 'the answer was not the word that was asked for'],
  ['ask', false, 'Calc', 'the answer was not the word that was asked for'],
  ['ask', false, null, 'terminal-missing'],
  ['ask', true, null, 'terminal-missing'],
  ['allow', true, null, 'configured'],
  ['allow', false, 'calc', 'typed'],
  ['allow', false, 'no', 'the answer was not the word that was asked for'],
  ['allow', false, null, 'terminal-missing'],
  ['deny', true, 'calc', 'config.yaml says `yes: deny`'],
  ['deny', false, 'calc', 'config.yaml says `yes: deny`'],
]
test.each(ROWS)('config %s, --yes %s, typed %j: %s', async (allowed, yes, typed, outcome) => {
  const asked: string[] = []
  const wanted = { setting: 'yes', allowed, yes, question: 'Approve?', expected: 'calc' } as const
  const agreed = await consent(wanted, (question) => {
    asked.push(question)
    return Promise.resolve(typed)
  }).catch((failure: { code: string }) => ({ given: false as const, why: failure.code }))
  expect(agreed.given ? agreed.how : agreed.why).toBe(outcome)
  expect(asked.length).toBe(allowed === 'deny' || (allowed === 'allow' && yes) ? 0 : 1)
  if (asked.length === 1) expect(asked[0]).toContain('Type calc to agree')
  if (allowed === 'ask') expect(asked[0]!.includes('`--yes` does not count here')).toBe(yes)
})
