// `vet`: wires the looking to this machine, prints the verdict with what was seen and what was not, and says it as an exit code.
import type { RuleCard } from '../core/model/rule-card.ts'
import type { Vetted } from '../core/model/vetting.ts'
import { vetJson, vetText } from '../core/report/vet-text.ts'
import { PROVENANCE_CARDS } from '../core/provenance/findings.ts'
import { RULE_CARDS } from '../core/rules/index.ts'
import { isWhole } from '../core/vet/verdict.ts'
import { withMaterial } from '../flows/vet/material.ts'
import { lookAtFiles } from '../flows/vet/static.ts'
import { lookAtSources } from '../flows/vet/sources.ts'
import { vet, type VetWorld } from '../flows/vet/vet.ts'
import type { Args, ExitCode } from './command.ts'
import { inkFor, jsonLine, progressOn } from './print.ts'
import type { World } from './world.ts'

export async function runVet({ positional: [target = ''], options }: Args, world: World): Promise<ExitCode> {
  const { cwd, env: variables, paths } = world
  const { sandboxUid } = await world.config()
  const place = { cwd, env: variables, paths, sandboxUid, progress: progressOn(world) }
  const vetWorld: VetWorld = {
    withMaterial: (word, work) => withMaterial(word, place, work),
    parts: [lookAtSources, lookAtFiles],
    progress: progressOn(world),
  }
  const vetted = await vet(target, vetWorld)
  const cards: readonly RuleCard[] = [...RULE_CARDS, ...PROVENANCE_CARDS]
  const { stdout, env } = world
  stdout.write(
    options['json'] === true ? jsonLine('vet', vetJson(vetted, cards)) : vetText(vetted, cards, inkFor(stdout, env)),
  )
  return exitOf(vetted)
}

/** 2 beats 1 beats 0: where something could not be looked at, that is never a pass. */
function exitOf({ verdict, parts }: Vetted): ExitCode {
  if (!isWhole(parts)) return 2
  return verdict === 'no-finding' ? 0 : 1
}
