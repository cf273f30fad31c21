// A form that a server has the client show may ask for no secret: what is typed there passes through the client and its model's
// reach (MCP 2025-11-25 client/elicitation: such things are asked for on a page of the service, by an address).
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { reveal, untrusted } from '../../model/untrusted.ts'
import { normalise } from '../../text/normalise.ts'
import { SECRET_KEY, snake } from '../catalogue/asks-for-secret.ts'
import { CREDENTIAL } from '../catalogue/takes-credential.ts'
import type { Rule } from '../rule.ts'
import { QUESTION } from './clues.ts'
import { answering, HONEST_ANSWERS, questioning } from './sample.ts'
import { type Question, questionsIn } from './questions.ts'
import type { MessageSubject } from './subject.ts'

const form = (properties: Json, message = 'Please fill this in'): MessageSubject =>
  questioning({ message, requestedSchema: { type: 'object', properties } })
const field = (name: string, more: JsonObject = {}): MessageSubject => form({ [name]: { type: 'string', ...more } })

export const formAsksSecret: Rule<MessageSubject> = {
  id: 'form-asks-secret',
  severity: 'high',
  confidence: 'high',
  tier: 'block',
  summary: 'A server has the client ask the person for a password, a key or another secret in a form',
  fix: 'Never type a secret into such a form. Give the server what it needs with `--secret` at approval.',
  references: ['MCP01', 'SAFE-T1403', 'SAFE-T1911', 'CoSAI T5'],
  bad: () => [
    field('api_key'),
    field('userPassword'),
    field('value', { title: 'API key' }),
    field('value', { description: 'Enter your seed phrase' }),
    form({ value: { type: 'string' } }, 'Your session has expired. Please enter your password to go on.'),
    form({ code: { type: 'string' } }, 'Type the one-time code that was sent to you'),
    questioning({
      inputRequests: {
        a: {
          method: 'elicitation/create',
          params: { requestedSchema: { properties: { pаssword: { type: 'string' } } } },
        },
      },
    }),
  ],
  good: () => [
    field('name', { title: 'Your name' }),
    field('token_count', { description: 'How many tokens to use' }),
    form({ length: { type: 'number' } }, 'How long may your password be?'),
    form({ confirm: { type: 'boolean' } }, 'Delete the stored password?'),
    field('size', { enum: ['S', 'M'], description: 'The size of your key ring' }),
    form({ branch: { type: 'string', title: 'Branch' } }, 'Which branch holds the password reset page?'),
    questioning({ mode: 'url', url: 'https://a.example.test/login', message: 'Enter your password there' }),
    answering('Please enter your password'),
    ...HONEST_ANSWERS,
  ],
  needs: QUESTION,
  *check({ part, body }) {
    for (const question of questionsIn(part, body)) yield* asked(question)
  },
}

function* asked({ method, params, at }: Question) {
  const schema = params['requestedSchema']
  if (method !== 'elicitation/create' || !isObject(schema) || !isObject(schema['properties'])) return
  const fields = Object.entries(schema['properties'])
  for (const [name, property] of fields) {
    const { title, description } = isObject(property) ? property : {}
    const names = [name, title].filter((one) => typeof one === 'string').map(snake)
    const isSecret = names.some((one) => CREDENTIAL.test(one) || SECRET_KEY.test(one))
    if (isSecret || (isTyped(property) && [title, description].some(asksFor))) {
      const words = [name, title, description].filter((one) => typeof one === 'string').join(': ')
      yield {
        at: `${at}/requestedSchema/properties/${reveal(name.slice(0, 60))}`,
        excerpt: untrusted(words.slice(0, 200)),
      }
    }
  }
  const { message } = params
  if (typeof message === 'string' && asksFor(message) && fields.some(([, property]) => isTyped(property)))
    yield { at: `${at}/message`, excerpt: untrusted(message.slice(0, 200)) }
}

/** A number, a choice or a yes holds no secret. */
const isTyped = (property: Json): boolean =>
  isObject(property) &&
  property['type'] === 'string' &&
  property['enum'] === undefined &&
  property['oneOf'] === undefined

const SECRET =
  'password|passphrase|pass ?code|api[ _-]?keys?|access[ _-]?(?:key|token)s?|secret[ _-]?keys?|private[ _-]?keys?|ssh[ _-]?keys?|(?:seed|recovery)[ _-]?phrase|mnemonic|credit card|card number|cvv|one[ -]time (?:code|password)|2fa code|social security number'
const ASKS = new RegExp(
  String.raw`\b(?:enter|type|paste|provide|give|share|supply|send|submit|confirm|re-?enter|what is|input) (?:\S+ ){0,4}?(?:${SECRET})\b(?! (?:length|policy|manager|reset|hint|strength|page|field))`,
)

const asksFor = (words: Json | undefined): boolean =>
  typeof words === 'string' && ASKS.test(normalise(words.slice(0, LONGEST)).text)

/** UTF-16 units of the words of one field: a longer text is no label. */
const LONGEST = 4_000
