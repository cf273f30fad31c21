// `secrets migrate` and `secrets restore`: tokens of client configs into the store, and back.
import { reveal } from '../../core/model/untrusted.ts'
import { migrate, type Migration, type MoveDesk } from '../../flows/secrets/migrate.ts'
import { restore, type Restoration } from '../../flows/secrets/restore.ts'
import type { Args, ExitCode } from '../command.ts'
import { inkFor, jsonLine } from '../print.ts'
import { clientsFrom, protectDesk } from '../protect/desk.ts'
import { secretsDesk } from './desk.ts'
import type { World } from '../world.ts'

const deskFor = async (args: Args, world: World): Promise<MoveDesk> => ({
  ...protectDesk(args, world),
  ...(await secretsDesk(args, world)),
})

const inkOf = (isJson: boolean, { stdout, stderr, env }: World) => inkFor(isJson ? stderr : stdout, env)

/** 1: something was left in clear, or somebody said no. 2: not everything could be looked at or written. */
export async function runMigrate(args: Args, world: World): Promise<ExitCode> {
  const { options } = args
  const isJson = options['json'] === true
  const wanted = { clients: clientsFrom(options), isDryRun: options['dryRun'] === true }
  const done = await migrate(wanted, inkOf(isJson, world), await deskFor(args, world))
  if (isJson) world.stdout.write(jsonLine('secrets-migrate', done))
  else world.stdout.write(migratedText(done))
  const { kind, moved, left, unlooked } = done
  if (unlooked.length > 0 || moved.some(({ failed }) => failed !== null)) return 2
  return kind === 'refused' || left.length > 0 ? 1 : 0
}

function migratedText({ kind, moved, unlooked, why }: Migration): string {
  const lost = unlooked.map((what) => `not looked at: ${reveal(what)}\n`).join('')
  if (kind === 'refused') return `${lost}refused: ${reveal(why)}; nothing was changed.\n`
  if (kind === 'planned') return `${lost}Nothing was changed. Without --dry-run you are asked first.\n`
  if (kind === 'nothing') return `${lost}No value of a client config can be moved into the store.\n`
  const failed = moved.filter((row) => row.failed !== null)
  const lines = failed.map((row) => `not moved: ${reveal(row.name)} ${reveal(row.variable)}: ${reveal(row.failed!)}\n`)
  const count = moved.length - failed.length
  const next = [...new Set(moved.flatMap((row) => (row.next === null ? [] : [row.next])))]
  return [
    lost,
    ...lines,
    `${count} ${count === 1 ? 'value' : 'values'} moved into the store of secrets.\n`,
    ...next.map((command) => `next: \`${reveal(command)}\`\n`),
    count === 0 ? '' : `${UNLOCK}Restart your clients: what they started before has the old values still.\n`,
  ].join('')
}

const UNLOCK =
  'Servers can have them while the store is open to them: `sallyport secrets unlock`, or `secretsKey` in config.yaml.\n'

export async function runRestore(args: Args, world: World): Promise<ExitCode> {
  const isJson = args.options['json'] === true
  const done = await restore(clientsFrom(args.options), inkOf(isJson, world), await deskFor(args, world))
  if (isJson) world.stdout.write(jsonLine('secrets-restore', done))
  else world.stdout.write(backText(done))
  if (done.rows.some(({ fate }) => fate === 'cannot')) return 2
  return done.kind === 'refused' ? 1 : 0
}

function backText({ kind, rows, identical, why }: Restoration): string {
  if (kind === 'nothing') return 'No value of a client config lies in the store; nothing was changed.\n'
  if (kind === 'refused') return `refused: ${reveal(why)}; nothing was changed.\n`
  const files = new Set(rows.map(({ path }) => path)).size
  const count = rows.filter(({ fate }) => fate === 'restored').length
  return `${count} ${count === 1 ? 'value' : 'values'} put back; ${identical.length} of ${files} ${files === 1 ? 'file' : 'files'} identical to the byte.\nRestart the clients named above.\n`
}
