import { expect, test } from 'vitest'
import { decodeHello, type DoorHello, encodeHello } from './hello.ts'

const HELLO: DoorHello = {
  name: 'files',
  env: { TOKEN_PLACE: 'x=ü', EMPTY: '' },
  client: { pid: 12, start: '345' },
}
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

test('what is said is heard', () => {
  expect(decodeHello(encodeHello(HELLO)!)).toEqual(HELLO)
})

test('one that is too long is not said', () => {
  expect(encodeHello({ ...HELLO, env: { LONG: 'x'.repeat(4 * 1024 ** 2) } })).toBeNull()
})

test.each([
  ['no JSON', Buffer.from('{')],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['a list', bytes([HELLO])],
  ['a member too many', bytes({ ...HELLO, once: ['sh'] })],
  ['no client', bytes({ ...HELLO, client: undefined })],
  ['an empty name', bytes({ ...HELLO, name: '' })],
  ['a long name', bytes({ ...HELLO, name: 'x'.repeat(257) })],
  ['a variable that is no text', bytes({ ...HELLO, env: { A: 1 } })],
  ['a variable with a NUL', bytes({ ...HELLO, env: { A: 'x\0y' } })],
  ['a name of two variables', bytes({ ...HELLO, env: { 'A=B': 'x' } })],
  ['variables as a list', bytes({ ...HELLO, env: ['A=1'] })],
  ['a pid of nobody', bytes({ ...HELLO, client: { pid: 0, start: '1' } })],
  ['a fraction of a pid', bytes({ ...HELLO, client: { pid: 1.5, start: '1' } })],
  ['a start that is no number', bytes({ ...HELLO, client: { pid: 1, start: '../x' } })],
])('refused: %s', (_, said) => {
  expect(decodeHello(said)).toBeNull()
})
