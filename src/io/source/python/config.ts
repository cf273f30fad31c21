// Which index to ask, and how: from the settings that pip and uv read for this user, and from nothing that a project could
// have written.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { type TomlTable, parse } from 'smol-toml'
import type { Reachable } from '../../../core/egress/registry.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { isTable } from '../../../core/text/toml-table.ts'
import { readBounded } from '../../file/read.ts'
import { reachOf } from '../npm/reach.ts'

export type PipConfig = {
  /** Every setting as pip reads it from its environment; it may hold a password. */
  readonly env: Readonly<Record<string, string>>
  /** Where packages are looked for. An empty word stands for the place that pip has by itself. */
  readonly indexes: readonly string[]
  /** Where an index may keep its files: what `find-links` names. It is reached, and never searched for packages. */
  readonly fileHosts: readonly string[]
  /** What has to be reached for these addresses: the proxy where one stands before them. */
  readonly reach: (urls: readonly string[]) => readonly Reachable[]
  /** Certificates that they name, by the path they are expected at: copies, as the originals lie anywhere. */
  readonly files: Readonly<Record<string, Buffer>>
}

type Env = Readonly<Record<string, string | undefined>>
type Settings = Readonly<Record<string, string>>

const COPIED = ['index-url', 'extra-index-url', 'trusted-host', 'proxy', 'timeout', 'retries'] as const
const CERTIFICATES = ['cert', 'client-cert'] as const
const PASSED_ON = /^(https?|no|all)_proxy$/i

/** `folder` is a staging folder of ours; the copies of certificates are expected in it. */
export async function readPipConfig(folder: string, settings: 'uv' | 'pip', env: Env): Promise<PipConfig> {
  const found = { ...(await pipSettings(env)), ...(settings === 'uv' ? await uvSettings(env) : {}) }
  const files: Record<string, Buffer> = {}
  const own: Record<string, string> = {}
  for (const name of COPIED) if (found[name] !== undefined) own[variable(name)] = found[name]
  const cert = found['cert'] ?? env['REQUESTS_CA_BUNDLE'] ?? env['CURL_CA_BUNDLE'] ?? env['SSL_CERT_FILE']
  for (const name of CERTIFICATES) {
    const bytes = await readCertificate(name === 'cert' ? cert : found[name])
    if (bytes === null) continue
    const path = join(folder, `${name}.pem`)
    files[path] = bytes
    own[variable(name)] = path
  }
  const proxies = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && PASSED_ON.test(pair[0]),
  )
  if (/^(1|yes|true|on)$/i.test(found['no-index'] ?? '')) {
    throw new Failure('config-invalid', 'pip is told to ask no index (no-index), so there is nothing to install from')
  }
  const indexes = [...wordsOf(found['index-url']), ...wordsOf(found['extra-index-url'])]
  return {
    env: { ...Object.fromEntries(proxies), ...own },
    indexes: found['index-url'] === undefined ? ['', ...indexes] : indexes,
    fileHosts: wordsOf(found['find-links']).filter((url) => /^https?:\/\//.test(url)),
    reach: (urls) => reachOf(urls, { proxy: found['proxy'] ?? null }, env),
    files,
  }
}

const wordsOf = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '')
const variable = (name: string): string => `PIP_${name.toUpperCase().replaceAll('-', '_')}`

async function readCertificate(path: string | undefined): Promise<Buffer | null> {
  const real = path === undefined || path === '' ? null : await realpath(path).catch(() => null)
  return real === null ? null : await readBounded(real, { code: 'config-invalid' })
}

/** In pip's order, later ones win: the machine, the user, a file that is named, single variables. */
async function pipSettings(env: Env): Promise<Settings> {
  const home = env['HOME'] ?? '/nonexistent'
  const machine = (env['XDG_CONFIG_DIRS'] ?? '/etc/xdg').split(':').map((folder) => join(folder, 'pip', 'pip.conf'))
  const user = [
    join(home, '.pip', 'pip.conf'),
    join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pip', 'pip.conf'),
  ]
  const named = env['PIP_CONFIG_FILE']
  const paths = named === '/dev/null' ? [] : [...machine, '/etc/pip.conf', ...user, ...(named ? [named] : [])]
  const found: Record<string, string> = {}
  for (const path of paths) Object.assign(found, readIni(await readSettings(path)))
  for (const name of [...COPIED, ...CERTIFICATES, 'no-index', 'find-links']) {
    const value = env[variable(name)]
    if (value !== undefined && value !== '') found[name] = value
  }
  return found
}

