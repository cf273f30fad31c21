// The rules warn of what the container backend refuses: neither may know of a danger that the other lets pass.
import { expect, test } from 'vitest'
import { isContainerCommand, readContainer } from '../../src/core/confine/container/words.ts'
import { pathRefusal } from '../../src/core/confine/paths.ts'
import type { Host } from '../../src/core/confine/plan.ts'
import type { LaunchEntry } from '../../src/core/model/launch.ts'
import { containerEscape } from '../../src/core/rules/launch/container-escape.ts'
import { containerSocket } from '../../src/core/rules/launch/container-socket.ts'

const RULES = [containerEscape, containerSocket]
const direct = (entries: readonly LaunchEntry[]) => entries.map(({ argv }) => argv).filter(isContainerCommand)
const host = { homes: [], sockets: [], stateFolders: [] } as unknown as Host

/** What would be in the way, from the words to the grant that a mount would need. */
function inTheWay(argv: readonly string[]): string | null {
  const read = readContainer(argv)
  if (!read.ok) return read.why
  const refusals = read.words.mounts.map(({ source }) =>
    pathRefusal({ path: source, kind: 'write', ownFolder: false }, host),
  )
  return refusals.find((why) => why !== null) ?? null
}

test.each(RULES.flatMap(({ bad }) => direct(bad())))('%j is never given what the rule warns of', (...argv) => {
  expect(inTheWay(argv)).not.toBe(null)
})

test.each(RULES.flatMap(({ good }) => direct(good())))('%j is understood', (...argv) => {
  expect(readContainer(argv).ok).toBe(true)
})
