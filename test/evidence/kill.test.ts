import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FAULTS, type FaultKind } from '../../src/core/evidence/fault.ts'
import { verifyLog } from '../../src/flows/log/verify.ts'
import { newPlace, writersIn } from './place.ts'

const WRITE = join(import.meta.dirname, 'write-many.ts')

test.each([1, 400, 3_000, 9_000])('a writer killed after %i of 10 000 records has lost none of them', async (after) => {
  const place = await newPlace()
  const child = spawn(process.execPath, [WRITE, place.root, '10000'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let returned = -1
  for await (const line of createInterface({ input: child.stdout })) {
    returned = Number(line)
    if (returned >= after) child.kill('SIGKILL')
  }
  expect(await exited).toEqual([null, 'SIGKILL'])
  const [writer] = await writersIn(place)
  const folder = join(place.evidence, writer!)
  const files = (await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8'))
  const text = (await Promise.all(files)).join('')
  const numbers = text
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { seq: number }).seq)
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, seq) => seq))
  expect(numbers.length).toBeGreaterThan(returned)
  const { faults, unanswered } = await verifyLog(place, null, () => undefined)
  const damage = faults.filter(({ kind }) => FAULTS[kind satisfies FaultKind].isDamage)
  expect({ damage, unanswered }).toEqual({ damage: [], unanswered: [] })
  await rm(place.root, { recursive: true })
})
