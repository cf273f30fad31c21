import { expect, test } from 'vitest'
import type { Line } from '../../../core/evidence/chain.ts'
import { servedStops } from './served-stops.ts'

const about = { seq: 1, at: '', prev: '', server: 'guest' }
const fault = (code: string, detail = 'words'): Line => ({
  ...{ ...about, type: 'fault', session: '', direction: 'upstream' },
  ...{ code, detail, bytes: 0 },
})
const launch = (backend: string): Line => ({
  ...{ ...about, type: 'launch', session: 's', backend, plan: '', proofs: [], limits: '', changes: null, pid: 1 },
})
const answer = (decision: 'allow' | 'deny'): Line => ({
  ...{ ...about, type: 'message', session: 's', direction: 'downstream', kind: 'answer', method: 'tools/call' },
  ...{ target: 'x', exchange: 'upstream-1', decision, reasons: [], findings: [], bytes: 1, digest: '', body: '' },
})
const guard = (session: string, user?: string): Line => ({
  ...{ ...about, type: 'guard-started', session, clientPid: 1, clientSession: 'c', argv: [], trust: 'pinned' },
  ...(user !== undefined && { user }),
})

test.each<[string, readonly Line[], readonly string[]]>([
  ['a token of another', [fault('http-token-audience')], ['identity']],
  ['no token', [fault('http-unauthorized')], ['identity']],
  ['a session of another', [fault('http-session-unknown')], ['tenants']],
  ['another Host', [fault('http-host-foreign')], ['protocol']],
  ['a call that a remote server answered', [launch('remote'), answer('allow')], ['identity']],
  ['a remote server that answered none', [launch('remote'), answer('deny')], []],
  ['a server that was started', [launch('bubblewrap'), answer('allow')], []],
  ['a fault of no request', [fault('not-json')], []],
  ['two people with a guard each', [guard('a', 'ada'), guard('b', 'bob')], ['tenants']],
  ['two people behind one guard', [guard('a', 'ada'), guard('a', 'bob')], []],
  ['one person twice', [guard('a', 'ada'), guard('b', 'ada')], []],
  ['the owner of the machine', [guard('a'), guard('b')], []],
])('%s', (_, events, parts) => {
  expect(servedStops(events).map(({ part }) => part)).toEqual(parts)
})

test('a code of a stranger in the words is shown as letters', () => {
  expect(servedStops([fault('http-host-foreign', 'It said \u001b[2J.')])[0]!.what).not.toContain('\u001b')
})
