// What a person reads before they answer: what will happen, with what, why it is asked, and for how long it waits.
import type { EffectClass } from '../model/catalogue.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import { mixedWords } from './mixed-letters.ts'
import { paymentWords } from './payment.ts'
import type { Question, Scope } from './question.ts'
import { type Value, valuesBeside, valuesIn } from './values.ts'

export const DOES: Readonly<Record<EffectClass, string>> = {
  read: 'reads something',
  write: 'changes or makes something',
  delete: 'deletes something',
  execute: 'may run anything',
  send: 'sends something to others',
  pay: 'pays or moves money',
}

const LONGEST = 400

/** One block. `whole` shows the exact values to their end; without it a long text is cut, and says so. */
export function questionText(question: Question, { whole }: { readonly whole: boolean }): string {
  const { id, server, since, why, statements, chains, labels, askedAt, until } = question
  const rows: readonly Row[] = [
    ['what', [whatHappens(question)]],
    ['server', [reveal(server)]],
    ['since', since.map(reveal)],
    ['why', [`${why === '' ? 'the policy asks' : reveal(why)}${named(statements)}`]],
    ['words', chains.map((chain) => `${reveal(chain)} of ${server}`)],
    ['heard', labels.length === 0 ? [] : [`this conversation holds ${labels.map(reveal).join(', ')}`]],
    ...passedRows(question, whole),
    ['needs', question.stepUp ? ['a code of your authenticator'] : []],
    ['waits', [`since ${reveal(askedAt)}, until ${reveal(until)}`]],
  ]
  const lines = rows.flatMap(([name, texts]) =>
    texts.map((text, index) => `  ${(index === 0 ? name : '').padEnd(8)}${text}`),
  )
  return [id, ...lines, ''].join('\n')
}

/** `calls the tool "send_mail", which sends something to others`. */
export function whatHappens({ method, item, effect }: Pick<Question, 'method' | 'item' | 'effect'>): string {
  const name = quote(untrusted(item), Infinity)
  if (method === 'prompts/get') return `takes the prompt ${name}`
  if (method === 'resources/read') return `reads the resource ${name}`
  if (method === 'sampling/createMessage') return 'asks the model of the client something, and is told what it answers'
  return `calls the tool ${name}, which ${effect === 'none' ? 'does we do not know what' : DOES[effect]}`
}

export const scopeText = (scope: Scope): string => {
  if (scope === 'once') return 'this once'
  if (scope === 'session') return 'and the same call again until its server ends'
  return `and the same call again for ${scope / 1_000} seconds, at most until its server ends`
}

/** What was approved asks without a statement. */
const named = (statements: readonly string[]): string =>
  statements.length === 0 ? '' : ` (${statements.map(reveal).join(', ')})`

type Row = readonly [name: string, texts: readonly string[]]

/** Each value by the place where it stands, as JSON, so that a text never looks like anything else. */
function passedRows({ passed, method, effect }: Question, whole: boolean): readonly Row[] {
  const lines = (values: readonly Value[]): readonly string[] =>
    values.map(({ at, shown }) => `${at === '' ? '' : `${reveal(at)} = `}${cut(shown, whole)}`)
  const values = valuesIn(passed, method)
  return [
    ['pays', effect === 'pay' ? [cut(paymentWords(values), whole)] : []],
    ['passed', lines(values)],
    ['also', method === 'tools/call' ? lines(valuesBeside(passed)) : []],
    ['letters', lettersIn(values)],
  ]
}

/** What a person may take for another word, by the place where it stands. */
export const lettersIn = (values: readonly Value[]): readonly string[] =>
  values.flatMap(({ at, text }) => {
    const words = mixedWords(`${at} ${text ?? ''}`)
    return words.length === 0
      ? []
      : [
          `! ${at === '' ? 'it' : reveal(at)} is not what it looks like: ${words.slice(0, MOST_WORDS).map(reveal).join(', ')}`,
        ]
  })

const MOST_WORDS = 5

const cut = (text: string, whole: boolean): string =>
  whole || text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more characters; --full shows them)`
