// Compares what somebody gave with what it has to be, where the time it takes must not tell how much of it is right.

export function isSame(given: Uint8Array, expected: Uint8Array): boolean {
  if (given.length !== expected.length) return false
  let differing = 0
  for (let at = 0; at < expected.length; at += 1) differing |= given[at]! ^ expected[at]!
  return differing === 0
}
