// Which registry to ask, and how: taken from what npm itself reports, and from nothing that a project could have written.
import { execFile } from 'node:child_process'
import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Reachable } from '../../../core/egress/registry.ts'
import { Failure } from '../../../core/model/failure.ts'
import { type Json, type JsonObject, isObject } from '../../../core/model/json.ts'
import { readBounded } from '../../file/read.ts'
import { reachOf } from './reach.ts'

export type NpmConfig = {
  /** Our own npmrc; it may hold a token, so it is written 0600 and gone with the staging folder. */
  readonly npmrc: string
  /** Variables the sandboxed npm needs besides. */
  readonly env: Readonly<Record<string, string>>
  /** Certificates that both of them name, by the path they are expected at: copies, as the originals lie anywhere. */
  readonly files: Readonly<Record<string, Buffer>>
  /** The registries, or the proxies that stand before them: all that npm has to reach. */
  readonly reach: readonly Reachable[]
  /** The registry of a package, by its scope. */
  readonly registryOf: (name: string) => string
  readonly credentials: readonly Credential[]
  /** Certificates beside those of Node, as PEM. */
  readonly certificates: readonly string[]
}
/** `key` is `//host/path/:_authToken` or the like. */
export type Credential = { readonly key: string; readonly value: string }

type Env = Readonly<Record<string, string | undefined>>

/** The npm that we ship with: its version, and so its defaults, are ours to know. */
export function npmFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('npm/package.json'))
}

const COPIED = [
  'registry',
  'ca',
  'strict-ssl',
  'proxy',
  'https-proxy',
  'noproxy',
  'replace-registry-host',
  'fetch-retries',
  'fetch-retry-factor',
  'fetch-retry-mintimeout',
  'fetch-retry-maxtimeout',
  'fetch-timeout',
  'maxsockets',
  // A person who waits before trusting new versions waits here too.
  'before',
  'min-release-age',
  'min-release-age-exclude',
] as const
/** npm is asked with these and no others: nothing here can make Node load code. */
const ASKED_WITH = /^(HOME|USERPROFILE|XDG_CONFIG_HOME|NODE_EXTRA_CA_CERTS|(https?|no|all)_proxy|npm_config_.+)$/i
const PASSED_ON = /^(https?|no|all)_proxy$/i
const REFUSED_FROM_ENV = /^npm_config_(node[-_]options|prefix|globalconfig|script[-_]shell|git)$/i

/** `folder` is a staging folder of ours; the copies of certificates are expected in it. */
export async function readNpmConfig(folder: string, node: string, env: Env): Promise<NpmConfig> {
  const reported = await askNpm(folder, node, env)
  const files: Record<string, Buffer> = {}
  const copyOf = async (file: Json | undefined): Promise<string | null> => {
    const bytes = await readCertificate(file)
    if (bytes === null) return null
    const path = join(folder, `certificate-${Object.keys(files).length}.pem`)
    files[path] = bytes
    return path
  }
  const lines = COPIED.flatMap((key) => line(key, reported[key]))
  lines.push(...line('cafile', await copyOf(reported.cafile)))
  const scopes = Object.keys(reported).filter((key) => /^@[^:=\s]+:registry$/.test(key))
  for (const key of scopes) lines.push(...line(key, reported[key]))
  const registries = [reported.registry, ...scopes.map((key) => reported[key])].filter((url) => typeof url === 'string')
  const credentials = await readCredentials(reported, registries, env)
  for (const { key, value } of credentials) {
    lines.push(...line(key, key.endsWith('file') ? await copyOf(value) : value))
  }
  const own = await copyOf(env.NODE_EXTRA_CA_CERTS)
  return {
    npmrc: `${lines.join('\n')}\n`,
    env: {
      ...pick(env, (name) => PASSED_ON.test(name)),
      ...(own === null ? {} : { NODE_EXTRA_CA_CERTS: own }),
    },
    files,
    reach: reachOf(registries, reported, env),
    registryOf: (name) => registryFor(name, reported),
    credentials,
    certificates: [...pems(reported.ca), ...Object.values(files).map((bytes) => bytes.toString('latin1'))].filter(
      isCertificate,
    ),
  }
}

