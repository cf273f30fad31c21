// Which registry to ask, and how: taken from what npm itself reports, and from nothing that a project could have written.
import { execFile } from 'node:child_process'
import { realpath, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '../../core/model/failure.ts'
import { type Json, type JsonObject, isObject } from '../../core/model/json.ts'
import { readBounded } from '../file/read.ts'

export type NpmConfig = {
  /** Our own npmrc; it may hold a token, so it is written 0600 and gone with the staging folder. */
  readonly npmrc: string
  /** Variables the sandboxed npm needs besides. */
  readonly env: Readonly<Record<string, string>>
  /** Files that both of them name: certificates. */
  readonly files: readonly string[]
}

type Env = Readonly<Record<string, string | undefined>>

/** The npm that we ship with: its version, and so its defaults, are ours to know. */
export function npmFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('npm/package.json'))
}

const COPIED = [
  'registry',
  'ca',
  'cafile',
  'strict-ssl',
  'proxy',
  'https-proxy',
  'noproxy',
  'replace-registry-host',
  // A person who waits before trusting new versions waits here too.
  'before',
  'min-release-age',
  'min-release-age-exclude',
] as const
/** npm is asked with these and no others: nothing here can make Node load code. */
const ASKED_WITH = /^(HOME|USERPROFILE|XDG_CONFIG_HOME|NODE_EXTRA_CA_CERTS|(https?|no|all)_proxy|npm_config_.+)$/i
const PASSED_ON = /^(https?|no|all)_proxy$/i
const REFUSED_FROM_ENV = /^npm_config_(node[-_]options|prefix|globalconfig|script[-_]shell|git)$/i

/** `folder` is an empty folder of ours: a package.json in it keeps npm from looking for a project above. */
export async function readNpmConfig(folder: string, node: string, env: Env): Promise<NpmConfig> {
  await writeFile(join(folder, 'package.json'), '{}\n', { flag: 'wx' })
  const reported = await askNpm(folder, node, env)
  const lines = COPIED.flatMap((key) => line(key, reported[key]))
  const scopes = Object.keys(reported).filter((key) => /^@[^:=\s]+:registry$/.test(key))
  for (const key of scopes) lines.push(...line(key, reported[key]))
  const registries = [reported.registry, ...scopes.map((key) => reported[key])].filter((url) => typeof url === 'string')
  const { credentials, certificates } = await readCredentials(reported, registries, env)
  const own = env.NODE_EXTRA_CA_CERTS
  const files = [reported.cafile, own, ...certificates].filter((file) => typeof file === 'string' && file !== '')
  return {
    npmrc: `${[...lines, ...credentials].join('\n')}\n`,
    env: {
      ...pick(env, (name) => PASSED_ON.test(name)),
      ...(own === undefined || own === '' ? {} : { NODE_EXTRA_CA_CERTS: own }),
    },
    files: [...new Set(files as string[])],
  }
}

async function askNpm(folder: string, node: string, env: Env): Promise<JsonObject> {
  const argv = [join(npmFolder(), 'bin', 'npm-cli.js'), 'config', 'list', '--json']
  const asked = pick(env, (name) => ASKED_WITH.test(name) && !REFUSED_FROM_ENV.test(name))
  try {
    const { stdout } = await promisify(execFile)(node, argv, { cwd: folder, env: asked, timeout: 30_000 })
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
async function readCredentials(reported: JsonObject, registries: readonly string[], env: Env) {
  const credentials: string[] = []
  const certificates: string[] = []
  for (const key of ['globalconfig', 'userconfig']) {
    const text = await readNpmrc(reported[key])
    for (const raw of text.split('\n')) {
      const [, at, what, value] = CREDENTIAL.exec(raw.trim()) ?? []
      if (at === undefined || !registries.some((url) => covers(at, url))) continue
      const meant = value!.replace(/^(["'])(.*)\1$/, '$2').replace(/\$\{([^}]+)\}/g, (all, name) => env[name] ?? all)
      credentials.push(...line(`${at}:${what}`, meant))
      if (what!.endsWith('file')) certificates.push(meant)
    }
  }
  return { credentials, certificates }
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
