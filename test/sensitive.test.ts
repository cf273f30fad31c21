// S-044: what should be found is found, and ordinary text is left alone. The values are put together here; none was ever issued.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as sample from '../src/core/rules/message/sensitive-samples.ts'
import { findSensitive } from '../src/core/text/sensitive/find.ts'
import { judgeMessage } from '../src/flows/judging/judge-message.ts'
import { Parsers } from '../src/flows/judging/parsers.ts'
import { filesBelow, read, ROOT } from './architecture/tree.ts'

/** The same letters in every run, and by chance as far as any rule can tell. */
function chance(alphabet: string, length: number, seed: number): string {
  let state = seed * 7919 + 1
  return Array.from({ length }, () => alphabet[(state = (state * 48_271) % 2_147_483_647) % alphabet.length]!).join('')
}
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const SMALL = 'abcdefghijklmnopqrstuvwxyz0123456789'
const HEX = '0123456789abcdef'
const joined = (...parts: readonly string[]): string => parts.join('')

const SYNTHETIC: readonly (readonly [what: string, text: string])[] = [
  ['GitHub', sample.githubToken(chance(LETTERS, 30, 1))],
  ['GitHub, fine-grained', joined('github', '_pat_', chance(LETTERS, 22, 2), '_', chance(LETTERS, 59, 3))],
  ['GitLab', joined('glp', 'at-', chance(LETTERS, 20, 4))],
  ['AWS', joined('AK', 'IA', chance('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16, 5))],
  ['AWS, by its name', `aws_secret_access_key = ${chance(`${LETTERS}/+`, 40, 6)}`],
  ['Google', joined('AI', 'zaSy', chance(LETTERS, 33, 7))],
  ['Azure', joined('AccountKey=', chance(LETTERS, 86, 8), '==')],
  ['OpenAI', joined('sk-', 'proj-', chance(LETTERS, 48, 9))],
  ['Anthropic', joined('sk-', 'ant-api03-', chance(LETTERS, 93, 10), 'AA')],
  [
    'Slack',
    joined('xo', 'xb-', chance('123456789', 12, 11), '-', chance('123456789', 12, 12), '-', chance(LETTERS, 24, 13)),
  ],
  ['Stripe', joined('sk_', 'live_', chance(LETTERS, 24, 14))],
  ['npm', joined('np', 'm_', chance(LETTERS, 36, 15))],
  ['SendGrid', joined('SG', '.', chance(LETTERS, 22, 16), '.', chance(LETTERS, 43, 17))],
  ['Telegram', joined(chance('123456789', 9, 18), ':A', 'A', chance(LETTERS, 33, 19))],
  ['Vault', joined('hv', 's.', chance(LETTERS, 90, 20))],
  ['a web token', sample.webToken()],
  ['a private key', sample.privateKey()],
  ['an address', joined('mysql://root:', chance(SMALL, 14, 21), '@db.example.test/app')],
  ['an api key', `api_key: ${chance(HEX, 32, 22)}`],
  ['a header', `Authorization: Bearer ${chance(LETTERS, 40, 23)}`],
  ['a password', `password = "${sample.password()}"`],
  ['a seed phrase', sample.seedPhrase()],
  ['a Visa card', sample.cardNumber(chance('123456789', 15, 24).replace(/^./, '4'))],
  ['a Mastercard', sample.cardNumber(`54${chance('123456789', 13, 25)}`, '-')],
  ['an IBAN', sample.iban('DE', chance('123456789', 18, 26))],
  ['a social security number', `SSN ${sample.socialSecurity()}`],
  ['a telephone number', '+49 151 23456782'],
  ['a Bitcoin address', sample.bitcoinAddress()],
  ['an Ethereum address', joined('wallet 0x', chance(HEX, 40, 27))],
  ['a CPF', '529.982.247-25'],
]

test('of thirty synthetic values at most one is missed', async () => {
  const parsers = new Parsers()
  const answers = await Promise.all(
    SYNTHETIC.map(async ([, text]) => {
      const content = [{ type: 'text', text: `Here it is: ${text}\nThat is all.` }]
      return judgeMessage('result', { content }, null, parsers)
    }),
  )
  const missed = SYNTHETIC.filter((_, at) => answers[at]!.findings.length === 0)
  expect(SYNTHETIC).toHaveLength(30)
  expect(missed.map(([what]) => what)).toEqual([])
})

/** Ordinary text of many kinds: our own documents, our own code, and JSON full of digests. */
function cleanTexts(): string[] {
  const pages = filesBelow('docs').filter((file) => file.endsWith('.md'))
  const paragraphs = pages.flatMap((file) => read(file).split(/\n{2,}/)).filter((text) => text.length > 120)
  const sources = filesBelow('src').filter((file) => file.startsWith('src/flows/') && !file.endsWith('.test.ts'))
  const lock = JSON.parse(readFileSync(`${ROOT}/package-lock.json`, 'utf8')) as { packages: Record<string, unknown> }
  const packages = Object.entries(lock.packages).map((entry) => JSON.stringify(entry))
  return [...paragraphs.slice(0, 100), ...sources.slice(0, 60).map(read), ...packages.slice(0, 40)]
}

test('of two hundred clean texts at most two are taken for something else', () => {
  const texts = cleanTexts()
  expect(texts).toHaveLength(200)
  const wrong = texts.filter((text) => findSensitive(text).some(({ isMadeUp }) => !isMadeUp))
  expect(wrong.map((text) => text.slice(0, 100))).toEqual([])
})
