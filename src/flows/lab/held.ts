// For how long a server keeps busy whoever stands next to it: a client that uses a schema as it is meant and has a filter as people
// write them, or the guard.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { runInNewContext } from 'node:vm'
import { isObject, type Json } from '../../core/model/json.ts'
import type { Call } from '../../core/model/lab.ts'
import { parsed, textsIn } from './reading.ts'

/** Long enough to be called for ever, and short enough for a lab. */
const LONGEST_MS = 2_500

/** Written by hand against injected orders, and by the engine of the language never done with some texts. */
const FILTER = String.raw`ignore (?:\w+\s*)+instructions`

/** As clients check arguments, by each pattern of the schemas that were heard, and as filters read answers. */
export function heldPlainly(heard: string, calls: readonly Call[]): number {
  const given = calls.flatMap((call) => Object.values(call.arguments))
  const lines = heard.split('\n').map(parsed)
  const began = performance.now()
  for (const pattern of lines.flatMap(patternsIn)) for (const text of given) tryOut(pattern, text)
  for (const text of lines.flatMap((line) => textsIn(line))) tryOut(FILTER, text)
  return performance.now() - began
}

function tryOut(pattern: string, text: string): void {
  try {
    runInNewContext('new RegExp(pattern).test(text)', { pattern, text }, { timeout: LONGEST_MS })
  } catch {
    // It is ended here, where a client would go on.
  }
}

function patternsIn(value: Json): string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(patternsIn)
  if (!isObject(value)) return []
  const { pattern } = value
  return [...(typeof pattern === 'string' ? [pattern] : []), ...Object.values(value).flatMap(patternsIn)]
}

/** The longest time in which this process, and so the guard in it, could do nothing else. */
export async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly heldMs: number }> {
  const delays = monitorEventLoopDelay({ resolution: 20 })
  delays.enable()
  try {
    return { result: await work(), heldMs: delays.max / 1e6 }
  } finally {
    delays.disable()
  }
}
