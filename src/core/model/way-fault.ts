// What can go wrong on the way to a remote server: in our words for whoever waits for one answer, and as the failure that ends
// everything where nothing can go on.
import type { FailureCode } from './failure.ts'

export const WAY_FAULTS = {
  'way-unreachable': 'the server cannot be reached',
  'way-untrusted': 'the server could not show that it is the one that was approved',
  'way-broken': 'the connection to the server broke before its answer was whole',
  'way-credentials': 'the server asks the gateway for credentials that it was not given',
  'way-login': 'the gateway has no login to the server that counts',
  'way-locked': 'the store of secrets, which keeps the login to the server, is locked',
  'way-scope': 'the server wants more scopes than the gateway was given',
  'way-status': 'the server answered with an error of HTTP',
  'way-form': 'the server answered in a form that the protocol does not have',
  'way-elsewhere': 'the server sends to another address, and that is not followed',
  'way-ours': 'the gateway could not do its own part, such as read or write its files',
  'way-late': 'the server did not answer in time',
} as const

export type WayFault = keyof typeof WAY_FAULTS

const FAILURES: readonly (readonly [FailureCode, WayFault])[] = [
  ['server-unreachable', 'way-unreachable'],
  ['server-untrusted', 'way-untrusted'],
  ['server-credentials', 'way-credentials'],
  ['issuer-unusable', 'way-credentials'],
  ['login-missing', 'way-login'],
  ['login-refused', 'way-login'],
  ['secrets-locked', 'way-locked'],
  ['disk-failed', 'way-ours'],
]

/** Of a server only what it did is said: whatever else went wrong went wrong here. */
export const wayFaultOf = (code: FailureCode): WayFault =>
  FAILURES.find(([failure]) => failure === code)?.[1] ?? 'way-ours'

/** Undefined where only this one answer is lost. */
export const failureBy = (fault: WayFault): FailureCode | undefined => FAILURES.find(([, way]) => way === fault)?.[0]
