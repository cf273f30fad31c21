// Loaded into a `serve` that is measured: at SIGUSR2 it writes down what its objects hold after all garbage is collected. What V8
// compiled is no object of ours: there is ever more of it, as long as something gets hot.
import { renameSync, writeFileSync } from 'node:fs'
import { getHeapSpaceStatistics } from 'node:v8'

const { HEAP_FILE } = process.env
if (HEAP_FILE !== undefined && typeof globalThis.gc === 'function') {
  process.on('SIGUSR2', () => {
    for (let times = 0; times < 3; times += 1) globalThis.gc()
    const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => !/code|trusted|read_only/.test(name))
    const heapUsed = spaces.reduce((sum, { space_used_size: used }) => sum + used, 0)
    writeFileSync(`${HEAP_FILE}.new`, JSON.stringify({ heapUsed, external: process.memoryUsage().external }))
    renameSync(`${HEAP_FILE}.new`, HEAP_FILE)
  })
}
