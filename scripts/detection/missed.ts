// Why the rules miss what they miss, set by set. Payload lists, secrets and what text cannot show have sections of their own.
import type { Measured, Miss, Surface } from '../../src/core/model/detection.ts'

type Missed = { readonly set: string; readonly surface: Surface; readonly why: string }

const MISSED: readonly Missed[] = [
  {
    set: 'authensor_bench',
    surface: 'prompt',
    why: 'typed by a user: games, stories and false memories in which nothing is ordered that a server could order',
  },
  {
    set: 'cyberseceval_pi',
    surface: 'tool_result',
    why: 'a letter or a report with one wish of its author in it, in the words of any letter; nothing is set aside and nothing is taken',
  },
  {
    set: 'deepset_pi',
    surface: 'prompt',
    why: 'typed by a user, many in German, many an odd question without an order; what sets earlier words aside is seen',
  },
  {
    set: 'defenseclaw_eval',
    surface: 'prompt',
    why: 'typed by a user: hypothetical stories, and orders to do something harmful without a word that hides or overrides',
  },
  {
    set: 'defenseclaw_regex_toolcall',
    surface: 'prompt',
    why: 'short orders as any user types them (`Invoke the cleanup tool`): from a user they are no injection',
  },
  {
    set: 'defenseclaw_regex_toolcall',
    surface: 'tool_result',
    why: 'a single sentence that sends something somewhere: documentation says the same',
  },
  {
    set: 'mcp_safetybench',
    surface: 'prompt',
    why: 'honest questions of a user: in this set the attack is in the tools',
  },
  {
    set: 'mcp_safetybench',
    surface: 'tool_result',
    why: 'an error that asks for another tool to be called first: honest servers answer so, too',
  },
  {
    set: 'mcpsecbench_prompts',
    surface: 'prompt',
    why: 'a user asks the model to do what a file says: the order is in the file',
  },
  {
    set: 'ms_agt_smoke',
    surface: 'prompt',
    why: 'orders in digits for letters or with letters set apart, beyond the words that are known in that spelling; pictures that carry data away',
  },
  {
    set: 'ms_agt_smoke',
    surface: 'tool_result',
    why: 'as for its prompts, and in languages whose words for this are not known',
  },
]

export function missedTable({ cells }: Measured, misses: readonly Miss[]): string {
  const rows = MISSED.map(({ set, surface, why }) => {
    const missed = misses.filter(
      (one) => one.set === set && one.surface === surface && one.label === 'malicious',
    ).length
    const all = cells
      .filter((cell) => cell.set === set && cell.surface === surface && cell.label === 'malicious')
      .reduce((sum, { counts }) => sum + counts.block + counts.review + counts.allow, 0)
    return `| ${set} | ${surface} | ${missed} of ${all} | ${why} |`
  })
  return ['| set | surface | missed | why |', '|---|---|---:|---|', ...rows].join('\n')
}
