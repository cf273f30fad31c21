import { describe, expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { EventBody } from './event.ts'
import { lineText, NO_LINE } from './chain.ts'
import { prepare } from './prepare.ts'

const limit = bound('evidence-body-bytes')
const message = (body: string): EventBody => ({
  type: 'message',
  server: 'files',
  session: 's1',
  direction: 'downstream',
  kind: 'answer',
  method: 'tools/call',
  target: 'read',
  exchange: 'n1',
  decision: 'allow',
  reasons: [],
  findings: [],
  bytes: body.length,
  digest: `sha256:${'0'.repeat(64)}`,
  body,
})
const asIs = (text: string): string => text

describe('a body', () => {
  test('that fits stays whole', () => {
    const event = message('x'.repeat(limit))
    expect(prepare(event, asIs)).toEqual(event)
  })

  test('that is too long keeps its start and says how long it was', () => {
    expect(prepare(message('x'.repeat(limit + 1)), asIs)).toEqual({
      ...message('x'.repeat(limit + 1)),
      body: 'x'.repeat(limit),
      cut: { body: limit + 1 },
    })
  })

  test('is measured in bytes, and never cut inside a character', () => {
    const { body, cut } = prepare(message('🙂'.repeat(limit)), asIs) as { body: string; cut: unknown }
    expect(body).toBe('🙂'.repeat(limit / 4))
    expect(cut).toEqual({ body: limit * 4 })
  })

  test('is not called cut because a secret in it was replaced', () => {
    expect(prepare(message('a secret'), () => 'a')).not.toHaveProperty('cut')
  })
})

test('a secret that reaches over the bound is found whole', () => {
  const secret = 'S'.repeat(500)
  const { body } = prepare(message('x'.repeat(limit - 100) + secret + 'y'.repeat(10 * limit)), (text) =>
    text.replaceAll(secret, '[secret]'),
  ) as { body: string }
  expect(body).toContain('[secret]')
  expect(body).not.toContain('S')
})

test('a secret at the end of what was looked at does not come to stand in the log by shrinking what is before it', () => {
  const secret = 'S'.repeat(1000)
  const { body } = prepare(message(`${secret}${'x'.repeat(20)}`.repeat(1000)), (text) =>
    text.replaceAll(secret, '[secret]'),
  ) as { body: string }
  expect(body).not.toContain('S')
})

test('every other text is cleaned, but not our own words', () => {
  const event = prepare({ ...message('body'), reasons: ['one', 'two'] } as EventBody, (text) => text.toUpperCase())
  expect(event).toMatchObject({ server: 'files', decision: 'allow', method: 'TOOLS/CALL', reasons: ['ONE', 'TWO'] })
})

test('a list is bounded as a whole', () => {
  const changed = Array.from({ length: limit }, () => 'name')
  const event = prepare({ type: 'catalogue', server: 's', session: 'x', drift: 'expanding', changed }, asIs)
  expect('changed' in event && event.changed.length).toBeLessThan(limit / 4)
  expect(event).toHaveProperty('cut.changed', limit * 4)
})

test('the longest line stays under its bound', () => {
  const worst = '\u0001'.repeat(2 * limit)
  const event = { ...message(worst), method: worst, target: worst, exchange: worst, reasons: [worst] } as EventBody
  const text = lineText({ seq: 1, at: '2026-01-02T03:04:05.678Z', prev: NO_LINE }, prepare(event, asIs))
  expect(text.length).toBeLessThan(bound('evidence-line-bytes'))
})

test('what stands in the features of an alert is cleaned as well', () => {
  const feature = { name: 'destination', value: 'to secret.example', usual: 'never secret', times: null }
  const alert = { type: 'alert', server: 's', session: '', kind: 'unusual', host: '', of: 1, detail: 'secret' } as const
  const clean = (text: string): string => text.replaceAll('secret', '…')
  expect(prepare({ ...alert, features: [feature] }, clean)).toEqual({
    ...alert,
    detail: '…',
    features: [{ ...feature, value: 'to ….example', usual: 'never …' }],
  })
})
