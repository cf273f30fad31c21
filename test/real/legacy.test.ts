// What a server asks of its client, and what it tells it unasked, with the official server and client of the legacy era.
import { chmodSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ProgressNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Launch } from './clients.ts'
import { BIN, makeHome, NODE, SERVERS, type Home } from './home.ts'

let home: Home
let root: string
let ways: readonly Launch[]
beforeAll(() => {
  // What is compared is all but the source that every result says.
  home = makeHome('yes: allow\nmarkUntrusted: off\n')
  const granted = join(home.folder, 'granted')
  mkdirSync(granted)
  chmodSync(granted, 0o755)
  root = `file://${realpathSync(granted)}`
  const asks = ['--allow', 'elicitation', '--allow', 'sampling-unseen', '--read', granted]
  const approved = home.sallyport('approve', 'everything', '--yes', ...asks, '--', 'npx', '-y', SERVERS.everything)
  expect(`${approved.status} ${approved.stderr}`).toMatch(/^0 /)
  const lock = JSON.parse(readFileSync(join(home.env['SALLYPORT_HOME']!, 'sallyport.lock'), 'utf8')) as {
    pins: Record<string, { exec: [string, ...string[]] }>
  }
  const [command, ...args] = lock.pins['everything']!.exec
  ways = [
    { command, args, env: { PATH: process.env['PATH']! }, cwd: home.folder },
    { command: NODE, args: [BIN, 'run', 'everything'], env: home.env, cwd: home.folder },
  ]
})
afterAll(() => home.remove())

type Told = { readonly client: Client; readonly asked: unknown[]; readonly notified: unknown[] }

async function connect({ command, args, env, cwd }: Launch): Promise<Told> {
  const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } }
  const client = new Client({ name: 'comparison', version: '1.0.0' }, { capabilities })
  const asked: unknown[] = []
  const notified: unknown[] = []
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
    asked.push(params)
    return { role: 'assistant', model: 'none', content: { type: 'text', text: 'sampled ☃' } }
  })
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params.message)
    return params.mode === 'url' ? { action: 'accept' } : { action: 'accept', content: { name: 'Anna', check: true } }
  })
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: root, name: 'home' }] }))
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void notified.push(params.level))
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void notified.push(params.uri))
  await client.connect(new StdioClientTransport({ command, args: [...args], env, cwd, stderr: 'ignore' }))
  return { client, asked, notified }
}

/** What two processes cannot say alike: their ids and times. */
const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'ONCE'),
  )

async function both(walk: (told: Told) => Promise<unknown>): Promise<unknown> {
  const found: unknown[] = []
  for (const way of ways) {
    const told = await connect(way)
    const answer = await walk(told).catch(({ message, code }: { message: string; code?: unknown }) => ({
      message,
      code,
    }))
    found.push(comparable([answer, told.asked]))
    await told.client.close()
  }
  expect(found[1]).toEqual(found[0])
  return found[1]
}

describe('through a run as without it', () => {
  test.each<[string, RegExp, (told: Told) => Promise<unknown>]>([
    [
      'sampling',
      /sampled ☃/,
      ({ client }) => client.callTool({ name: 'trigger-sampling-request', arguments: { prompt: 'x', maxTokens: 5 } }),
    ],
    [
      'elicitation by form',
      /Anna/,
      ({ client }) => client.callTool({ name: 'trigger-elicitation-request', arguments: {} }),
    ],
    [
      'elicitation by URL',
      /accept/,
      ({ client }) =>
        client.callTool({
          name: 'trigger-url-elicitation',
          arguments: { url: 'https://sallyport.test/', message: 'Open it', elicitationId: 'e' },
        }),
    ],
    ['roots', /granted/, ({ client }) => client.callTool({ name: 'get-roots-list', arguments: {} })],
    [
      'completion',
      /Engineering/,
      ({ client }) =>
        client.complete({
          ref: { type: 'ref/prompt', name: 'completable-prompt' },
          argument: { name: 'department', value: 'E' },
        }),
    ],
    [
      'progress',
      /"progress":2/,
      async ({ client }) => {
        // A listener of the call itself would be gone with its answer, and lose a step that came in the same read.
        const steps: unknown[] = []
        client.setNotificationHandler(ProgressNotificationSchema, ({ params }) => void steps.push(params))
        const params = { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 2 } }
        const answer = await client.callTool({ ...params, _meta: { progressToken: 'steps' } })
        while (steps.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
        return [answer, steps]
      },
    ],
    [
      'logging',
      /debug|info|notice|warning|error|critical|alert|emergency/,
      async ({ client, notified }) => {
        await client.setLoggingLevel('debug')
        await client.callTool({ name: 'toggle-simulated-logging', arguments: {} })
        while (notified.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
        // Which level comes is chance.
        return ['debug', typeof notified[0]]
      },
    ],
    [
      'subscriptions',
      /demo:\/\/resource/,
      async ({ client, notified }) => {
        const uri = 'demo://resource/dynamic/text/1'
        await client.subscribeResource({ uri })
        await client.callTool({ name: 'toggle-subscriber-updates', arguments: {} })
        while (!notified.includes(uri)) await new Promise((resolve) => setTimeout(resolve, 20))
        await client.unsubscribeResource({ uri })
        return uri
      },
    ],
    [
      'cancellation',
      /ended.*Echo: next/,
      async ({ client }) => {
        const stop = new AbortController()
        const params = { name: 'trigger-long-running-operation', arguments: { duration: 30, steps: 3 } }
        const ended = client.callTool(params, undefined, { signal: stop.signal }).then(
          () => 'answered',
          () => 'ended',
        )
        stop.abort()
        return [await ended, await client.callTool({ name: 'echo', arguments: { message: 'next' } })]
      },
    ],
  ])('%s', async (_, says, walk) => {
    expect(JSON.stringify(await both(walk))).toMatch(says)
  })
})
