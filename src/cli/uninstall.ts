// `uninstall`: takes Sallyport out of every client config, and says how to remove the package. It never removes itself.
import { reveal } from '../core/model/untrusted.ts'
import { uninstall, type Uninstallation } from '../flows/protect/uninstall.ts'
import { Failure } from '../core/model/failure.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine } from './print.ts'
import { protectDesk } from './protect/desk.ts'
import type { World } from './world.ts'

export async function runUninstall(args: Args, world: World): Promise<ExitCode> {
  const { options } = args
  const [purge, evidence, json] = ['purge', 'purgeEvidence', 'json'].map((name) => options[name] === true)
  if (evidence === true && purge !== true) {
    throw new Failure('usage-invalid', '--purge-evidence counts only together with --purge')
  }
  const desk = protectDesk(args, world)
  const ink = inkFor(json === true ? world.stderr : world.stdout, world.env)
  const done = await uninstall({ purge: purge === true, evidence: evidence === true }, ink, desk)
  if (json === true) world.stdout.write(jsonLine('uninstall', done))
  else world.stdout.write(endText(done, purge === true))
  return done.kind === 'done' ? 0 : done.kind === 'refused' ? 1 : 2
}

function endText({ kind, removed, kept, why, unprotected }: Uninstallation, purge: boolean): string {
  if (kind !== 'done') return `${kind}: ${reveal(why)}\n`
  const clients =
    unprotected.kind === 'nothing'
      ? 'No client config starts a server through Sallyport.'
      : 'Clients start their servers themselves again.'
  return [
    clients,
    ...removed.map((path) => `  removed  ${reveal(path)}`),
    ...kept.map((path) => `  kept     ${reveal(path)}`),
    ...(purge ? [] : ['Approvals, keys and evidence stay; `sallyport uninstall --purge` removes them but evidence.']),
    'next: remove the package with the tool that installed it, such as `npm uninstall --global sallyport`.',
    '',
  ].join('\n')
}
