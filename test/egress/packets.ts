// Packets of DNS and TLS for tests, put together byte by byte.

const two = (value: number): number[] => [value >> 8, value & 255]
const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)]

export const nameBytes = (name: string): number[] => [
  ...name.split('.').flatMap((label) => [label.length, ...bytesOf(label)]),
  0,
]
export const query = (
  name: string | readonly number[],
  type = 1,
  flags = 0x0100,
  tail: readonly number[] = [],
): Uint8Array =>
  new Uint8Array([
    ...[0xab, 0xcd, ...two(flags), 0, 1, 0, 0, 0, 0, ...two(tail.length > 0 ? 1 : 0)],
    ...(typeof name === 'string' ? nameBytes(name) : name),
    ...[...two(type), 0, 1, ...tail],
  ])
export const EDNS = [0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0] as const

const vector = (bytes: readonly number[], lengthBytes: 1 | 2): number[] =>
  lengthBytes === 1 ? [bytes.length, ...bytes] : [...two(bytes.length), ...bytes]
export const extension = (type: number, data: readonly number[]): number[] => [...two(type), ...vector(data, 2)]
export const serverName = (name: string): number[] => extension(0, vector([0, ...vector(bytesOf(name), 2)], 2))
export const HIDDEN = extension(0xfe0d, [0, 1, 2, 3])

/** The handshake message, not yet in records. */
export function helloMessage(extensions: readonly number[] | null): number[] {
  const body = [3, 3, ...Array<number>(32).fill(7), ...vector([], 1), ...vector([0x13, 0x01], 2), ...vector([0], 1)]
  const whole = extensions === null ? body : [...body, ...vector(extensions, 2)]
  return [1, 0, ...two(whole.length), ...whole]
}

/** TLS records of at most this many bytes each. */
export function records(message: readonly number[], size = 16_384): Uint8Array {
  const out: number[] = []
  for (let at = 0; at < message.length; at += size) out.push(22, 3, 1, ...vector(message.slice(at, at + size), 2))
  return new Uint8Array(out)
}
