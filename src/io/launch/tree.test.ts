import { expect, test } from 'vitest'
import { treeGauge } from './tree.ts'

test('others get their turn while it looks closely: the kernel may take long over one process', async () => {
  let turns = 0
  setImmediate(() => (turns += 1))
  const look = treeGauge(process.pid, 0)
  expect((await look())?.memoryBytes).toBeGreaterThan(1024 ** 2)
  expect(turns).toBe(1)
})

test('of nothing there is nothing to see', async () => {
  expect(await treeGauge(2 ** 22 + 1, 0)()).toBe(null)
})
