// Through `run`, the official clients see exactly what they see without us: catalogue, prompts, resources and every call.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lineChannel } from '../../src/io/transport/lines.ts'
import { connectV1, connectV2, connectV2Auto, type Connection, type Launch } from './clients.ts'
import { BIN, makeHome, NODE, SERVERS, type Home } from './home.ts'
import { inBoth } from './in-both.ts'
import { everythingSteps, filesystemSteps, memorySteps, thinkingSteps, type Step } from './scripts.ts'

let home: Home
beforeAll(() => {
  // Whose words a result holds would be the one thing that we add.
  home = makeHome('yes: allow\ntrustOnce: allow\nmarkUntrusted: off\n')
}, 10_000)
afterAll(() => home.remove())

type Subject = {
  readonly name: string
  readonly package: string
  readonly args: (data: string) => string[]
  readonly grants: (data: string) => string[]
  readonly env: (data: string) => Record<string, string>
  readonly steps: (data: string) => readonly Step[]
}

const none = () => []
const SUBJECTS: readonly Subject[] = [
  {
    name: 'filesystem',
    package: SERVERS.filesystem,
    args: (data) => [data],
    grants: (data) => ['--write', data],
    env: () => ({}),
    steps: filesystemSteps,
  },
  {
    name: 'memory',
    package: SERVERS.memory,
    args: none,
    grants: (data) => ['--write', data, '--env', `MEMORY_FILE_PATH=${data}/memory.jsonl`],
    env: (data) => ({ MEMORY_FILE_PATH: `${data}/memory.jsonl` }),
    steps: () => memorySteps,
  },
  {
    name: 'everything',
    package: SERVERS.everything,
    args: none,
    grants: none,
    env: () => ({}),
    steps: () => everythingSteps,
  },
  {
    name: 'thinking',
    package: SERVERS.thinking,
    args: none,
    grants: none,
    env: () => ({}),
    steps: () => thinkingSteps,
  },
]

/** The folder as it is before each walk: servers change it. */
function fresh(data: string): void {
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data)
  chmodSync(data, 0o777)
  writeFileSync(join(data, 'old.txt'), 'was here\n')
  cpSync(new URL('./dot.png', import.meta.url), join(data, 'dot.png'))
}

async function settled(work: () => Promise<unknown>): Promise<unknown> {
  return work().catch((cause: unknown) => ({
    failed: (cause as Error).message,
    code: (cause as { code?: unknown }).code,
  }))
}

async function walk(connection: Connection, steps: readonly Step[]): Promise<unknown[]> {
  const seen: unknown[] = [connection.about()]
  for (const list of ['listTools', 'listPrompts', 'listResources', 'listTemplates'] as const) {
    seen.push(await settled(() => connection[list]()))
  }
  for (const step of steps) {
    if ('call' in step) seen.push([step, await settled(() => connection.callTool(step.call, step.with ?? {}))])
    else if ('prompt' in step)
      seen.push([step, await settled(() => connection.getPrompt(step.prompt, step.with ?? {}))])
    else seen.push([step, await settled(() => connection.readResource(step.resource))])
  }
  await connection.close()
  return seen
}

/** Tools that nobody approved do not exist for us; the server itself calls them unknown in words of its own. */
const UNKNOWN = new Set(['no_such_argument', 'no-such-prompt'])
const comparable = (seen: readonly unknown[]): unknown[] =>
  seen.filter(
    (one) =>
      !Array.isArray(one) ||
      !UNKNOWN.has(
        String((one[0] as { call?: string; prompt?: string })?.call ?? (one[0] as { prompt?: string })?.prompt),
      ),
  )

