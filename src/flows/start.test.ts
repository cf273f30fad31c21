import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { onLines } from './start.ts'

test('what a server said before it ended is there for who looks later', async () => {
  const child = spawn('/bin/sh', ['-c', 'echo words; echo more'])
  const { channel } = onLines({
    ...child,
    pid: child.pid!,
    stderrTail: () => '',
    exited: new Promise(() => undefined),
    stop: async () => undefined,
  })
  await once(child, 'exit')
  for (let turns = 0; turns < 10; turns += 1) await turn()
  const said: string[] = []
  for await (const frame of channel.frames) if (frame.kind === 'frame') said.push(Buffer.from(frame.bytes).toString())
  expect(said).toEqual(['words', 'more'])
})
