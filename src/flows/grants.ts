// Reads grants from a command line into exact statements of power. Paths are followed now, so that a link turned later
// changes nothing; what is not there, is said twice or would hand over our own state is refused.
import { isAbsolute, resolve } from 'node:path'
import { isWithin, overlap } from '../core/confine/paths.ts'
import { readNetGrant } from '../core/egress/grant.ts'
import { type Dialled, readRemoteNet } from '../core/egress/remote.ts'
import { Failure } from '../core/model/failure.ts'
import {
  ASKS,
  type Asks,
  type EnvGrant,
  type Grants,
  type Held,
  type NetGrant,
  PASSED,
  type Passed,
  type SecretGrant,
} from '../core/model/grants.ts'
import { secretNamedBy } from '../core/model/secret-name.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { secretPlaces } from '../core/text/launch-secret.ts'
import { ownCode } from '../io/file/own-code.ts'
import { realOf } from '../io/file/real.ts'
import { homeAt } from '../io/store/homes.ts'
import { refuseOwnCommand } from './secrets/command-place.ts'
import { readBudget } from './grants/budget.ts'
import { readLimits } from './grants/limits.ts'
import { readOAuth } from './grants/oauth.ts'

/** Option values as the command line parser hands them on. */
export type GrantWords = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export type GrantPlace = {
  /** Relative paths are read from here. */
  readonly cwd: string
  /** Our own folders: whoever can write there approves, and whoever can read there signs. */
  readonly own: readonly string[]
  /** Of a server that is reached and not started: it is given nothing of this machine, and its secrets are headers. */
  readonly remote?: Dialled
}

export async function readGrants(words: GrantWords, place: GrantPlace): Promise<{ grants: Grants; cwd: string }> {
  if (place.remote !== undefined) refuseOwn(words)
  const paths = await readPaths(words, place)
  const env = listOf(words, 'env').map(readVariable)
  const secrets = await Promise.all(listOf(words, 'secret').map((word) => readSecret(word, place)))
  await refuseOwnCommand(secrets, paths.write)
  const oauth = await readOAuth(
    (name) => textOf(words, name),
    listOf(words, 'oauth-scope'),
    place.remote !== undefined,
    async (secret) => (await readSecret(`Authorization=${secret}`, place)).ref,
  )
  // The names of headers are one in any letters, and tokens come in one of them.
  const names = [...env, ...secrets, ...(Object.keys(oauth).length === 0 ? [] : [{ name: 'authorization' }])].map(
    ({ name }) => (place.remote === undefined ? name : name.toLowerCase()),
  )
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined)
    throw invalid(twice, `this ${place.remote === undefined ? 'variable' : 'header'} is granted twice`)
  const grants: Grants = {
    ...paths,
    net: readNet(words, place),
    env,
    secrets,
    ...oauth,
    ...readPass(words),
    ...readHeld(words, secrets.length > 0),
    ...readAllow(words),
    ...(words[keyOf('omit-nulls')] === true && { omitNulls: true }),
    limits: readLimits((name) => textOf(words, name)),
    ...readBudget((name) => textOf(words, name)),
  }
  return { grants, cwd: await readCwd(words, grants, place) }
}

type PathGrants = Pick<Grants, 'read' | 'write' | 'exec'>
async function readPaths(words: GrantWords, place: GrantPlace): Promise<PathGrants> {
  const seen = new Set<string>()
  const given: Record<keyof PathGrants, string[]> = { read: [], write: [], exec: [] }
  for (const kind of ['write', 'read', 'exec'] as const) {
    for (const word of listOf(words, kind)) {
      const path = await realPath(`--${kind}`, word, place)
      if (seen.has(path)) throw invalid(`--${kind} ${word}`, `${show(path)} is granted twice`)
      seen.add(path)
      given[kind].push(path)
    }
  }
  return given
}

async function realPath(option: string, word: string, { cwd, own }: GrantPlace): Promise<string> {
  const shown = `${option} ${word}`
  if (word === '' || word.includes('\0')) throw invalid(shown, 'is no path')
  const real = await realOf(resolve(cwd, word))
  if (real === null) throw invalid(shown, 'nothing is there, or you may not see it')
  if (real.kind === 'other') throw invalid(shown, 'is neither a file nor a folder: sockets and devices are not granted')
  for (const folder of own) {
    const mine = (await realOf(folder))?.path ?? folder
    if (overlap(mine, real.path)) {
      throw invalid(shown, `would open Sallyport's own folder ${show(mine)} to the server`, {
        fix: 'Grant a folder that neither holds it nor lies inside it.',
      })
    }
  }
  const home = await homeAt(real.path)
  if (home !== null) {
    throw invalid(shown, `would open ${show(home)} to the server, where a key lies that signs approvals`, {
      fix: 'Grant a folder that neither holds it nor lies inside it.',
    })
  }
  if (option === '--write' && ownCode().some((code) => overlap(code, real.path))) {
    throw invalid(shown, 'would let the server change the code of Sallyport itself, or the Node that runs it', {
      fix: 'Grant a narrower folder, or install Sallyport and Node where no server may write.',
    })
  }
  return real.path
}

