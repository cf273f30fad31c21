// The addresses that stand for granted names inside a sandbox: a range set aside for benchmarks (RFC 2544), so that no real
// host has one of them. The sandbox routes it to itself; only the broker knows which name an address means.
export const SYNTHETIC = { range: '198.18.0.0/15', start: [198, 18], addresses: 2 ** 17 } as const
