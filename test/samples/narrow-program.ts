// Programs for x64 (elf(5)) of one call to the kernel each, made here: no compiler is needed, and none of the libraries of an image.

/** Asks for its number by `int 0x80`, and ends with 7 where that was answered. */
export const ASKS_BY_32_BITS = programOf('b814000000cd80b83c000000bf070000000f05')

/** Makes one call, and ends with the number of its error; a file that it opened is told as 256 less its number. */
export const calling = (call: number, ...[first = 0, second = 0, third = 0]: readonly number[]): Buffer =>
  programOf(`b8${dword(call)}bf${dword(first)}be${dword(second)}ba${dword(third)}0f05f7d889c7b83c0000000f05`)

function dword(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value | 0)
  return bytes.toString('hex')
}

function programOf(hex: string): Buffer {
  const code = Buffer.from(hex, 'hex')
  const [base, head] = [0x400000, 64 + 56]
  const file = Buffer.alloc(head + code.length)
  file.write('\x7fELF\x02\x01\x01', 'latin1')
  // The kind of file, the machine, the version; where it begins, where its one part is told; the sizes of heads, and how many.
  file.writeUInt16LE(2, 16)
  file.writeUInt16LE(62, 18)
  file.writeUInt32LE(1, 20)
  file.writeBigUInt64LE(BigInt(base + head), 24)
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(64, 52)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(1, 56)
  // The part: loaded, to be read and run, from the first byte on.
  file.writeUInt32LE(1, 64)
  file.writeUInt32LE(5, 68)
  file.writeBigUInt64LE(BigInt(base), 80)
  file.writeBigUInt64LE(BigInt(base), 88)
  file.writeBigUInt64LE(BigInt(file.length), 96)
  file.writeBigUInt64LE(BigInt(file.length), 104)
  file.writeBigUInt64LE(0x1000n, 112)
  code.copy(file, head)
  return file
}
