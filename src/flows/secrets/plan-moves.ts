// Which values of which client configs may be moved into the store, and why the others may not. Nothing is written here.
import { readConfig } from '../../core/clients/read.ts'
import { replaceVariable } from '../../core/clients/replace-variable.ts'
import { decodeConfig } from '../../core/clients/text.ts'
import { textOf } from '../../core/clients/write-value.ts'
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { isLiteral, isPassedOn } from '../../core/lock/refer.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { isSecretName, referenceTo } from '../../core/model/secret-name.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { LeftRow } from '../../core/report/moved-text.ts'
import { secretPlaces } from '../../core/text/launch-secret.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Moved } from '../../io/secret/content.ts'
import { type ClientFile, readClientFile } from '../../io/store/client-file.ts'
import type { ConfigFile } from '../protect/apply.ts'
import { serverOf, type Self } from '../protect/launch.ts'
import { byReference, saidIn } from '../approve/secret-words.ts'

/** One value with all that is needed to put it back, and what it will be called. */
export type Move = Moved & { readonly secret: string; readonly line: number }

export type FileMoves = {
  readonly config: ConfigFile
  readonly file: ClientFile
  readonly text: string
  readonly moves: readonly Move[]
  readonly left: readonly LeftRow[]
}

export type MovePlace = { readonly lock: Lockfile; readonly self: Self }

/** Null where there is no such file. */
export async function planMoves(config: ConfigFile, place: MovePlace): Promise<FileMoves | null> {
  const file = await readClientFile(config.path)
  if (file === null) return null
  const decoded = decodeConfig(file.bytes)
  if ('why' in decoded) throw new Failure('config-invalid', `${quote(untrusted(config.path), 400)}: ${decoded.why}`)
  const { text } = decoded
  const moves: Move[] = []
  const left: LeftRow[] = []
  for (const entry of readConfig(text, config.pattern).entries) {
    const server = serverOf(entry.launch.argv, place.self)
    for (const where of secretPlaces(entry.launch)) {
      const why = where.startsWith('env.')
        ? objectionTo(entry, server, where, config, place)
        : elsewhere(where, server ?? entry.name, entry.launch)
      const move = why ?? moveOf(entry, server!, where.slice('env.'.length), { config, file, text, ...place })
      if ('why' in move) left.push({ ...rowOf(config, entry), where, ...move })
      else moves.push(move)
    }
    left.push(...inApproval(entry, server, config, place))
  }
  return { config, file, text, moves, left }
}

const rowOf = ({ client, path }: ConfigFile, { name, line }: ConfigEntry) => ({ client, path, name, line })

type Why = Pick<LeftRow, 'why' | 'next'>

const SAID_TO_ADDRESS: Why = {
  why: 'it is said to an address: give the gateway one of its own with `--secret HEADER=store:NAME`',
  next: '',
}

/** A header, or what is part of what is approved: an argument or an address. */
const elsewhere = (where: string, server: string, said: Pick<ConfigEntry['launch'], 'argv' | 'url'>): Why =>
  where.startsWith('headers.')
    ? SAID_TO_ADDRESS
    : {
        why: `it is ${where.startsWith('url') ? 'in an address' : 'an argument'}: those are approved with a reference in place of the value`,
        next: byReference(server, said),
      }

function objectionTo(
  { launch }: ConfigEntry,
  server: string | null,
  where: string,
  { client, pattern }: ConfigFile,
  { lock }: MovePlace,
): Why | null {
  const variable = where.slice('env.'.length)
  if (pattern.write === 'never') return { why: 'this file is an administrator’s', next: '' }
  if (pattern.write === 'named')
    return { why: 'others share this file, and your store is not theirs', next: 'take it out of the file by hand' }
  if (launch.argv.length === 0) return SAID_TO_ADDRESS
  if (server === null)
    return { why: 'the client starts this server without Sallyport', next: `\`sallyport protect --client ${client}\`` }
  if (!isSecretName(nameFor(server, variable))) return { why: 'no secret can be called after this variable', next: '' }
  const pin = pinOf(lock, server)
  if (pin !== undefined && isLiteral(pin, variable)) {
    const next = `approve ${server} again with \`--secret ${variable}\` in place of \`--env ${variable}=…\``
    return { why: 'its value is part of the approval', next }
  }
  return null
}

/** What an approval of a command holds is in the lockfile, whatever the client config says by now. */
function inApproval(
  entry: ConfigEntry,
  server: string | null,
  config: ConfigFile,
  { lock }: MovePlace,
): readonly LeftRow[] {
  const pin = server === null ? undefined : pinOf(lock, server)
  if (pin === undefined) return []
  const said = saidIn(pin)
  return secretPlaces({ ...said, env: {}, headers: {} }).map((where) => ({
    ...rowOf(config, entry),
    where: `${where} of its approval`,
    ...elsewhere(where, server!, said),
  }))
}

const nameFor = (server: string, variable: string): string => `${server}.${variable}`

type Source = MovePlace & { readonly config: ConfigFile; readonly file: ClientFile; readonly text: string }

function moveOf(
  entry: ConfigEntry,
  server: string,
  variable: string,
  { config, file, text, lock }: Source,
): Move | Why {
  const { within, name, line, launch } = entry
  const { client, path, pattern } = config
  const { format, shapes } = pattern
  const value = launch.env[variable]!
  const before = sha256(file.bytes)
  const secret = nameFor(server, variable)
  const pin = pinOf(lock, server)
  const whose = { within, name, line, client, path, format, shapes, server, variable, secret }
  const move: Move = { ...whose, value, before, isPassedOn: pin !== undefined && isPassedOn(pin, variable), text: '' }
  const swapped = swapIn(text, move)
  if (swapped.kind === 'swapped') return { ...move, text: swapped.taken }
  return { why: swapped.kind === 'cannot' ? swapped.why : 'its value could not be found again', next: '' }
}

/** The file with the reference in place of the value. */
export const swapIn = (text: string, move: Move) => {
  const { within, name, variable, value, secret } = move
  const means = referenceTo(secret)
  return replaceVariable(text, move, { within, name, variable, expects: value, put: textOf(means), means })
}

/** The file with the value in place of the reference: in its own words, or a newer value in ours. */
export const swapOut = (text: string, moved: Moved, secret: { readonly name: string; readonly value: string }) => {
  const { within, name, variable } = moved
  const isSame = secret.value === moved.value
  const put = isSame ? moved.text : textOf(secret.value)
  return replaceVariable(text, moved, {
    within,
    name,
    variable,
    expects: referenceTo(secret.name),
    put,
    means: secret.value,
  })
}
