// Which hosts an installer has to reach for its registries: the proxy where one stands before them, as npm itself decides it.
import type { Reachable } from '../../../core/egress/registry.ts'
import type { Json, JsonObject } from '../../../core/model/json.ts'

type Env = Readonly<Record<string, string | undefined>>

/** `reported` is the configuration as npm tells it. Variables count where it names no proxy (npm's own agent, proxy.js). */
export function reachOf(registries: readonly string[], reported: JsonObject, env: Env): readonly Reachable[] {
  const found = new Map<string, Reachable>()
  for (const url of registries) {
    const proxy = proxyFor(url, reported, env)
    const one: Reachable = proxy === null ? { url, as: 'registry' } : { url: proxy, as: 'proxy' }
    found.set(`${one.as} ${one.url}`, one)
  }
  return [...found.values()]
}

function proxyFor(url: string, reported: JsonObject, env: Env): string | null {
  const variable = (name: string): string | undefined => {
    const [, value] = Object.entries(env).findLast(([key]) => key.toLowerCase() === name) ?? []
    return value === '' ? undefined : value
  }
  const configured = textOf(reported['https-proxy']) ?? textOf(reported.proxy)
  const secure = url.startsWith('https:')
  const meant = variable('https_proxy') ?? (secure ? undefined : (variable('http_proxy') ?? variable('proxy')))
  const proxy = configured ?? meant
  if (proxy === undefined) return null
  return isExempt(url, [reported.noproxy ?? ''].flat().map(String).join(',') || (variable('no_proxy') ?? ''))
    ? null
    : proxy
}

/** A name of the list means itself and all below it. */
function isExempt(url: string, list: string): boolean {
  const host = `.${URL.parse(url)?.hostname ?? ''}`
  const names = list.split(',').map((name) => name.trim().replace(/^\.+|\.+$/g, ''))
  return names.some((name) => name !== '' && host.endsWith(`.${name}`))
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
