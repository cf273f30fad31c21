// What judging all that a server offers costs: as many tools as a large server has, each with five parameters, described in prose.
import { type Catalogue, EMPTY_CATALOGUE, type Item } from '../src/core/model/catalogue.ts'
import { judgeCatalogue } from '../src/flows/judge.ts'
import { median } from './client.ts'
import { KINDS } from './inspect-texts.ts'
import type { Row } from './row.ts'

const TOOLS = 120
const PARAMETERS = 5
const ROUNDS = 30
const AT_MOST_MS = 25

const prose = (chars: number): string => KINDS[0]!.make(chars)

function tool(_: unknown, number: number): Item {
  const properties = Object.fromEntries(
    Array.from({ length: PARAMETERS }, (__, at) => [`field_${at}`, { type: 'string', description: prose(60) }]),
  )
  const name = `read_part_${number}`
  return { name, body: { name, description: prose(400), inputSchema: { type: 'object', properties } } }
}

const catalogue = (): Catalogue => ({
  ...EMPTY_CATALOGUE,
  serverInfo: { name: 'large', version: '1.0.0' },
  instructions: prose(1_000),
  capabilities: { tools: {} },
  tools: Array.from({ length: TOOLS }, tool),
})

export async function run(): Promise<Row[]> {
  const times: number[] = []
  let bytes = 0
  for (let round = -10; round < ROUNDS; round++) {
    const one = catalogue()
    bytes = JSON.stringify(one).length
    const began = performance.now()
    judgeCatalogue('large', 'legacy', one, [])
    if (round >= 0) times.push(performance.now() - began)
  }
  const ms = median(times)
  const what = `judge a catalogue of ${TOOLS} tools, ${Math.round(bytes / 1000)} KB`
  return [{ what, value: `${ms.toFixed(1)} ms`, budget: `≤${AT_MOST_MS} ms`, holds: ms <= AT_MOST_MS }]
}
