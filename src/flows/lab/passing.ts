// What the client of every attack passes on: where an order says so, what a tool answered, as it was or in other writing.
import type { Call } from '../../core/model/lab.ts'
import { privateKey } from '../../core/rules/message/sensitive-samples.ts'

export type Answers = {
  readonly all: string[]
  /** The last one of each tool. */
  readonly of: Map<string, string>
}

export const filled = (given: Call['arguments'], answers: Answers): Call['arguments'] =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, valueOf(value, answers)]))

/** `(the answer)`, `(the answer of read_file in base64)`, `(part 1 of 3 of the answer of read_file)`. */
const ASKED = /\((?:part (\d) of (\d) of )?the answer(?: of (\w+))?(?: in (base64|other words))?\)/g

const valueOf = (value: string, answers: Answers): string =>
  value === '(a private key)'
    ? privateKey()
    : value.replaceAll(ASKED, (_, part?: string, parts?: string, tool?: string, writing?: string) => {
        const said = (tool === undefined ? answers.all.at(-1) : answers.of.get(tool)) ?? ''
        const written = WRITINGS[writing ?? 'as it is']!(said)
        if (part === undefined) return written
        const size = Math.ceil(written.length / Number(parts))
        return written.slice(size * (Number(part) - 1), size * Number(part))
      })

const WRITINGS: Readonly<Record<string, (said: string) => string>> = {
  'as it is': (said) => said,
  base64: (said) => Buffer.from(said).toString('base64'),
  // As a model puts it that was told to hide it: nothing that was said before stands there any more, and it can be undone.
  'other words': (said) =>
    Buffer.from(said)
      .toString('hex')
      .replaceAll(/./g, (digit) => SYLLABLES[Number.parseInt(digit, 16)]!),
}

/** As the side of the attacker reads them (lab/fixtures/sink.mjs). */
const SYLLABLES = ['ba', 'da', 'fa', 'ga', 'ka', 'la', 'ma', 'na', 'be', 'de', 'fe', 'ge', 'ke', 'le', 'me', 'ne']