function registryFor(name: string, reported: JsonObject): string {
  const own = reported[`${/^@[^/]+/.exec(name)?.[0] ?? ''}:registry`] ?? reported.registry
  return `${(typeof own === 'string' ? own : '').replace(/\/+$/, '')}/`
}

const isCertificate = (text: string): boolean => text.includes('BEGIN CERTIFICATE')
const pems = (ca: Json | undefined): readonly string[] =>
  [ca ?? []].flat().filter((one): one is string => typeof one === 'string' && one !== '')

async function readCertificate(path: Json | undefined): Promise<Buffer | null> {
  if (typeof path !== 'string' || path === '') return null
  const real = await realpath(path).catch(() => null)
  return real === null ? null : await readBounded(real, { code: 'config-invalid' })
}

/** In an empty folder, with a package.json that keeps npm from looking for a project, and so an npmrc, above. */
async function askNpm(folder: string, node: string, env: Env): Promise<JsonObject> {
  const neutral = join(folder, 'neutral')
  await mkdir(neutral)
  await writeFile(join(neutral, 'package.json'), '{}\n', { flag: 'wx' })
  const argv = [join(npmFolder(), 'bin', 'npm-cli.js'), 'config', 'list', '--json']
  const asked = pick(env, (name) => ASKED_WITH.test(name) && !REFUSED_FROM_ENV.test(name))
  try {
    const { stdout } = await promisify(execFile)(node, argv, { cwd: neutral, env: asked, timeout: 30_000 })
    const reported = JSON.parse(stdout) as Json
    if (isObject(reported) && typeof reported.registry === 'string') return reported
    throw new Error('no registry in its answer')
  } catch (cause) {
    throw new Failure('install-failed', 'npm did not say which registry to use', {
      cause,
      fix: 'Run `npm config list --json` and correct the npmrc it complains about.',
    })
  }
}

/** Quoted as JSON: that is how an npmrc holds text with `;`, `#` or spaces at its ends. */
function line(key: string, value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.filter((item) => item !== '').flatMap((item) => line(`${key}[]`, item as Json))
  if (typeof value === 'string') return value === '' ? [] : [`${key} = ${JSON.stringify(value)}`]
  return typeof value === 'boolean' || typeof value === 'number' ? [`${key} = ${value}`] : []
}

const CREDENTIAL = /^(\/\/[^=\s]+\/):(_authToken|_auth|username|_password|certfile|keyfile)\s*=\s*(.*)$/

/** npm does not report credentials, so the lines for these registries are read from the npmrc files that it names. */
async function readCredentials(
  reported: JsonObject,
  registries: readonly string[],
  env: Env,
): Promise<readonly Credential[]> {
  const found: Credential[] = []
  for (const place of ['globalconfig', 'userconfig']) {
    const text = await readNpmrc(reported[place])
    for (const raw of text.split('\n')) {
      const [, at, what, value] = CREDENTIAL.exec(raw.trim()) ?? []
      if (at === undefined || !registries.some((url) => covers(at, url))) continue
      const meant = value!.replace(/^(["'])(.*)\1$/, '$2').replace(/\$\{([^}]+)\}/g, (all, name) => env[name] ?? all)
      found.push({ key: `${at}:${what}`, value: meant })
    }
  }
  return found
}

async function readNpmrc(path: Json | undefined): Promise<string> {
  if (typeof path !== 'string') return ''
  // People keep their npmrc as a link into a repository of settings.
  const real = await realpath(path).catch(() => null)
  const bytes = real === null ? null : await readBounded(real, { code: 'config-invalid' })
  return bytes?.toString('utf8') ?? ''
}

/** npm looks a credential up by the address of the registry, then by its parents. */
function covers(at: string, url: string): boolean {
  const { host, pathname } = new URL(url)
  return `//${host}${pathname.endsWith('/') ? pathname : `${pathname}/`}`.startsWith(at)
}

function pick(env: Env, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && wanted(pair[0])),
  )
}