/** What only a sandbox could honour. */
const OWN = {
  ...{ read: '--read', write: '--write', exec: '--exec', env: '--env', cwd: '--cwd', memory: '--memory', cpu: '--cpu' },
  ...{ pids: '--pids', time: '--time', output: '--output', openFiles: '--open-files', fileSize: '--file-size' },
  changes: '--changes',
} as const

function refuseOwn(words: GrantWords): void {
  const given = Object.entries(OWN).find(([name]) => hasWords(words[name]))
  if (given === undefined) return
  throw invalid(given[1], 'is about this machine, and nothing of a remote server runs here', {
    fix: 'Leave it out. What such a server can be given is `--secret HEADER=REF`, `--net` for its own address, `--allow`, `--pass`, `--omit-nulls` and a budget.',
  })
}

function readNet(words: GrantWords, { remote }: GrantPlace): readonly NetGrant[] {
  const seen = new Set<string>()
  return listOf(words, 'net').map((word) => {
    const read = remote === undefined ? readNetGrant(word) : readRemoteNet(word, remote)
    if (!read.ok) throw invalid(`--net ${word}`, read.why)
    const { host, port } = read.grant
    if (seen.has(`${host}:${port}`)) throw invalid(`--net ${word}`, 'this host and port are granted twice')
    seen.add(`${host}:${port}`)
    return read.grant
  })
}

/** Left out where nothing is passed, so that pins from before are as they were. */
function readPass(words: GrantWords): Pick<Grants, 'pass'> {
  const pass = kindsOf<Passed>(words, 'pass', PASSED)
  return pass.length === 0 ? {} : { pass }
}

/** Left out where nothing is held back, so that pins from before are as they were. */
function readHeld(words: GrantWords, hasSecrets: boolean): { readonly held?: Held } {
  const tools = [...new Set(listOf(words, 'only-granted'))].toSorted()
  if (tools.includes('')) throw invalid('--only-granted', 'names no tool')
  const secrets = words[keyOf('secrets-need-grant')] === true
  if (secrets && !hasSecrets) throw invalid('--secrets-need-grant', 'there is no `--secret` that it could hold back')
  if (tools.length === 0 && !secrets) return {}
  return { held: { ...(tools.length > 0 && { tools }), ...(secrets && { secrets }) } }
}

function readAllow(words: GrantWords): Pick<Grants, 'allow'> {
  const allow = kindsOf<Asks>(words, 'allow', ASKS)
  if (allow.includes('sampling') && allow.includes('sampling-unseen'))
    throw invalid('--allow sampling --allow sampling-unseen', 'want one of the two')
  return allow.length === 0 ? {} : { allow }
}

function kindsOf<Kind extends string>(words: GrantWords, option: string, known: readonly Kind[]): readonly Kind[] {
  const given = listOf(words, option)
  const unknown = given.find((word) => !known.includes(word as Kind))
  if (unknown !== undefined) throw invalid(`--${option} ${unknown}`, `want one of ${known.join(', ')}`)
  const kinds = known.filter((kind) => given.includes(kind))
  if (kinds.length < given.length) throw invalid(`--${option} ${given.join(` --${option} `)}`, 'is said twice')
  return kinds
}

/** Set by the sandbox itself, or obeyed by us or by a loader before any code of the server: not for grants. */
const REFUSED_NAME = /^(?:PATH|HOME|NODE_OPTIONS|BASH_ENV|ENV|IFS|LD_.*|DYLD_.*|SALLYPORT_.*)$/i
const SECRET_NAME = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|(?:API|ACCESS|PRIVATE|AUTH|SIGNING)_?KEY/i

function readVariable(word: string): EnvGrant {
  const { name, value } = split(word, '--env', 'variable')
  if (value === undefined) return { name }
  if (value.includes('\0') || !value.isWellFormed()) throw invalid(`--env ${name}`, 'the value is not plain text')
  if (SECRET_NAME.test(name) || holdsCredential([value], { [name]: value })) {
    throw invalid(`--env ${name}`, 'this looks like a secret, and the lockfile never holds one', {
      fix: `Use \`--secret ${name}\`: its value is then taken from the environment of \`run\` and hidden in the log.`,
    })
  }
  return { name, value }
}

