// `rules list`: ours and the person's own, and what they set aside. `rules test`: every rule against its own examples.
import { Failure } from '../core/model/failure.ts'
import type { RuleCard } from '../core/model/rule-card.ts'
import { quote, reveal, untrusted } from '../core/model/untrusted.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import { isOver } from '../core/rules/user/suppress.ts'
import type { Suppression } from '../core/rules/user/rule-file.ts'
import { VET_CARDS } from '../flows/vet/cards.ts'
import { testRules, type Tested } from '../flows/judging/test-rules.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import { rulesGiven } from './settings/rules.ts'
import { judgingWith } from './settings/user-rules.ts'
import type { World } from './world.ts'

export async function runRules({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [verb = '', ...files] = positional
  const isJson = options['json'] === true
  if (verb === 'list' && files.length === 0) return list(isJson, world)
  if (verb === 'test') return test(files, isJson, world)
  const fix = 'Type `sallyport rules list` or `sallyport rules test [FILE…]`.'
  if (verb === 'list') throw new Failure('usage-invalid', '`rules list` takes no files', { fix })
  throw new Failure('usage-invalid', `rules knows no ${quote(untrusted(verb))}`, { fix })
}

async function list(isJson: boolean, world: World): Promise<ExitCode> {
  const { stdout, now } = world
  const { rules, suppressions } = await (await judgingWith(await rulesGiven(world))).read()
  const day = now().toISOString().slice(0, 10)
  if (isJson) {
    const own = rules.map(({ file, where, ...card }) => ({ ...cardOf(card), file, where }))
    const aside = suppressions.map((one) => ({ ...one, isOver: isOver(one, day) }))
    stdout.write(jsonLine('rules', { rules: [...RULE_CARDS, ...VET_CARDS].map(cardOf), own, suppressions: aside }))
    return 0
  }
  stdout.write(RULE_CARDS.map(line).join(''))
  stdout.write(`\nAsked by \`sallyport vet\` alone\n${VET_CARDS.map(line).join('')}`)
  for (const [file, group] of Map.groupBy(rules, (rule) => rule.file)) {
    stdout.write(`\nYour own, from ${file}\n${group.map(line).join('')}`)
  }
  for (const [file, group] of Map.groupBy(suppressions, (one) => one.file)) {
    stdout.write(`\nSuppressed, by ${file}\n${group.map((one) => suppressionLine(one, day)).join('')}`)
  }
  return 0
}

const cardOf = ({ id, severity, confidence, tier, summary, fix, references }: RuleCard) => ({
  ...{ id, severity, confidence, tier, summary, fix, references },
})

const line = ({ id, severity, tier, summary, references }: RuleCard): string => {
  const names = references.length === 0 ? '' : ` (${references.join(', ')})`
  return `${id.padEnd(22)} ${severity.padEnd(8)} ${tier.padEnd(6)} ${summary}${names}\n`
}

function suppressionLine(one: Suppression, day: string): string {
  const { rule, server, item, reason, until } = one
  const holds = isOver(one, day) ? `over since ${until}: it counts again` : `until ${until}`
  const whose = `${reveal(server)} ${item === '*' ? '(all of it)' : reveal(item)}`
  return `${rule.padEnd(22)} ${whose}, ${holds}, because ${quote(untrusted(reason), 300)}\n`
}

async function test(files: readonly string[], isJson: boolean, world: World): Promise<ExitCode> {
  const judging = await judgingWith(await rulesGiven(world, files, files.length === 0))
  const tested = await testRules(judging)
  const { stdout } = world
  stdout.write(isJson ? jsonLine('rules-test', tested) : testText(tested, world))
  return tested.failed.length === 0 ? 0 : 1
}

function testText({ rules, examples, own, failed }: Tested, { stdout, env }: World): string {
  const ink = inkFor(stdout, env)
  const lines = failed.map(
    ({ rule, kind, number, why, file }) =>
      `${ink.bad('FAILED')} ${rule}${file === null ? '' : ` (${file})`}: ${kind} example ${number}: ${why}`,
  )
  const count =
    failed.length === 0 ? ink.good('all as they should be') : ink.bad(`${failed.length} not as they should be`)
  const mine = own === 0 ? '' : `, ${own} of them your own`
  return [...lines, `${examples} examples of ${rules} rules${mine}: ${count}`].map((text) => `${text}\n`).join('')
}
