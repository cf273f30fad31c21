// DNS queries of a sandbox (RFC 1035), read strictly and answered by us alone: no query ever leaves the machine.

export type Question = {
  /** Lower case; bytes that no host name has stand as \\DDD, so that they can never make up a granted name. */
  readonly name: string
  readonly type: number
  /** Header and question as they came, for the answer. */
  readonly wire: Uint8Array
}

export const TYPE_A = 1
const CLASS_IN = 1
const HEADER_BYTES = 12
const MAX_NAME_BYTES = 255
/** What EDNS allows without fragments. */
export const MAX_QUERY_BYTES = 1232
const TTL_SECONDS = 60

/** One plain question, or null for everything else: that gets no answer at all. */
export function readQuestion(query: Uint8Array): Question | null {
  if (query.length < HEADER_BYTES || query.length > MAX_QUERY_BYTES) return null
  const view = new DataView(query.buffer, query.byteOffset, query.length)
  const [flags, questions, answers, authorities, additional] = [2, 4, 6, 8, 10].map((at) => view.getUint16(at))
  // A standard query (QR, opcode, AA, TC, RA and RCODE are 0) with one question, and at most the EDNS record after it.
  if ((flags! & ~0x0130) !== 0 || questions !== 1 || answers !== 0 || authorities !== 0 || additional! > 1) return null
  const labels: string[] = []
  let at = HEADER_BYTES
  for (;;) {
    const length = query[at]
    // 0xc0 and above would point elsewhere in the packet: no query needs that.
    if (length === undefined || length > 63 || at + length - HEADER_BYTES >= MAX_NAME_BYTES) return null
    at += 1
    if (length === 0) break
    if (at + length > query.length) return null
    labels.push(labelText(query.subarray(at, at + length)))
    at += length
  }
  const end = at + 4
  if (end > query.length || view.getUint16(at + 2) !== CLASS_IN) return null
  if (additional === 0 ? end !== query.length : !isEdns(query.subarray(end))) return null
  return { name: labels.join('.'), type: view.getUint16(at), wire: query.slice(0, end) }
}

const labelText = (label: Uint8Array): string =>
  Array.from(label, (byte) => {
    const char = String.fromCharCode(byte)
    return /[A-Za-z0-9_-]/.test(char) ? char.toLowerCase() : `\\${String(byte).padStart(3, '0')}`
  }).join('')

/** One OPT record (RFC 6891): root name, type 41, and as many bytes of options as it says. */
function isEdns(rest: Uint8Array): boolean {
  return (
    rest.length >= 11 &&
    rest[0] === 0 &&
    rest[1] === 0 &&
    rest[2] === 41 &&
    rest.length === 11 + rest[9]! * 256 + rest[10]!
  )
}

export type Answer = { readonly address: readonly number[] } | 'no-data' | 'no-name'

export function writeAnswer({ wire }: Question, answer: Answer): Uint8Array {
  const record =
    typeof answer === 'string'
      ? []
      : [0xc0, HEADER_BYTES, 0, TYPE_A, 0, CLASS_IN, 0, 0, 0, TTL_SECONDS, 0, 4, ...answer.address]
  const packet = new Uint8Array(wire.length + record.length)
  packet.set(wire)
  packet.set(record, wire.length)
  packet[2] = 0x80 | (wire[2]! & 1)
  packet[3] = 0x80 | (answer === 'no-name' ? 3 : 0)
  packet.set([0, 1, 0, record.length > 0 ? 1 : 0, 0, 0, 0, 0], 4)
  return packet
}
