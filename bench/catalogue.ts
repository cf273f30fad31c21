// What judging all that a server offers costs: as many tools as a large server has, each with five parameters, described in prose;
// and one tool with a schema that was made to cost as much as it can.
import { type Catalogue, EMPTY_CATALOGUE, type Item } from '../src/core/model/catalogue.ts'
import type { Json } from '../src/core/model/json.ts'
import { judgeCatalogue } from '../src/flows/judging/judge.ts'
import { HOSTILE_SCHEMAS, type HostileSchema } from '../test/samples/hostile-schemas.ts'
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

const HOSTILE_ROUNDS = 10
const HOSTILE_AT_MOST_MS = 100

export async function run(): Promise<Row[]> {
  const bytes = JSON.stringify(catalogue()).length
  const ms = timeOf(catalogue, ROUNDS)
  const slowest = HOSTILE_SCHEMAS.map((hostile) => ({
    what: hostile.what,
    ms: timeOf(() => offering(hostile), HOSTILE_ROUNDS),
  })).reduce((one, other) => (other.ms > one.ms ? other : one))
  return [
    row(`judge a catalogue of ${TOOLS} tools, ${Math.round(bytes / 1000)} KB`, ms, AT_MOST_MS),
    row(
      `judge the slowest of ${HOSTILE_SCHEMAS.length} hostile schemas: ${slowest.what}`,
      slowest.ms,
      HOSTILE_AT_MOST_MS,
    ),
  ]
}

const offering = ({ make }: HostileSchema): Catalogue => ({
  ...EMPTY_CATALOGUE,
  tools: [
    { name: 'add', body: { name: 'add', inputSchema: JSON.parse(make('https://schemas.example.test')) as Json } },
  ],
})

/** The first rounds are not counted: the program compiles itself in them. */
function timeOf(make: () => Catalogue, rounds: number): number {
  const times: number[] = []
  for (let round = -10; round < rounds; round++) {
    const one = make()
    const began = performance.now()
    judgeCatalogue('large', 'legacy', one, [])
    if (round >= 0) times.push(performance.now() - began)
  }
  return median(times)
}

const row = (what: string, ms: number, atMost: number): Row => ({
  what,
  value: `${ms.toFixed(1)} ms`,
  budget: `≤${atMost} ms`,
  holds: ms <= atMost,
})
