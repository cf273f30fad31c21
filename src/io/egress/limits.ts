// The bounds of a broker as one value, so that a test can set its own.
import { bound } from '../../core/model/bounds.ts'

export type Limits = {
  readonly firstBytesMs: number
  readonly dialMs: number
  readonly idleMs: number
  readonly halfOpenMs: number
  readonly connectionMs: number
  readonly connections: number
  readonly hostConnections: number
  readonly opens: number
  readonly upBytes: number
  readonly downBytes: number
  readonly hostUpBytes: number
  readonly hostDownBytes: number
  readonly names: number
  readonly denials: number
}

export const usualLimits = (): Limits => ({
  firstBytesMs: bound('egress-first-bytes-ms'),
  dialMs: bound('egress-dial-ms'),
  idleMs: bound('egress-idle-ms'),
  halfOpenMs: bound('egress-half-open-ms'),
  connectionMs: bound('egress-connection-ms'),
  connections: bound('egress-connections'),
  hostConnections: bound('egress-host-connections'),
  opens: bound('egress-opens'),
  upBytes: bound('egress-up-bytes'),
  downBytes: bound('egress-down-bytes'),
  hostUpBytes: bound('egress-host-up-bytes'),
  hostDownBytes: bound('egress-host-down-bytes'),
  names: bound('egress-names'),
  denials: bound('egress-denials'),
})