/** Arguments that no schema allows: a server says so in words of its own, and we before it sees them. */
const UNFIT = /"text":"(?:[^"\\]|\\.)*?(?:Invalid arguments|do not fit the schema)(?:[^"\\]|\\.)*"/g
const levelled = (text: string): string => bared(text).replaceAll(UNFIT, '"text":"UNFIT"')

/** What we take out on the way: words beside pictures, and the place of our own state where an error names it. */
const bared = (text: string): string =>
  text
    .replaceAll(
      /"data":"(iVBOR[\w+/=]*)"/g,
      (_, base64: string) => `"data":"${shownOf(Buffer.from(base64, 'base64'))}"`,
    )
    .replaceAll(home.env['SALLYPORT_HOME']!, '[sallyport]')

/** A PNG without its words (PNG, chunk layout: length, name, data, sum). */
function shownOf(png: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (!/tEXt|zTXt|iTXt|eXIf/.test(png.toString('latin1', at + 4, at + 8)))
      parts.push(png.subarray(at, at + png.readUInt32BE(at) + 12))
  }
  return Buffer.concat(parts).toString('base64')
}

/** One tool says what time it is. */
const timeless = (text: string): string => text.replaceAll(/created at [\d:]+ [AP]M/g, 'created at TIME')

/** Lines as text, so that 1.0 and 1 would differ. */
async function rawLines({ command, args, env, cwd }: Launch, steps: readonly Step[]): Promise<string[]> {
  const child = spawn(command, [...args], { env, cwd, stdio: ['pipe', 'pipe', 'ignore'] })
  const frames = lineChannel(child.stdout, child.stdin).frames[Symbol.asyncIterator]()
  const answers: string[] = []
  const ask = async (id: number, method: string, params: unknown): Promise<void> => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    for (;;) {
      const { value, done } = await frames.next()
      if (done === true || value.kind !== 'frame') throw new Error('the server has ended')
      const text = String(value.bytes)
      if ((JSON.parse(text) as { id?: unknown }).id !== id) continue
      const same = levelled(timeless(text))
      answers.push(same.includes('"UNFIT"') ? 'UNFIT' : same)
      return
    }
  }
  await ask(0, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  })
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
  let id = 0
  for (const step of steps) {
    id += 1
    if ('call' in step && !UNKNOWN.has(step.call))
      await ask(id, 'tools/call', { name: step.call, arguments: step.with ?? {} })
  }
  child.stdin.end()
  child.kill()
  return answers
}

describe.each(SUBJECTS)('$name', (subject) => {
  let direct: Launch
  let guarded: Launch
  let data: string
  beforeAll(() => {
    data = join(home.folder, subject.name)
    fresh(data)
    const words = ['npx', '-y', subject.package, ...subject.args(data)]
    const approved = home.sallyport('approve', subject.name, '--yes', ...subject.grants(data), '--', ...words)
    expect(approved.stderr + approved.stdout).toContain(`approved ${subject.name}`)
    const lock = JSON.parse(readFileSync(join(home.env['SALLYPORT_HOME']!, 'sallyport.lock'), 'utf8')) as {
      pins: Record<string, { exec: [string, ...string[]] }>
    }
    const [command, ...args] = lock.pins[subject.name]!.exec
    direct = { command, args, env: { PATH: process.env['PATH']!, ...subject.env(data) }, cwd: home.folder }
    guarded = { command: NODE, args: [BIN, 'run', subject.name], env: home.env, cwd: home.folder }
  })

  test.each([
    ['v1', connectV1],
    ['v2', connectV2],
    ['v2, modern first', connectV2Auto],
  ])('SDK client %s sees the same', async (_version, connect) => {
    fresh(data)
    const expected = await walk(await connect(direct), subject.steps(data))
    fresh(data)
    const found = await walk(await connect(guarded), subject.steps(data))
    const told = (seen: readonly unknown[]): unknown =>
      inBoth(JSON.parse(levelled(timeless(JSON.stringify(comparable(seen))))))
    expect(told(found)).toEqual(told(expected))
    expect(comparable(expected).length).toBeGreaterThan(20)
  })

  test('every answer is the same text', async () => {
    fresh(data)
    const expected = await rawLines(direct, subject.steps(data))
    fresh(data)
    // The one thing that is written in another way, before it is judged: some readers would end a line there.
    const written = expected.map((line) => line.replaceAll('\u2028', String.raw`\u2028`))
    expect(await rawLines(guarded, subject.steps(data))).toEqual(written)
  })
})
