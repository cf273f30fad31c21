import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { bound } from '../../../core/model/bounds.ts'
import { emptyRecord, Said } from './arrival.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Whether what was added is still in memory. */
async function isHeld(said: Said): Promise<boolean> {
  const add = (): WeakRef<ArrayBufferLike> => {
    const { buffer } = Buffer.from(new ArrayBuffer(1024 ** 2))
    said.add(Buffer.from(buffer))
    return new WeakRef(buffer)
  }
  const added = add()
  await new Promise((done) => setImmediate(done))
  collect()
  return added.deref() !== undefined
}

test('what one says is held while there is room for it, and not beyond', async () => {
  const said = new Said(emptyRecord())
  expect(await isHeld(said)).toBe(true)
  said.add(Buffer.alloc(bound('rehearsal-arrival-bytes')))
  expect(await isHeld(said)).toBe(false)
  expect(said.bytes).toHaveLength(bound('rehearsal-arrival-bytes'))
})
