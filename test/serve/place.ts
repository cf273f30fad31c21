// The built program serving a server that writes down every line it gets, and ways to speak to it that no client would choose.
import { type ChildProcess } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Home, makeHome, SCRATCH } from '../real/home.ts'

const WITNESS = fileURLToPath(new URL('../servers/witness', import.meta.url))

export type Served = {
  readonly home: Home
  readonly port: number
  readonly token: string
  readonly run: ChildProcess
  readonly url: (name?: string) => URL
  readonly said: () => string
  readonly exit: Promise<number | null>
  /** What the server got, line by line. */
  readonly witnessed: () => readonly string[]
  /** The codes of what was refused before any guard, and of faults on the line. */
  readonly faults: () => readonly string[]
  readonly stop: () => Promise<number | null>
}

/** `more`: further grants. */
export function witnessHome(config?: string, ...more: string[]): Home {
  const home = makeHome(config)
  const folder = join(home.folder, 'witness')
  cpSync(WITNESS, folder, { recursive: true })
  chmodSync(folder, 0o755)
  const file = join(home.data, 'witness')
  const grants = ['--write', home.data, '--env', `WITNESS=${file}`, ...more]
  const { status, stderr } = home.sallyport(
    ...['approve', 'witness', '--yes', ...SCRATCH, ...grants],
    ...['--', 'node', join(folder, 'server.mjs')],
  )
  if (status !== 0) throw new Error(stderr)
  return home
}

/** All clients of a principal are one conversation, and what one server tells would bind the calls of the others. */
export const PERMISSIVE = 'yes: allow\ntrustOnce: allow\npolicy: observe\n'

/** One that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function startServing(home: Home, ...words: string[]): Promise<Served> {
  const listen = words.includes('--listen') ? [] : ['--listen', '127.0.0.1:0']
  const run = home.spawn('serve', ...listen, ...words)
  const heard = { err: '' }
  run.stdout!.resume()
  run.stderr!.setEncoding('utf8').on('data', (text: string) => (heard.err += text))
  const exit = new Promise<number | null>((resolve) => run.once('exit', resolve))
  const port = await Promise.race([portIn(heard), exit.then(() => Promise.reject(new Error(heard.err)))])
  const token = home.sallyport('serve', '--show-token').stdout.trim()
  const file = join(home.data, 'witness')
  return {
    home,
    port,
    token,
    run,
    url: (name = 'witness') => new URL(`http://127.0.0.1:${port}/s/${name}/mcp`),
    said: () => heard.err,
    exit,
    witnessed: () =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
        : [],
    faults: () => {
      const { stdout } = home.sallyport('log', 'query', '--json', '--type', 'fault', '--limit', '10000')
      return [...stdout.matchAll(/"code": ?"([^"]+)"/g)].map(([, code]) => code!)
    },
    stop: () => {
      run.kill('SIGTERM')
      return exit
    },
  }
}

async function portIn(heard: { readonly err: string }): Promise<number> {
  for (;;) {
    const port = /Listening on https?:\/\/[\w.]+:(\d+)/.exec(heard.err)?.[1]
    if (port !== undefined && heard.err.endsWith('\n')) return Number(port)
    await sleep(10)
  }
}

/** The same, spoken to at the endpoint of all its servers. */
export const together = (one: Served): Served => ({
  ...one,
  url: (name) => (name === undefined ? new URL(`http://127.0.0.1:${one.port}/mcp`) : one.url(name)),
})

export async function closeServing({ stop, home }: Served): Promise<void> {
  await stop()
  await home.remove()
}

export const forget = ({ home }: Served): void => writeFileSync(join(home.data, 'witness'), '')

/** All that comes back for these very bytes, until the other side closes or nothing comes for a while. */
export function speak(port: number, bytes: string | Buffer, quietMs = 400): Promise<string> {
  return new Promise((resolve) => {
    const heard: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const done = (): void => {
      socket.destroy()
      resolve(Buffer.concat(heard).toString())
    }
    socket.setTimeout(quietMs, () => heard.length > 0 && done())
    socket
      .on('data', (chunk: Buffer) => heard.push(chunk))
      .on('error', done)
      .on('close', done)
  })
}

export type Head = Readonly<Record<string, string>>

export const headOf = (served: Served, more: Head = {}): Head => ({
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: `Bearer ${served.token}`,
  ...more,
})

export async function post(served: Served, body: unknown, more: Head = {}, name?: string): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(served.url(name), { method: 'POST', headers: headOf(served, more), body: text })
}

export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: { roots: {} }, clientInfo: { name: 't', version: '1' } },
}

/** A legacy session that is open: the head that its requests need. */
export async function openSession(served: Served, params: object = {}, who: Head = {}, name?: string): Promise<Head> {
  const answer = await post(served, { ...INITIALIZE, params: { ...INITIALIZE.params, ...params } }, who, name)
  const id = answer.headers.get('mcp-session-id')
  if (id === null) throw new Error(await answer.text())
  await answer.text()
  await post(served, { jsonrpc: '2.0', method: 'notifications/initialized' }, { ...who, 'mcp-session-id': id }, name)
  return { 'mcp-session-id': id }
}

export const callOf = (id: number | string, name: string, given: object = {}, meta: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: given, ...(Object.keys(meta).length > 0 && { _meta: meta }) },
})

const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A modern request with all that it needs, as `post` takes it. */
export function modern(id: number | string, method: string, params: object = {}, meta: object = {}): [object, Head] {
  const name = (params as { readonly name?: string }).name
  const head = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(name !== undefined && { 'mcp-name': name }),
  }
  return [{ jsonrpc: '2.0', id, method, params: { ...params, _meta: { ...ENVELOPE, ...meta } } }, head]
}

export type Message = {
  readonly id?: unknown
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: { readonly content?: readonly { readonly text: string }[] }
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** The events of a stream as they come, with their ids. */
export async function* eventsOf(answer: Response): AsyncGenerator<{ id: string; message: Message | null }> {
  let rest = ''
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    rest += chunk
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      const lines = rest.slice(0, end).split('\n')
      rest = rest.slice(end + 2)
      const field = (name: string): string | undefined =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim()
      const data = field('data')
      if (data === undefined) continue
      yield { id: field('id') ?? '', message: data === '' ? null : (JSON.parse(data) as Message) }
    }
  }
}

export async function messagesOf(answer: Response): Promise<readonly Message[]> {
  if (answer.headers.get('content-type') === 'application/json') return [(await answer.json()) as Message]
  const found: Message[] = []
  for await (const { message } of eventsOf(answer)) if (message !== null) found.push(message)
  return found
}
