import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineText, NO_LINE, readLine, readLink } from './chain.ts'

const link = { seq: 7, at: '2026-01-02T03:04:05.678Z', prev: NO_LINE }

describe('the text of a line', () => {
  test('says its place first, then what happened', () => {
    expect(lineText(link, { type: 'closed' })).toBe(
      `{"seq":7,"at":"2026-01-02T03:04:05.678Z","prev":"${NO_LINE}","type":"closed"}`,
    )
  })

  test('reads back to the same link and the same words, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const text = lineText(link, { type: 'refused', server: 's', session: 'x', code: 'pin-mismatch', detail: words })
        expect(readLink(text)).toEqual(link)
        expect(readLine(text)).toMatchObject({ detail: words })
      }),
    )
  })

  test('is one line that neither hides nor moves anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const text = lineText(link, { type: 'refused', server: 's', session: 'x', code: '', detail: words })
        expect(text).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)
      }),
    )
  })
})

test.each([
  ['no object', 'null'],
  ['another order of fields', `{"at":"${link.at}","seq":7,"prev":"${NO_LINE}","type":"closed"}`],
  ['a number with a leading zero', lineText(link, { type: 'closed' }).replace(':7', ':07')],
  ['a number beyond what a double holds', lineText(link, { type: 'closed' }).replace(':7', ':12345678901234567')],
  ['a short digest', lineText(link, { type: 'closed' }).replace('00"', '0"')],
  ['half a line', lineText(link, { type: 'closed' }).slice(0, -1)],
])('%s is not a line of ours', (_, text) => {
  expect(readLine(text)).toBeNull()
})
