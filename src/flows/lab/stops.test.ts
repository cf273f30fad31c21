import { describe, expect, test } from 'vitest'
import type { Line } from '../../core/evidence/chain.ts'
import { readFileSync } from 'node:fs'
import { findingsIn, OF_FLOW, pageStops, questionsIn, reportStops, runStops, type Account } from './stops.ts'

const about = { seq: 1, at: '', prev: '', server: 'guest', session: 's' }
const launch = (...proofs: string[]): Line => ({
  ...about,
  type: 'launch',
  backend: 'bubblewrap',
  plan: '',
  proofs,
  limits: 'watchdog',
  changes: null,
  pid: 1,
})
const egress = (verdict: 'allow' | 'deny', calls: string[]): Line => ({
  ...about,
  type: 'egress',
  host: 'drop.test',
  port: 53,
  verdict,
  reason: 'this name is not granted',
  up: 0,
  down: 0,
  calls,
})
const fault = (direction: 'upstream' | 'downstream'): Line => ({
  ...about,
  type: 'fault',
  direction,
  code: 'not-json',
  detail: '',
  bytes: 1,
})
const denied = (reason: string): Line => ({
  ...about,
  type: 'message',
  direction: 'upstream',
  kind: 'request',
  method: 'tools/call',
  target: '',
  exchange: '',
  decision: 'deny',
  reasons: [reason],
  findings: [],
  bytes: 1,
  digest: '',
  body: '',
})
const holding: Line = {
  ...(denied('policy-forbids') as Extract<Line, { type: 'message' }>),
  findings: ['review private-key-passed /note'],
}
const asked = (reason: string): Line => ({
  ...(denied(reason) as Extract<Line, { type: 'message' }>),
  decision: 'ask',
})
const following = (...statements: string[]): Line => ({
  ...(asked('needs-approval') as Extract<Line, { type: 'message' }>),
  server: 'mail',
  target: 'send_mail',
  policy: { set: 'balanced', digest: '', statements },
  flow: ['crm/read_rows (private, db; line 3 of a) -> /body'],
  exposed: ['private from crm/read_rows (line 3 of a)'],
})
const answered = (outcome: 'allowed' | 'denied' | 'late'): Line => ({
  ...about,
  type: 'approval',
  of: 1,
  id: '1',
  outcome,
  by: 'ada',
  scope: '',
  detail: '',
})
const config = (author: 'other' | 'sallyport', action: 'added' | 'removed'): Line => ({
  ...about,
  type: 'config',
  action,
  author,
  client: 'cursor',
  path: '',
  detail: 'entry x',
})
const allowed = (reason: string, body = ''): Line => ({
  ...(denied(reason) as Extract<Line, { type: 'message' }>),
  decision: 'allow',
  body,
})
const kept = allowed('approved', `key=[secret:${'0a'.repeat(4)}]`)
const hidden = allowed('secrets-replaced')
const replaced = allowed('offer-differs')
const drift = (kind: 'cosmetic' | 'expanding'): Line => ({
  ...about,
  type: 'catalogue',
  drift: kind,
  changed: ['changed tools/add'],
})
const exit = (limit: string | null): Line => ({
  ...about,
  type: 'exit',
  reason: 'why',
  limit,
  code: 0,
  signal: null,
  stderr: '',
})
const BAIT = 'a bait file outside cannot be read'
const read: Account = { step: 'read', refused: 'ENOENT' }

