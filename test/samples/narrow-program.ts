// A program that calls the kernel by an interface other than its machine's own.

/** A program for x64 (elf(5)) that asks for its number by `int 0x80`, and ends with 7 where that was answered. */
export const ASKS_BY_32_BITS = ((): Buffer => {
  const code = Buffer.from('b814000000cd80b83c000000bf070000000f05', 'hex')
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
})()