/** What `[global]` and `[install]` say, as Python's configparser reads it: a value may go on in indented lines. */
export function readIni(text: string): Settings {
  const found: Record<'global' | 'install', Record<string, string>> = { global: {}, install: {} }
  let section: Record<string, string> | null = null
  let last = ''
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const [, title] = /^\[([^\]]*)\]$/.exec(line) ?? []
    if (title !== undefined) {
      section = title === 'global' || title === 'install' ? found[title] : null
      last = ''
    } else if (/^\s/.test(raw) && last !== '') {
      if (section !== null) section[last] = `${section[last]} ${line}`.trim()
    } else {
      const [, key = '', value = ''] = /^([^=:]*?)\s*[=:]\s*(.*)$/s.exec(line) ?? []
      last = key.toLowerCase().replaceAll('_', '-')
      if (section !== null && last !== '') section[last] = value
    }
  }
  return { ...found.global, ...found.install }
}

/** uv has its own names for the same; nothing where it was not told of an index. */
async function uvSettings(env: Env): Promise<Settings> {
  const home = env['HOME'] ?? '/nonexistent'
  const folder = env['XDG_CONFIG_HOME'] ?? join(home, '.config')
  const paths = env['UV_CONFIG_FILE'] ? [env['UV_CONFIG_FILE']] : ['/etc/uv/uv.toml', join(folder, 'uv', 'uv.toml')]
  const found = { main: [] as string[], more: [] as string[] }
  const take = (main: readonly (string | undefined)[], more: readonly (string | undefined)[]): void => {
    const isThere = (url: string | undefined): url is string => url !== undefined && url !== ''
    if (main.some(isThere)) found.main = main.filter(isThere)
    if (more.some(isThere)) found.more = more.filter(isThere)
  }
  for (const path of paths) {
    const { main, more } = indexesOf(readToml(await readSettings(path), path))
    take(main, more)
  }
  // An entry of UV_INDEX may be `name=URL`.
  const listed = (env['UV_INDEX'] ?? env['UV_EXTRA_INDEX_URL'] ?? '').split(/\s+/)
  take(
    [env['UV_DEFAULT_INDEX'] ?? env['UV_INDEX_URL']],
    listed.map((word) => word.replace(/^[\w.-]+=(?=https?:)/, '')),
  )
  return {
    ...(found.main[0] === undefined ? {} : { 'index-url': found.main[0] }),
    ...(found.more.length === 0 ? {} : { 'extra-index-url': found.more.join(' ') }),
  }
}

function indexesOf(table: TomlTable): { readonly main: string[]; readonly more: string[] } {
  const pip = isTable(table['pip']) ? table['pip'] : {}
  const indexes = (Array.isArray(table['index']) ? table['index'] : []).filter(isTable)
  const urls = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).filter((url): url is string => typeof url === 'string')
  return {
    main: urls(indexes.find((index) => index['default'] === true)?.['url'] ?? table['index-url'] ?? pip['index-url']),
    more: [
      ...indexes.filter((index) => index['default'] !== true).flatMap((index) => urls(index['url'])),
      ...urls(table['extra-index-url'] ?? pip['extra-index-url']),
    ],
  }
}

function readToml(text: string, path: string): TomlTable {
  try {
    return parse(text)
  } catch (cause) {
    throw new Failure('config-invalid', `${quote(untrusted(path), 400)} is no TOML`, { cause })
  }
}

async function readSettings(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null)
  const bytes = real === null ? null : await readBounded(real, { code: 'config-invalid' })
  return bytes?.toString('utf8') ?? ''
}
