// A small assembler for classic BPF as seccomp runs it (linux/bpf_common.h, linux/seccomp.h): jumps go to names.

/** Where the kernel puts what a filter may see: struct seccomp_data. Low halves of arguments; both targets are little-endian. */
export const AT = { number: 0, architecture: 4, argument: (index: number): number => 16 + 8 * index } as const

const LOAD = 0x20
const AND = 0x54
const JUMP_IF_EQUAL = 0x15
const JUMP_IF_AT_LEAST = 0x35
const JUMP_IF_ANY_BIT = 0x45
const RETURN = 0x06

export type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number]

export type Line =
  | { readonly op: 'load'; readonly at: number }
  | { readonly op: 'and'; readonly mask: number }
  /** Falls through to the next line when the test fails. */
  | {
      readonly op: 'if'
      readonly test: 'equal' | 'at-least' | 'any-bit'
      readonly value: number
      readonly goto: string
    }
  | { readonly op: 'return'; readonly value: number }
  | { readonly op: 'label'; readonly name: string }

const TESTS = { equal: JUMP_IF_EQUAL, 'at-least': JUMP_IF_AT_LEAST, 'any-bit': JUMP_IF_ANY_BIT } as const

/** Throws for an unknown label or a jump over more than 255 instructions: that is a mistake of ours, found by any test. */
export function assemble(lines: readonly Line[]): readonly Instruction[] {
  const places = new Map<string, number>()
  const code: Exclude<Line, { op: 'label' }>[] = []
  for (const line of lines) {
    if (line.op === 'label') places.set(line.name, code.length)
    else code.push(line)
  }
  return code.map((line, index): Instruction => {
    if (line.op === 'load') return [LOAD, 0, 0, line.at]
    if (line.op === 'and') return [AND, 0, 0, line.mask]
    if (line.op === 'return') return [RETURN, 0, 0, line.value]
    const distance = (places.get(line.goto) ?? Number.NaN) - index - 1
    if (!(distance >= 0 && distance <= 255)) throw new Error(`no jump can reach ${line.goto}`)
    return [TESTS[line.test], distance, 0, line.value]
  })
}

/** The bytes of an array of struct sock_filter. */
export function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8))
  for (const [index, [code, ifTrue, ifFalse, value]] of program.entries()) {
    bytes.setUint16(index * 8, code, true)
    bytes.setUint8(index * 8 + 2, ifTrue)
    bytes.setUint8(index * 8 + 3, ifFalse)
    bytes.setUint32(index * 8 + 4, value >>> 0, true)
  }
  return new Uint8Array(bytes.buffer)
}
