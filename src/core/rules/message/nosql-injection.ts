import type { Evidence } from '../../model/finding.ts'
import { isObject, type Json } from '../../model/json.ts'
import { untrusted } from '../../model/untrusted.ts'
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, of, worded } from '../argument/judged.ts'
import { CODE, CUT, OPENS } from '../argument/marks.ts'
import { typeIn } from '../argument/purpose.ts'
import type { Rule } from '../rule.ts'
import { step } from '../../model/pointer.ts'
import { calling, HONEST_CALLS, named } from './sample.ts'
import type { MessageSubject } from './subject.ts'

const OPERATORS = [
  'where',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'or',
  'and',
  'nor',
  'not',
  'regex',
  'exists',
  'expr',
  'function',
  'comment',
]

const WORDS: readonly Phrase[] = [
  phrase(
    OPERATORS.map((name) => `$${name}`),
    new RegExp(String.raw`\$(?:${OPERATORS.join('|')})['"]? ?(?::|\] ?=)`, 'g'),
  ),
  phrase(['&& this.', '&&this.', '|| this.', '||this.'], /(?:&&|\|\|) ?this\.\w/g),
  phrase(
    ['return', "';sleep(", '";sleep(', "'; sleep("],
    /['"\d] ?; ?(?:return ?(?:\(?(?:true|false|['"\d])|['"])|sleep\(\d)/g,
  ),
  phrase(
    ["';it=", '|| 1==1', '||1==1', "|| '1'=='1", '&& 1==1', '&&1==1'],
    /';it=new date|(?:\|\||&&) ?(['"]?)\d{1,6}\1 ?== ?\1\d{1,6}/g,
  ),
  phrase(
    ['.insert(', '.drop(', '.dropdatabase(', '.remove(', '.mapreduce('],
    /\bdb\.[\w.]{1,60}\.(?:insert\w{0,4}|drop\w{0,8}|remove|mapreduce)\(/g,
  ),
]

export const nosqlInjection: Rule<MessageSubject> = {
  id: 'nosql-injection',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'An argument holds an operator or a script of a document store, where a value is expected',
  fix: 'Look at where this value comes from. A server must take values of the types that its schema names, and no operators.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ name: "true, $where: '1 == 1'" }),
    calling({ name: '{"$gt": ""}' }),
    calling({ name: "' && this.password.match(/.*/)//" }),
    calling({ id: "7';return true;var a='" }),
    calling({ password: { $ne: null } }),
    named('login', { user: { $regex: '.*' } }, 'read', { properties: { user: { type: 'string' } } }),
  ],
  good: () => [
    named('find', { filter: { age: { $gt: 5 } } }, 'read', { properties: { filter: { type: 'object' } } }),
    calling({ filter: { age: { $gt: 5 } } }),
    calling({ filter: '{"age": {"$gt": 5}}' }),
    calling({ name: 'costs $in total: 5' }),
    calling({ value: '$HOME' }),
    ...HONEST_CALLS,
  ],
  phrases: WORDS,
  *check({ part, values, body, tool }, seek) {
    yield* worded(
      of(values, BARE, OPENS | CUT | CODE),
      WORDS,
      seek,
      'a document store takes it for an operator or a script',
    )
    if (part === 'argument') yield* operatorsIn(body, tool?.schema ?? null)
  },
}

const OPERATOR = new RegExp(`^\\$(?:${OPERATORS.join('|')})$`)
/** Parameters that are given a condition on purpose. */
const CONDITIONS =
  /filter|query|where|pipeline|match|criteria|selector|condition|aggregate|update|projection|sort|mongo/i

/** Members that are operators, under a parameter that is no condition. A stack bears any depth. */
function* operatorsIn(body: Json, schema: Json): Generator<Evidence> {
  const waiting: (readonly [value: Json, at: string])[] = [[body, '']]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, at] = next
    if (Array.isArray(value))
      for (const [index, inner] of value.entries()) waiting.push([inner as Json, `${at}/${index}`])
    if (!isObject(value)) continue
    for (const [name, inner] of Object.entries(value)) {
      const here = `${at}/${step(name)}`
      if (OPERATOR.test(name) && !CONDITIONS.test(at) && typeIn(schema, at) !== 'object')
        yield { at: here, excerpt: untrusted(name), note: 'an operator of a document store, where a value is expected' }
      waiting.push([inner, here])
    }
  }
}
