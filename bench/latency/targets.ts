// What is measured: servers alone, bare relays, Sallyport and two other gateways, each started in the same way.
import { cpSync, existsSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Home, makeHome, SCRATCH } from '../../test/real/home.ts'
import type { Caller } from './caller.ts'
import { argvOf, end, MEASURED_CORE, moveTo, OTHER_CORE, reach, startOn, treeOf } from './processes.ts'
import { stdioCaller } from './stdio-caller.ts'
import type { Endpoint } from './http-caller.ts'
import { freePort } from '../../test/serve/place.ts'
import { UNBOUNDED } from '../../test/serve/steady.ts'

const NODE = realpathSync(process.execPath)
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const ECHO = path('../echo.mjs')
const PROTOTYPES = path('../../../shared/prototypes')

export type Running = {
  /** The process that is measured. */
  readonly pid: number
  /** From its start to the answer of `initialize`. */
  readonly startMs: number
  readonly caller: Caller
  readonly close: () => Promise<void>
}

export type Target = {
  readonly name: string
  /** The name of what it is compared with; its own where it is one of those. */
  readonly bare: string
  readonly start: (connections: number) => Promise<Running>
}

export type Place = {
  readonly home: Home
  readonly token: string
  /** The server that is reached over HTTP, by all alike. */
  readonly upstream: string
  readonly close: () => Promise<void>
  /** Where the packages of others were installed; null: they are left out. */
  readonly peers: string | null
}

export async function makePlace(peers: string | null): Promise<Place> {
  // Nobody is asked anything while this is measured.
  const home = makeHome('yes: allow\napprovalWait: 0\n')
  const folder = join(home.folder, 'echo')
  cpSync(ECHO, join(folder, 'echo.mjs'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "echo", "version": "1.0.0" }\n')
  const port = await freePort()
  const echo = startOn(OTHER_CORE, [NODE, path('./echo-http.mjs'), String(port)])
  const upstream = `http://127.0.0.1:${port}/mcp`
  await (await reach({ port, path: '/mcp', headers: {} }, 1, echo)).close()
  const limits = ['--output', '100G', '--cpu', '2', '--memory', '4G']
  approve(home, 'echo', ...limits, '--', NODE, join(folder, 'echo.mjs'))
  approve(home, 'stalls', ...limits, '--', NODE, join(folder, 'echo.mjs'))
  approve(home, 'remote', '--url', upstream, '--net', `127.0.0.1:${port}`)
  const close = async (): Promise<void> => {
    await end(echo)
    await home.remove()
  }
  return { home, token: home.sallyport('serve', '--show-token').stdout.trim(), upstream, close, peers }
}

function approve(home: Home, name: string, ...words: readonly string[]): void {
  const { status, stdout, stderr } = home.sallyport('approve', name, '--yes', ...SCRATCH, ...UNBOUNDED, ...words)
  if (status !== 0) throw new Error(stdout + stderr)
}

const BARE_STDIO = 'bare relay, HTTP to stdio'
const BARE_HTTP = 'bare relay, HTTP to HTTP (undici)'
const BARE_LOGGED = 'bare relay that keeps our log, HTTP to HTTP'
const DIRECT_STDIO = 'server alone, stdio'

const sallyport = (...words: string[]): readonly string[] => [NODE, path('../../bin/sallyport.js'), ...words]
export const serveArgv = (port: number): readonly string[] => sallyport('serve', '--listen', `127.0.0.1:${port}`)

export function targetsOf(place: Place): readonly Target[] {
  const { home, token, upstream, peers } = place
  const options = { env: home.env, cwd: home.folder }
  const ours = (name: string): Http => ({
    ...{ path: `/s/${name}/mcp`, headers: { authorization: `Bearer ${token}` }, options },
  })
  const prototypes = existsSync(join(PROTOTYPES, 'passthru.mjs')) ? PROTOTYPES : null
  const bin = (name: string): string => join(peers ?? '', 'node_modules/.bin', name)
  const all: (Target | null)[] = [
    overHttp('server alone, HTTP', BARE_HTTP, (port) => [NODE, path('./echo-http.mjs'), String(port)]),
    overHttp(BARE_STDIO, BARE_STDIO, (port) => [NODE, path('./relay-stdio.mjs'), String(port), NODE, ECHO]),
    overHttp('Sallyport serve, HTTP to stdio', BARE_STDIO, serveArgv, ours('echo')),
    overHttp(BARE_HTTP, BARE_HTTP, (port) => [NODE, path('./relay-http.ts'), String(port), upstream]),
    overHttp(BARE_LOGGED, BARE_HTTP, (port) => [
      ...[NODE, path('./relay-http.ts'), String(port), upstream, join(home.folder, `bare-${port}`)],
    ]),
    prototypes === null
      ? null
      : overHttp('bare relay of the prototypes, HTTP to HTTP', BARE_HTTP, (port) => [
          ...[NODE, join(prototypes, 'passthru.mjs'), String(port), upstream, 'parse'],
        ]),
    overHttp('Sallyport serve, HTTP to HTTP', BARE_HTTP, serveArgv, ours('remote')),
    peers === null
      ? null
      : overHttp('mcp-proxy, HTTP to stdio', BARE_STDIO, (port) => [
          ...[NODE, bin('mcp-proxy'), '--port', String(port), '--host', '127.0.0.1'],
          ...['--server', 'stream', '--', NODE, ECHO],
        ]),
    peers === null
      ? null
      : overHttp('supergateway, HTTP to stdio', BARE_STDIO, (port) => [
          ...[NODE, bin('supergateway'), '--stdio', `${NODE} ${ECHO}`, '--outputTransport', 'streamableHttp'],
          ...['--stateful', '--port', String(port), '--logLevel', 'none'],
        ]),
    overStdio(DIRECT_STDIO, DIRECT_STDIO, [NODE, ECHO]),
    overStdio('Sallyport run, stdio', DIRECT_STDIO, sallyport('run', 'echo'), options),
  ]
  return all.filter((one) => one !== null)
}

type Options = NonNullable<Parameters<typeof startOn>[2]>
type Http = Partial<Pick<Endpoint, 'path' | 'headers'>> & { readonly options?: Options }

function overHttp(name: string, bare: string, argv: (port: number) => readonly string[], http: Http = {}): Target {
  const start = async (connections: number): Promise<Running> => {
    const port = await freePort()
    const began = performance.now()
    const child = startOn(MEASURED_CORE, argv(port), http.options)
    const endpoint: Endpoint = { port, path: http.path ?? '/mcp', headers: http.headers ?? {} }
    const caller = await reach(endpoint, connections, child)
    const startMs = performance.now() - began
    moveServers(child.pid!)
    const close = async (): Promise<void> => {
      await caller.close()
      await end(child)
    }
    return { pid: child.pid!, startMs, caller, close }
  }
  return { name, bare, start }
}

function overStdio(name: string, bare: string, argv: readonly string[], options: Options = {}): Target {
  const start = async (): Promise<Running> => {
    const began = performance.now()
    const child = startOn(MEASURED_CORE, argv, { stdio: ['pipe', 'pipe', 'ignore'], ...options })
    const caller = await stdioCaller(child)
    const startMs = performance.now() - began
    moveServers(child.pid!)
    return { pid: child.pid!, startMs, caller, close: () => caller.close() }
  }
  return { name, bare, start }
}

/** The echo server of a gateway goes to the other core; one that is measured alone stays. */
function moveServers(pid: number): void {
  for (const one of treeOf(pid).slice(1)) if (argvOf(one).includes('echo.mjs')) moveTo(OTHER_CORE, one)
}
