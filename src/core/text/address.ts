// Addresses that a granted name must never lead to: this machine, its neighbours, and the services that hand out keys.

/** Four or sixteen bytes, or null when the text is no address in its plain form. */
export function readAddress(text: string): readonly number[] | null {
  return text.includes(':') ? readSix(text) : readFour(text)
}

function readFour(text: string): readonly number[] | null {
  const parts = text.split('.')
  // No leading zeros: some programs read those as octal.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null
  return parts.map(Number)
}

function readSix(text: string): readonly number[] | null {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return null
  const halves = text.split('::')
  if (halves.length > 2 || (halves.length === 2 && halves[0]!.includes('.'))) return null
  const [head, tail] = [groupsOf(halves[0]!), groupsOf(halves[1] ?? '')]
  if (head === null || tail === null) return null
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return null
  return [...head, ...Array<number>(missing).fill(0), ...tail]
}

function groupsOf(text: string): readonly number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [i, group] of groups.entries()) {
    if (i === groups.length - 1 && group.includes('.')) {
      const four = readFour(group)
      if (four === null) return null
      bytes.push(...four)
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 255)
    } else return null
  }
  return bytes
}

type Block = { readonly prefix: readonly number[]; readonly bits: number; readonly why: string }
const block = (address: string, why: string): Block => {
  const [base, bits] = address.split('/') as [string, string]
  return { prefix: readAddress(base)!, bits: Number(bits), why }
}

/** IANA special-purpose registries (RFC 6890 and later); the first match says why. */
const FOUR: readonly Block[] = [
  block('0.0.0.0/8', 'this network'),
  block('10.0.0.0/8', 'private'),
  block('100.100.100.200/32', 'a metadata service'),
  block('100.64.0.0/10', 'shared by a provider'),
  block('127.0.0.0/8', 'loopback'),
  block('169.254.0.0/16', 'link-local, where metadata services are'),
  block('172.16.0.0/12', 'private'),
  block('192.0.0.0/24', 'special'),
  block('192.0.2.0/24', 'documentation'),
  block('192.31.196.0/24', 'special'),
  block('192.52.193.0/24', 'special'),
  block('192.88.99.0/24', '6to4 relay'),
  block('192.168.0.0/16', 'private'),
  block('192.175.48.0/24', 'special'),
  block('198.18.0.0/15', 'benchmarking'),
  block('198.51.100.0/24', 'documentation'),
  block('203.0.113.0/24', 'documentation'),
  block('224.0.0.0/4', 'multicast'),
  block('240.0.0.0/4', 'reserved'),
  // Public by its number, but the metadata and host service of one cloud.
  block('168.63.129.16/32', 'a metadata service'),
]

/** Where an IPv4 address hides in an IPv6 one: it is judged by what it leads to. */
const EMBEDDED: readonly (Block & { readonly at: number })[] = [
  { ...block('::ffff:0:0/96', 'IPv4-mapped'), at: 12 },
  { ...block('64:ff9b::/96', 'NAT64'), at: 12 },
  { ...block('2002::/16', '6to4'), at: 2 },
]

/** Of IPv6 only 2000::/3 is public; these lie within it and are not. */
const SIX: readonly Block[] = [
  block('2001::/23', 'special or Teredo'),
  block('2001:db8::/32', 'documentation'),
  block('2620:4f:8000::/48', 'special'),
  block('3fff::/20', 'documentation'),
]
const PUBLIC_SIX = block('2000::/3', 'public')

/** What a company or a household may give to a host of its own; no machine is reached by these that is not meant. */
const OWN: readonly string[] = ['private', 'shared by a provider', 'documentation', 'benchmarking']
const METADATA_SIX = [block('fd00:ec2::254/128', ''), block('fd20:ce::254/128', '')]
const OWN_SIX = block('fc00::/7', 'private')

/**
 * The same for a host that a person has named in a configuration of his own, such as a registry: it may be a private one, but
 * never this machine, its link, or a service that hands out keys.
 */
export function whyNotOwn(text: string): string | null {
  const why = whyNotPublic(text)
  if (why === null || OWN.includes(why)) return null
  const bytes = readAddress(text)
  const isOwnSix = bytes?.length === 16 && isIn(bytes, OWN_SIX) && !METADATA_SIX.some((one) => isIn(bytes, one))
  return isOwnSix ? null : why
}

/** Why a name must not lead to this address, or null for a public one. */
export function whyNotPublic(text: string): string | null {
  const bytes = readAddress(text)
  if (bytes === null) return 'no address'
  if (bytes.length === 4) return FOUR.find((found) => isIn(bytes, found))?.why ?? null
  // Refused even around a public address: nothing honest answers so, and translators differ.
  const embedded = EMBEDDED.find((found) => isIn(bytes, found))
  if (embedded !== undefined) return `${embedded.why}: ${bytes.slice(embedded.at, embedded.at + 4).join('.')}`
  if (!isIn(bytes, PUBLIC_SIX)) return 'not a public address'
  return SIX.find((found) => isIn(bytes, found))?.why ?? null
}

/** Why nobody else's name may lead to it: also what is public and near is refused. `networks`: those that this machine is in. */
export const whyNotDialled = (text: string, networks: readonly string[]): string | null =>
  whyNotPublic(text) ??
  (networks.some((network) => isNeighbour(text, network)) ? 'this machine, or one beside it' : null)

/**
 * An interface of this machine, as `ADDRESS/BITS`: it and its neighbours trust each other, and a wall before them sees nothing of what
 * is said between them, also where their numbers are public ones. What claims a large part of the internet is no neighbourhood.
 */
export function isNeighbour(text: string, network: string): boolean {
  const [own = '', length = ''] = network.split('/')
  const [bytes, prefix] = [readAddress(text), readAddress(own)]
  if (bytes === null || prefix === null || bytes.length !== prefix.length) return false
  const whole = bytes.length * 8
  const bits = Number(length)
  return isIn(bytes, { prefix, bits: bits >= LEAST_BITS[whole as 32 | 128] && bits <= whole ? bits : whole, why: '' })
}
const LEAST_BITS = { 32: 16, 128: 48 } as const

function isIn(bytes: readonly number[], { prefix, bits }: Block): boolean {
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 255 : 255 << (8 - (bits - bit))
    if (((bytes[bit / 8]! ^ prefix[bit / 8]!) & mask & 255) !== 0) return false
  }
  return true
}
