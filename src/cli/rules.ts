// `rules list`: the tables of rules, for a person or a program.
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import type { Args, ExitCode } from './command.ts'
import { jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runRules(args: Args, { stdout }: World): Promise<ExitCode> {
  const [verb = ''] = args.positional
  if (verb !== 'list') {
    throw new Failure('usage-invalid', `rules knows no ${quote(untrusted(verb))}`, {
      fix: 'Type `sallyport rules list`.',
    })
  }
  if (args.options['json'] === true) stdout.write(jsonLine('rules', { rules: cards() }))
  else stdout.write(RULE_CARDS.map(line).join(''))
  return 0
}

const cards = () =>
  RULE_CARDS.map(({ id, severity, confidence, tier, summary, fix, references }) => ({
    id,
    severity,
    confidence,
    tier,
    summary,
    fix,
    references,
  }))

const line = ({ id, severity, tier, summary, references }: (typeof RULE_CARDS)[number]): string =>
  `${id.padEnd(22)} ${severity.padEnd(8)} ${tier.padEnd(6)} ${summary} (${references.join(', ')})\n`
