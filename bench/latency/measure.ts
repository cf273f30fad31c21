// Rounds over all targets in turn, so that what else the machine does falls on each of them alike.
import type { Caller } from './caller.ts'
import { texts } from './caller.ts'
import { cpuMs } from './processes.ts'

export type Case = { readonly name: string; readonly bytes: number; readonly atOnce: number; readonly calls: number }

export type Round = {
  readonly p50: number
  readonly p99: number
  readonly perSecond: number
  /** CPU of the measured process for one call. */
  readonly cpuMs: number
  /** What came back other than what was asked for, by how often. */
  readonly failed: ReadonlyMap<string, number>
}

/** `from`: a number that no call of this target had. */
export async function round({ bytes, atOnce, calls }: Case, caller: Caller, pid: number, from: number): Promise<Round> {
  const textOf = texts(bytes)
  const times: number[] = []
  const failed = new Map<string, number>()
  let next = from
  const last = from + calls
  const worker = async (): Promise<void> => {
    while (next < last) {
      const text = textOf((next += 1))
      const began = performance.now()
      const outcome = await caller.call(text)
      times.push(performance.now() - began)
      if (outcome !== 'ok') failed.set(outcome, (failed.get(outcome) ?? 0) + 1)
    }
  }
  await caller.ready()
  const [began, cpuBegan] = [performance.now(), cpuMs(pid)]
  await Promise.all(Array.from({ length: atOnce }, worker))
  const [took, cpu] = [performance.now() - began, cpuMs(pid) - cpuBegan]
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return { p50: at(0.5), p99: at(0.99), perSecond: (calls * 1_000) / took, cpuMs: cpu / calls, failed }
}