describe('a report', () => {
  test.each<[string, readonly Line[], readonly Account[], readonly string[]]>([
    ['of a refused read, in a proven sandbox', [launch(BAIT)], [read], ['files']],
    ['of a refused read, where nothing was proven', [launch()], [read], []],
    ['of a refused read, where something else was proven', [launch('limits are set')], [read], []],
    ['of a read that was not refused', [launch(BAIT)], [{ step: 'read' }], []],
    ['of a step that nobody knows', [launch(BAIT)], [{ step: 'toString', refused: 'no' }], []],
    ['of a refused lookup', [egress('deny', [])], [], ['egress']],
    ['of a lookup that was allowed', [egress('allow', [])], [], []],
    ['of a line that is no message', [fault('downstream')], [], ['protocol']],
    ['of such a line from the client', [fault('upstream')], [], []],
    ['of a message that is not legal', [denied('too-many-pending')], [], ['protocol']],
    ['of arguments that do not fit', [denied('arguments-invalid')], [], ['protocol']],
    ['of a call that the policy forbids', [denied('policy-forbids')], [], ['policy']],
    ['of a call that a person would have to allow', [asked('needs-approval')], [], ['policy']],
    ['of a call that a person denied', [asked('needs-approval'), answered('denied')], [], ['policy']],
    ['of a call that nobody answered', [asked('needs-approval'), answered('late')], [], ['policy']],
    ['of a call that a person allowed', [asked('needs-approval'), answered('allowed')], [], []],
    ['of a call that is refused for what was told', [following('private-sent')], [], ['policy', 'flow']],
    ['of a call that is refused for what it does', [following('changes-ask')], [], ['policy']],
    ['of an entry that somebody added', [config('other', 'added')], [], ['configs']],
    ['of an entry that we added', [config('sallyport', 'added')], [], []],
    ['of an entry that went away', [config('other', 'removed')], [], []],
    ['of a call that the policy forbids for what it holds', [holding], [], ['policy', 'rules']],
    ['of a tool that is withheld', [denied('item-withheld')], [], ['pin']],
    ['of a message without an honest reading', [denied('content-blocked')], [], ['rules']],
    ['of a message that could not be read', [denied('content-unread')], [], ['rules']],
    ['of a secret that was recorded as a placeholder', [kept], [], ['report']],
    ['of a secret that was replaced', [hidden], [], ['rules']],
    ['of words that were replaced by those approved', [replaced], [], ['pin']],
    ['of a catalogue that says more than was approved', [drift('expanding')], [], ['pin']],
    ['of a catalogue in another order', [drift('cosmetic')], [], []],
    ['of an end', [exit(null)], [], ['processes']],
    ['of an end at a limit', [exit('memory')], [], ['processes', 'limits']],
  ])('%s', (_, events, accounts, parts) => {
    expect(runStops(events, accounts).map(({ part }) => part)).toEqual(parts)
  })

  test.each([
    ['codes as letters', ['Tells. \\u{1b}[2J'], ['report']],
    ['no codes', ['Tells.'], []],
  ])('of a person who was shown %s', (_, shown, parts) => {
    expect(reportStops(shown).map(({ part }) => part)).toEqual(parts)
  })

  test.each([
    ['a link in letters', String.raw`{"text":"[here]\\(https://x.test)"}`, ['report']],
    ['no link', '{"text":"here"}', []],
  ])('of a page with %s', (_, page, parts) => {
    expect(pageStops(page).map(({ part }) => part)).toEqual(parts)
  })

  test('says what was found, with what the message was about', () => {
    const findings = ['review secrecy /content/0/text', 'block hidden-order /content/1/text']
    const event: Line = { ...(denied('') as Extract<Line, { type: 'message' }>), target: 'fetch', findings }
    expect(findingsIn([event, drift('cosmetic')])).toEqual([
      { rule: 'secrecy', at: 'fetch/content/0/text', note: '' },
      { rule: 'hidden-order', at: 'fetch/content/1/text', note: '' },
    ])
  })

  test('tells the chain: who told it, what that made of it, and where it was to go', () => {
    const [, { what }] = runStops([following('changes-ask', 'private-sent')], []) as [unknown, { what: string }]
    expect(what).toBe(
      'request tools/call of mail by private-sent: crm/read_rows (private, db; line 3 of a) -> /body; private from crm/read_rows (line 3 of a) -> mail/send_mail',
    )
  })

  test('says whether the client was waiting for anything, and nothing twice', () => {
    const stops = runStops([egress('deny', []), egress('deny', []), egress('deny', ['upstream-1'])], [])
    expect(stops.map(({ what }) => what)).toEqual([
      '"drop.test" port 53: this name is not granted, no call in flight',
      '"drop.test" port 53: this name is not granted, during a call',
    ])
  })
})

test.each(['balanced', 'strict'])('every statement of %s that reads what was told is known as one', (set) => {
  const statements = readFileSync(`policies/${set}.cedar`, 'utf8').split('@id("').slice(1)
  const reading = statements.filter((text) => /context\.(?:labels|carries|newDestination)/.test(text))
  expect(reading.map((text) => text.slice(0, text.indexOf('"'))).filter((id) => !OF_FLOW.has(id))).toEqual([])
  expect(reading.length).toBeGreaterThan(2)
})

test('questions are counted, answered or not', () => {
  const events = [asked('needs-approval'), answered('allowed'), denied('policy-forbids'), following('private-sent')]
  expect(questionsIn(events)).toBe(2)
})
