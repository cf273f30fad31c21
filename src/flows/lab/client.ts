// The client of every attack: it has no judgement at all. Whatever text tells it to call, it calls with what it is told, at
// whichever of its servers has such a tool.
import { isObject, type Json } from '../../core/model/json.ts'
import type { Call, Play } from '../../core/model/lab.ts'
import type { Connection, Traffic } from './connection.ts'
import { filled, type Answers } from './passing.ts'
import { ordersIn } from './reading.ts'

export type Heard = Traffic & {
  /** What its calls were answered, in order. */
  readonly outputs: readonly string[]
}

const MOST_CALLS = 40

/** Whom a client calls: a server, or the client itself. */
export type Party = Pick<Connection, 'open' | 'has' | 'call' | 'close' | 'over'>

/** Opens all of them, lists, carries out its calls and everything that it is told, and leaves after `idle`. */
export async function converse(
  servers: readonly [Party, ...Party[]],
  play: Pick<Play, 'calls' | 'era' | 'lists'>,
  idle: () => Promise<void>,
): Promise<readonly string[]> {
  const [first] = servers
  const todo: Order[] = play.calls.map((call) => ({ call, from: first }))
  for (const from of servers) todo.push(...(await from.open(play)).map((call) => ({ call, from })))
  const answers: Answers = { all: [], of: new Map() }
  for (let i = 0; i < todo.length && i < MOST_CALLS; i += 1) {
    const { call, from } = todo[i]!
    // What nobody has is asked of who spoke of it.
    const at = servers.find((server) => server.has(call.tool)) ?? from
    const answer = await at.call(call.tool, filled(call.arguments, answers))
    const output = JSON.stringify(isObject(answer) ? unmarked(answer['result'] ?? answer['error'] ?? null) : null)
    answers.all.push(output)
    answers.of.set(call.tool, output)
    todo.push(...ordersIn(answer).map((order) => ({ call: order, from: at })))
  }
  await idle()
  for (const server of servers) server.close()
  return answers.all
}

/** Without what we say about it: a twin is to be told the same with and without us. */
export function unmarked(said: Json): Json {
  if (!isObject(said) || !isObject(said['_meta'])) return said
  const { 'sallyport/source': _source, ...meta } = said['_meta']
  const { _meta, ...rest } = said
  return Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta }
}

type Order = { readonly call: Call; readonly from: Party }

/** Of all of them together, once nothing more can come. */
export async function trafficOf(servers: readonly Party[], stop: Promise<void>): Promise<Traffic> {
  const all = await Promise.all(servers.map((server) => server.over(stop)))
  return {
    heard: all.map(({ heard }) => heard).join('\n'),
    forged: all.reduce((sum, { forged }) => sum + forged, 0),
    largest: Math.max(...all.map(({ largest }) => largest)),
    deepest: Math.max(...all.map(({ deepest }) => deepest)),
  }
}
