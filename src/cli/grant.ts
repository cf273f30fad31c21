// `grant` and `revoke`: power for a time, given on a terminal and taken back by anybody who may type.
import { Failure } from '../core/model/failure.ts'
import { isProven } from '../flows/approvals/step-up.ts'
import { give, type GrantDesk } from '../flows/granting/give.ts'
import { listedJson, listedText, listGrants } from '../flows/granting/list.ts'
import { revoke } from '../flows/granting/revoke.ts'
import { askingOf } from './settings/asking.ts'
import { codeTyped } from './code-typed.ts'
import type { Args, ExitCode } from './command.ts'
import { deskOf, printOutcome } from './desk.ts'
import { jsonLine } from './print.ts'
import type { World } from './world.ts'

export async function runGrant({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [name] = positional
  const json = options['json'] === true
  const desk = deskOf(world, { yes: options['yes'] === true, json })
  if (name === undefined) {
    const stray = Object.keys(options).find((option) => option !== 'json')
    if (stray !== undefined) throw misused('grant needs the NAME of an approved server, or nothing at all')
    const listed = await listGrants(world.paths, desk)
    world.stdout.write(json ? jsonLine('grants', { grants: listed.map(listedJson) }) : listedText(listed))
    return 0
  }
  const granting: GrantDesk = {
    ...desk,
    profile: async () => (await world.config()).profile,
    stepUp: async () => askingOf(await world.config()).stepUp,
    prove: async () => isProven(world.paths.keys, await codeTyped('Code of your authenticator: ')),
  }
  const { outcome, grant } = await give(name, wordsOf(options), granting)
  if (grant === null || !json) return printOutcome('grant', name, outcome, json, world)
  world.stdout.write(jsonLine('grant', { name, outcome: 'done', grant: listedJson({ grant, isStale: false }) }))
  return 0
}

const wordsOf = (options: Args['options']) => {
  const text = (name: string): { readonly [name: string]: string } =>
    typeof options[name] === 'string' ? { [name]: options[name] } : {}
  return {
    ...text('tool'),
    ...text('args'),
    ...text('ttl'),
    ...text('purpose'),
    launch: options['launch'] === true,
    secrets: options['secrets'] === true,
  }
}

export async function runRevoke({ positional, options }: Args, world: World): Promise<ExitCode> {
  const [word] = positional
  const [json, all] = [options['json'] === true, options['all'] === true]
  if (all === (word !== undefined)) throw misused('revoke wants an ID, the NAME of a server, or `--all`', 'revoke')
  const desk = deskOf(world, { yes: false, json })
  return printOutcome('revoke', word ?? 'all', await revoke(word, all, desk), json, world)
}

const misused = (message: string, command = 'grant'): Failure =>
  new Failure('usage-invalid', message, { fix: `Read \`sallyport ${command} --help\`.` })