/** Also inside it: the password of an address, a member of JSON, an option of a command line. */
const holdsCredential = (argv: readonly string[], env: Readonly<Record<string, string>>): boolean =>
  secretPlaces({ argv, env, url: null, headers: {} }).length > 0

async function readSecret(word: string, place: GrantPlace): Promise<SecretGrant> {
  const { name, value } = split(word, '--secret', place.remote === undefined ? 'variable' : 'header')
  if (value === undefined && place.remote !== undefined)
    throw invalid(`--secret ${name}`, 'does not say where it comes from', { fix: SECRET_SOURCES })
  if (value === undefined) return { name, ref: `env:${name}` }
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return { name, ref: value }
  if (secretNamedBy(value) !== null) return { name, ref: value }
  // Never shown: it may be the secret itself, typed in the wrong place.
  const wrong = (why: string) => invalid(`--secret ${name}`, why, { fix: SECRET_SOURCES })
  if (value.startsWith('cmd:')) return { name, ref: `cmd:${(await commandOf(value.slice(4), wrong)).join(' ')}` }
  if (!value.startsWith('file:') || !isAbsolute(value.slice(5))) throw wrong('its source is not one we know')
  const real = await realOf(resolve(place.cwd, value.slice(5)))
  if (real?.kind !== 'file') throw wrong('its source is no file that is there')
  return { name, ref: `file:${real.path}` }
}

const SECRET_SOURCES = 'Say `store:NAME`, `env:NAME`, `file:/absolute/path` or `cmd:/absolute/program WORD…`.'

/** Words are parted by blanks and nothing else: no shell reads them, and no quotes or variables are undone. */
async function commandOf(line: string, wrong: (why: string) => Failure): Promise<readonly string[]> {
  const [program = '', ...words] = line.split(' ').filter((word) => word !== '')
  if (!isAbsolute(program)) throw wrong('its command does not begin with the absolute path of a program')
  if (/[\0-\x1f\x7f"'`$\\]/.test(line))
    throw wrong('its command holds quotes, variables or control characters, which nothing undoes')
  const real = await realOf(program)
  if (real?.kind !== 'file') throw wrong('its program is no file that is there')
  if (real.path.includes(' ')) throw wrong('the path of its program holds a blank')
  if (holdsCredential([real.path, ...words], {}))
    throw wrong('a credential stands in its command, which the lockfile holds')
  return [real.path, ...words]
}

const HEADER = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/
/** Set by the transport itself, or by a proxy that we are not. */
const REFUSED_HEADER =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept|accept-.*|cookie|last-event-id|mcp-.*|proxy-.*|forwarded|x-forwarded-.*)$/i

function split(
  word: string,
  option: string,
  as: 'variable' | 'header',
): { readonly name: string; readonly value: string | undefined } {
  const at = word.indexOf('=')
  const name = at < 0 ? word : word.slice(0, at)
  const value = at < 0 ? undefined : word.slice(at + 1)
  if (as === 'header') {
    if (!HEADER.test(name)) throw invalid(`${option} ${name}`, 'is not the name of a header')
    if (REFUSED_HEADER.test(name))
      throw invalid(`${option} ${name}`, 'this header is for the transport, and not for credentials')
    return { name, value }
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) throw invalid(`${option} ${name}`, 'is not the name of a variable')
  if (REFUSED_NAME.test(name)) throw invalid(`${option} ${name}`, 'this variable could change what is executed')
  return { name, value }
}

async function readCwd(words: GrantWords, { read, write }: Grants, place: GrantPlace): Promise<string> {
  const word = textOf(words, 'cwd')
  if (word === undefined || word === 'home') return 'home'
  const path = await realPath('--cwd', word, place)
  if ([...read, ...write].some((granted) => isWithin(path, granted))) return path
  throw invalid(`--cwd ${word}`, 'lies in no folder that is granted', {
    fix: `Add \`--read\` or \`--write\` for it, or leave \`--cwd\` out: the server then starts in its private home.`,
  })
}

/** Of an option without its dashes: `open-files` is read as `openFiles`. */
export const keyOf = (name: string): string => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())

function listOf(words: GrantWords, name: string): readonly string[] {
  const value = words[keyOf(name)]
  return typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []
}

function textOf(words: GrantWords, name: string): string | undefined {
  const value = words[keyOf(name)]
  return typeof value === 'string' ? value : undefined
}

const show = (path: string): string => quote(untrusted(path), 400)

const invalid = (what: string, why: string, options: { fix?: string } = {}): Failure =>
  new Failure('grant-invalid', `${show(what)}: ${why}`, options)

const hasWords = (value: GrantWords[string]): boolean =>
  value !== undefined && value !== false && (!Array.isArray(value) || value.length > 0)
