// What the policy commands say to a person. Names from the log are strangers' words and are quoted.
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import type { Policy } from '../../core/policy/cedar/policy.ts'
import type { Ink } from '../../core/report/ink.ts'
import type { Explained } from '../../flows/policy/explain-id.ts'
import type { Replayed } from '../../flows/policy/replay.ts'
import type { CaseTested } from '../../flows/policy/test-policy.ts'

export function casesText(policy: Policy, tested: readonly CaseTested[], ink: Ink): string {
  const failed = tested.filter(({ isAsExpected }) => !isAsExpected)
  const lines = failed.map(({ name, expected, found }) => {
    const wanted = decided(expected.decision, expected.statements ?? [])
    const got = `${decided(found.effect, found.statements)}${found.why === '' ? '' : ` (${reveal(found.why)})`}`
    return `${ink.bad('FAILED')} ${quote(untrusted(name), 200)}: expected ${wanted}, found ${got}\n`
  })
  const { set, statements, digest } = policy
  const what = `${reveal(set)} (${digest.slice(0, 12)}): ${statements.length} ${statements.length === 1 ? 'statement is' : 'statements are'} sound`
  if (tested.length === 0) return `${what}\n`
  const count = failed.length === 0 ? ink.good('all as expected') : ink.bad(`${failed.length} not as expected`)
  return `${lines.join('')}${what}; ${tested.length} cases: ${count}\n`
}

const decided = (effect: string, statements: readonly string[]): string =>
  statements.length === 0 ? effect : `${effect} by ${statements.join(', ')}`

export function replayText({ set }: Policy, { requests, changed, unanswered }: Replayed, ink: Ink): string {
  const lines = changed.map(({ at, server, method, target, was, now, statements, why }) => {
    const what = `${quote(untrusted(server))} ${quote(untrusted(method), 60)} ${quote(untrusted(target))}`
    const by = statements.length === 0 ? reveal(why) : statements.join(', ')
    return `${ink.faint(reveal(at))}  ${what}: ${was} → ${now === 'allow' ? ink.good(now) : ink.bad(now)} by ${by}\n`
  })
  const open = unanswered === 0 ? '' : `; ${unanswered} could not be decided again: the log does not hold all of them`
  return `${lines.join('')}${reveal(set)} would have decided ${changed.length} of ${requests} requests otherwise${open}\n`
}

export function explanationText({ event, set, statements }: Explained, ink: Ink): string {
  const head =
    event === null
      ? ''
      : `${ink.faint(reveal(event.at))}  ${quote(untrusted(event.server))} ${quote(untrusted(event.method), 60)} ${quote(untrusted(event.target))}\n` +
        `${ink.strong(reveal(event.decision))}: ${event.why}\n`
  const parts = statements.map(({ id, kind, does, why, reads, text }) =>
    [
      `${ink.strong(id)}, a statement of ${reveal(set)}: ${kind}`,
      `  ${does}`,
      ...(why === '' ? [] : [`  In its own words: ${reveal(why)}.`]),
      ...reads.map(({ name, means }) => `  It looks at ${name}: ${means}.`),
      '',
      ...text.split('\n').map((line) => `  ${reveal(line)}`),
    ].join('\n'),
  )
  return `${[head, ...parts].filter((part) => part !== '').join('\n')}${parts.length === 0 ? '' : '\n'}`
}
