// Which lockfile the log tells of: so that an older one, put back together with the memory of its serial, shows. Only a change that was
// carried out counts: where the writer died with it, or said that it failed, no lockfile may have come of it.
import { readLine } from './chain.ts'

/** `serial` is that of the lockfile with the change; `file` and `line` say where the log tells of it. */
export type LockChange = {
  readonly serial: number
  readonly at: string
  readonly file: string
  readonly line: number
}

export type LockChanges = {
  /** Each line of a chain in order. */
  readonly see: (bytes: Uint8Array, spot: Pick<LockChange, 'file' | 'line'>) => void
  /** By time, among the first `signed` lines: anybody could have added others. Null: none. */
  readonly newest: (signed: number) => LockChange | null
}

const CHANGE = '"type":"change"'
const START_BYTES = 200

export function lockChanges(): LockChanges {
  const done: (LockChange & { readonly seq: number })[] = []
  let last: (typeof done)[number] | null = null
  return {
    see: (bytes, spot) => {
      if (last !== null && !isFailed(bytes, last.seq)) done.push(last)
      last = null
      if (!textOf(bytes.subarray(0, START_BYTES)).includes(CHANGE)) return
      const event = readLine(textOf(bytes))
      if (event?.type === 'change' && Number.isSafeInteger(event.serial))
        last = { serial: event.serial!, at: event.at, seq: event.seq, file: spot.file, line: spot.line }
    },
    newest: (signed) =>
      done
        .filter(({ seq }) => seq < signed)
        .reduce<LockChange | null>((newest, one) => (newest === null || one.at >= newest.at ? one : newest), null),
  }
}

function isFailed(bytes: Uint8Array, of: number): boolean {
  const event = readLine(textOf(bytes))
  return event?.type === 'outcome' && event.outcome === 'failed' && event.of === of
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
