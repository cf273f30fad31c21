// Runs a seccomp program on one call, as the kernel would: the means to show what it denies on machines we do not have.
import { AT, type Instruction } from '../../src/core/confine/seccomp/assemble.ts'

export type SystemCall = {
  readonly architecture: number
  readonly number: number
  readonly arguments: readonly number[]
}

/** The answer of the filter. Throws when the program runs off its end, which the kernel would refuse to load. */
export function replay(program: readonly Instruction[], call: SystemCall): number {
  const fields = new Map([
    [AT.number as number, call.number],
    [AT.architecture, call.architecture],
    ...call.arguments.map((value, index): [number, number] => [AT.argument(index), value]),
  ])
  let accumulator = 0
  for (let at = 0; at < program.length; at += 1) {
    const [code, ifTrue, ifFalse, value] = program[at]!
    const wanted = value >>> 0
    if (code === 0x06) return wanted
    if (code === 0x20) accumulator = (fields.get(value) ?? 0) >>> 0
    else if (code === 0x54) accumulator = (accumulator & wanted) >>> 0
    else at += holds(code, accumulator, wanted) ? ifTrue : ifFalse
  }
  throw new Error('the program has no answer')
}

function holds(code: number, accumulator: number, value: number): boolean {
  if (code === 0x15) return accumulator === value
  if (code === 0x35) return accumulator >= value
  if (code === 0x45) return (accumulator & value) !== 0
  throw new Error(`no instruction has the code ${code}`)
}
