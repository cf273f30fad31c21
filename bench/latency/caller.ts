// What is asked of every target: an echo of a text, and whether what came back is that text.

/** `ok`, or in a word what came instead. */
export type Outcome = string

export type Caller = {
  /** Before a round. */
  readonly ready: () => Promise<void>
  readonly call: (text: string) => Promise<Outcome>
  readonly close: () => Promise<void>
}

export const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
})
export const INITIALIZED = '{"jsonrpc":"2.0","method":"notifications/initialized"}'

export const callText = (id: number, text: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'echo', arguments: { text } } })

/** Read like a client would that hands it to its model. */
export function outcomeOf(body: string, id: number, text: string): Outcome {
  const { id: own, result, error } = JSON.parse(body) as Answered
  if (own !== id) return 'an answer to something else'
  if (error !== undefined) return `error ${error.code}`
  return result?.content?.[0]?.text === text ? 'ok' : 'other words'
}

type Answered = {
  readonly id?: unknown
  readonly error?: { readonly code: number }
  readonly result?: { readonly content?: readonly { readonly text: string }[] }
}

const WORDS = `the list of open orders was read from that table and each of them has a number, a date and the name of
whoever placed it; some were sent on later days because one part was not there, others wait until their owners say where to
bring them. A second table holds what came back: broken, wrong, late or not wanted after all`.split(/\s+/)

/** Texts of about this length, none like another. */
export function texts(bytes: number): (count: number) => string {
  const line = (from: number): string => WORDS.map((_, at) => WORDS[(at * 7 + from * 13) % WORDS.length]).join(' ')
  const bodies = Array.from({ length: 16 }, (_, from) =>
    Array.from({ length: Math.ceil(bytes / 300) + 1 }, (__, at) => line(from * 31 + at)).join('\n'),
  )
  return (count) => `Order ${count}: ${bodies[count % bodies.length]!}`.slice(0, bytes)
}
