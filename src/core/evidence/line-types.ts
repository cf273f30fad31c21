// Every type that a line of the log can have, for whoever asks for lines of one.
import type { Line } from './chain.ts'

const TYPES: Readonly<Record<Line['type'], null>> = {
  'guard-started': null,
  launch: null,
  exit: null,
  refused: null,
  message: null,
  outcome: null,
  catalogue: null,
  fault: null,
  egress: null,
  approval: null,
  grant: null,
  alert: null,
  'alert-count': null,
  config: null,
  change: null,
  'session-cleared': null,
  opened: null,
  resumed: null,
  closed: null,
}

export const LINE_TYPES: readonly string[] = Object.keys(TYPES)
