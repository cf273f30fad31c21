// Every budget of the design that is in force, measured in one run. `npm run bench [NAME…]`.
import { run as catalogue } from './catalogue.ts'
import { run as changes } from './changes.ts'
import { run as judgeArguments } from './arguments.ts'
import { run as discover } from './discover.ts'
import { run as egress } from './egress.ts'
import { run as evidence } from './evidence.ts'
import { run as fleet } from './fleet.ts'
import { run as gateway } from './gateway.ts'
import { run as help } from './help.ts'
import { run as inspect } from './inspect.ts'
import { run as inspectSecrets } from './inspect-secrets.ts'
import { run as latency } from './latency.ts'
import { run as launch } from './launch.ts'
import { run as policy } from './policy.ts'
import { run as prints } from './prints.ts'
import { run as prompts } from './prompts.ts'
import { run as relay } from './relay.ts'
import { run as usual } from './usual.ts'
import { run as vetStatic } from './vet-static.ts'
import { run as watch } from './watch.ts'
import { printRows, type Row } from './row.ts'

const BENCHMARKS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  help,
  discover,
  watch,
  launch,
  gateway,
  egress,
  changes,
  relay,
  policy,
  prints,
  prompts,
  usual,
  arguments: judgeArguments,
  inspect,
  catalogue,
  fleet,
  evidence,
  'inspect-secrets': inspectSecrets,
  'vet-static': vetStatic,
  latency,
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const rows: Row[] = []
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await run()))
}
printRows(rows)
